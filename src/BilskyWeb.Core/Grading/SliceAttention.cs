namespace BilskyWeb.Core.Grading;

/// <summary>Why a reviewer should look at a slice, most pressing first.</summary>
public enum SliceAttention
{
    /// <summary>The model puts it above the pathway line.</summary>
    HighGrade,

    /// <summary>The model abstains, found no canal, or is torn between both sides of the pathway line.</summary>
    Uncertain,

    /// <summary>Read before, but what it was read against has changed, or two reviewers differ.</summary>
    Changed,
}

/// <summary>Chooses what a reviewer has to look at.</summary>
public static class SliceAttentions
{
    /// <summary>A slice called low grade whose probability of high grade is this or more is worth a look: one such slice in ten would be high.</summary>
    public const double TornFrom = 0.1;

    /// <summary>What the model's answer alone asks for; null when it is confidently low grade.</summary>
    public static SliceAttention? Of(SliceStatus status, BilskyGrade? grade, double highGradeProbability) => status switch
    {
        SliceStatus.Graded when grade?.IsHighGrade() == true => SliceAttention.HighGrade,
        SliceStatus.Graded when highGradeProbability < TornFrom => null,
        _ => SliceAttention.Uncertain,
    };
}
