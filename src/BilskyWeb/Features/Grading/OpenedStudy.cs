using BilskyWeb.Features.Intake.Referrals;
using BilskyWeb.Features.Intake.Studies;

namespace BilskyWeb.Features.Grading;

/// <summary>One series as the page lists it.</summary>
public sealed record SeriesChoiceView(string SeriesInstanceUid, string? Description, bool Taken, string Reason)
{
    /// <summary>What a reader has to bear in mind where it was graded.</summary>
    public IReadOnlyList<string> Cautions { get; init; } = [];

    /// <summary>True when a reviewer had it graded though the rules left it.</summary>
    public bool ByHand { get; init; }

    /// <summary>Why a series that was left cannot be graded by hand either; null when it can.</summary>
    public string? NotByHand { get; init; }
}

/// <summary>All that the study page shows beside the images.</summary>
/// <param name="Study">Facts of the study.</param>
/// <param name="Latest">The newest run whatever its state; null when none was ever asked for.</param>
/// <param name="Shown">The newest complete run, with slices and levels in order; it stays on show while another runs.</param>
/// <param name="Series">Every series of the study as the newest run saw it.</param>
public sealed record OpenedStudy(Study Study, GradingRun? Latest, GradingRun? Shown, IReadOnlyList<SeriesChoiceView> Series)
{
    /// <summary>What was written with the study's referrals, oldest first; for a referrer only their own.</summary>
    public IReadOnlyList<StudyReferral> Referrals { get; init; } = [];
}
