using System.Text.Json;
using BilskyWeb.Core;
using BilskyWeb.Data;
using BilskyWeb.Features.Grading;
using BilskyWeb.Features.Referrals;
using BilskyWeb.Features.Studies;
using BilskyWeb.Platform.Audit;
using BilskyWeb.Platform.Auth;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Viewer;

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

/// <summary>Reads one study for its page, for those who may see it.</summary>
internal sealed class OpenStudy(IDbContextFactory<BilskyDbContext> databases, AuditTrail trail)
{
    public async Task<Result<OpenedStudy>> HandleAsync(Actor actor, Guid studyId, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var study = await database.StudiesVisibleTo(actor).AsNoTracking().SingleOrDefaultAsync(s => s.Id == studyId, cancellationToken);
        if (study is null)
        {
            return new StudyNotFound();
        }

        if (study.HoldReason is not null && !actor.IsReviewer)
        {
            return new StudyHeld();
        }

        await trail.RecordViewAsync(actor, studyId, cancellationToken);
        var runs = database.GradingRuns.AsNoTracking().Where(r => r.StudyId == studyId).OrderByDescending(r => r.SubmittedAt);
        var latest = await runs.FirstOrDefaultAsync(cancellationToken);
        var shown = await runs.Where(r => r.State == GradingState.Complete)
            .Include(r => r.Slices.OrderBy(s => s.Ordinal))
            .Include(r => r.Levels.OrderBy(l => l.Ordinal))
            .AsSplitQuery()
            .FirstOrDefaultAsync(cancellationToken);

        var referrals = await StudyReferrals.ReadAsync(database, [studyId], actor, cancellationToken);
        return new OpenedStudy(study, latest, shown, SeriesOf(shown?.SeriesChoices ?? latest?.SeriesChoices)) { Referrals = [.. referrals[studyId]] };
    }

    private static List<SeriesChoiceView> SeriesOf(string? choices) =>
        choices is null ? [] : JsonSerializer.Deserialize<List<SeriesChoiceView>>(choices, JsonSerializerOptions.Web) ?? [];
}
