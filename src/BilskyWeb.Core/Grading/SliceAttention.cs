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
    /// <param name="status">What could be said.</param>
    /// <param name="grade">The grade, if any.</param>
    /// <param name="highGradeProbability">Probability mass above the pathway line.</param>
    /// <param name="source">Where the region came from: a canal that was not seen is worth a look whatever the grade.</param>
    public static SliceAttention? Of(SliceStatus status, BilskyGrade? grade, double highGradeProbability, RoiSource? source = null) => status switch
    {
        SliceStatus.Graded when grade?.IsHighGrade() == true => SliceAttention.HighGrade,
        SliceStatus.Graded when source == RoiSource.Neighbours => SliceAttention.Uncertain,
        SliceStatus.Graded when highGradeProbability < TornFrom => null,
        SliceStatus.Graded or SliceStatus.Abstained or SliceStatus.Excluded or SliceStatus.NoCanal => SliceAttention.Uncertain,
    };
}
