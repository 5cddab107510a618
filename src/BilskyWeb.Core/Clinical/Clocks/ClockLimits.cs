using System.ComponentModel.DataAnnotations;

namespace BilskyWeb.Core.Clinical.Clocks;

/// <summary>How long each stretch may take, in hours. NICE NG234 and its quality standard QS56 (2023) give the defaults where they give any.</summary>
public class ClockLimits
{
    /// <summary>Suspicion to MRI with neurological signs: QS56, statement 3.</summary>
    [Range(0.1, 8760)]
    public double MriWithSignsHours { get; set; } = 24;

    /// <summary>Suspicion to MRI for pain without neurological signs: QS56, statement 2, one week.</summary>
    [Range(0.1, 8760)]
    public double MriWithoutSignsHours { get; set; } = 168;

    /// <summary>MRI to flag. The guideline names none; ours, so that grading never eats the day that the team has.</summary>
    [Range(0.1, 8760)]
    public double FlagHours { get; set; } = 4;

    /// <summary>Flag to first view. The guideline names none; ours.</summary>
    [Range(0.1, 8760)]
    public double ViewHours { get; set; } = 2;

    /// <summary>Flag to decision: with the MRI, the plan is to be agreed within the same day (QS56 until 2023, statement 3).</summary>
    [Range(0.1, 8760)]
    public double DecisionHours { get; set; } = 24;

    /// <summary>Decision to treatment: QS56, statement 6, within 24 hours of the decision to treat.</summary>
    [Range(0.1, 8760)]
    public double TreatmentHours { get; set; } = 24;

    /// <summary>A running clock is due soon when less than this share of its limit is left.</summary>
    [Range(0, 1)]
    public double DueSoonShare { get; set; } = 0.25;

    /// <summary>The limit of a stretch.</summary>
    /// <param name="kind">Which.</param>
    /// <param name="hasSigns">Whether there are neurological signs. Not knowing counts as there being some: the shorter limit then warns too early, never too late.</param>
    public TimeSpan LimitOf(ClockKind kind, bool? hasSigns) => TimeSpan.FromHours(kind switch
    {
        ClockKind.SuspicionToMri => hasSigns == false ? MriWithoutSignsHours : MriWithSignsHours,
        ClockKind.MriToFlag => FlagHours,
        ClockKind.FlagToView => ViewHours,
        ClockKind.FlagToDecision => DecisionHours,
        ClockKind.DecisionToTreatment => TreatmentHours,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    });
}
