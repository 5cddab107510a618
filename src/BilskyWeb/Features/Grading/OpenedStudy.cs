using BilskyWeb.Features.Intake.Referrals;
using BilskyWeb.Features.Intake.Studies;

namespace BilskyWeb.Features.Grading;

/// <summary>All that the study page shows beside the images.</summary>
/// <param name="Study">Facts of the study.</param>
/// <param name="Latest">The newest run whatever its state; null when none was ever asked for.</param>
/// <param name="Shown">The newest complete run, with slices and levels in order; it stays on show while another runs.</param>
/// <param name="Series">Every series of the study as the newest run saw it.</param>
public sealed record OpenedStudy(Study Study, GradingRun? Latest, GradingRun? Shown, IReadOnlyList<SeriesNote> Series)
{
    /// <summary>What was written with the study's referrals, oldest first; for a referrer only their own.</summary>
    public IReadOnlyList<StudyReferral> Referrals { get; init; } = [];
}
