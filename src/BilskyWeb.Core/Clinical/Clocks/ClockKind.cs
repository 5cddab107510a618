using BilskyWeb.Core.Clinical.Facts;

namespace BilskyWeb.Core.Clinical.Clocks;

/// <summary>The stretches of the way from suspicion to treatment, in their order.</summary>
public enum ClockKind
{
    /// <summary>From the suspicion to the MRI.</summary>
    SuspicionToMri,

    /// <summary>From the MRI to the flag.</summary>
    MriToFlag,

    /// <summary>From the flag to the first look of one of the team.</summary>
    FlagToView,

    /// <summary>From the flag to the team's decision.</summary>
    FlagToDecision,

    /// <summary>From the decision to treatment.</summary>
    DecisionToTreatment,
}

/// <summary>Codes and words of the clocks.</summary>
public static class ClockKinds
{
    /// <summary>The table.</summary>
    public static Vocabulary<ClockKind> Terms { get; } = new(
        (ClockKind.SuspicionToMri, "suspicion-mri", "Suspicion to MRI"),
        (ClockKind.MriToFlag, "mri-flag", "MRI to flag"),
        (ClockKind.FlagToView, "flag-view", "Flag to first view"),
        (ClockKind.FlagToDecision, "flag-decision", "Flag to decision"),
        (ClockKind.DecisionToTreatment, "decision-treatment", "Decision to treatment"));
}
