using BilskyWeb.Features.Intake.Referrals;
using BilskyWeb.Features.Intake.Studies;

namespace BilskyWeb.Features.Grading;

/// <summary>All that the study page shows beside the images.</summary>
/// <param name="Study">Facts of the study.</param>
/// <param name="Latest">The newest run whatever its state; null when none was ever asked for.</param>
/// <param name="Shown">The newest complete run, with slices and levels in order; it stays on show while another runs.</param>
/// <param name="Series">Every series of the study as the newest run that read them saw it.</param>
public sealed record OpenedStudy(Study Study, GradingRun? Latest, GradingRun? Shown, IReadOnlyList<SeriesNote> Series)
{
    /// <summary>The newest run since <see cref="Shown"/> that refused the study: what is on show is no answer to the images as they are now. Null when there is none.</summary>
    public GradingRun? Refusal { get; init; }

    /// <summary>What was written with the study's referrals, oldest first; for a referrer only their own.</summary>
    public IReadOnlyList<StudyReferral> Referrals { get; init; } = [];
}
