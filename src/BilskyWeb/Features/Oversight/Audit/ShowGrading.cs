using System.Text.Json;
using BilskyWeb.Core;
using BilskyWeb.Data;
using BilskyWeb.Features.Grading;
using BilskyWeb.Features.Intake.Studies;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Oversight.Audit;

/// <summary>A series of the study, taken for grading or left.</summary>
public sealed record SeriesChoiceRow(string? SeriesInstanceUid, string? Description, bool Taken, string? Reason);

/// <summary>One grading with everything it was made from.</summary>
internal sealed record GradingDetails(GradingRun Run, Study Study, IReadOnlyList<SeriesChoiceRow> Series);

internal sealed record GradingNotFound() : NotFoundError("grading.not_found", "There is no such grading.");

/// <summary>Reads one grading for an auditor: the choice of series, the slices with their regions, and what came out.</summary>
internal sealed class ShowGrading(IDbContextFactory<BilskyDbContext> contexts)
{
    public async Task<Result<GradingDetails>> HandleAsync(Guid runId, CancellationToken cancellationToken)
    {
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        var run = await database.GradingRuns.AsNoTracking().AsSplitQuery()
            .Include(r => r.Slices.OrderBy(s => s.Ordinal)).Include(r => r.Levels.OrderBy(l => l.Ordinal))
            .SingleOrDefaultAsync(r => r.Id == runId, cancellationToken);
        if (run is null)
        {
            return new GradingNotFound();
        }

        var study = await database.Studies.AsNoTracking().SingleAsync(s => s.Id == run.StudyId, cancellationToken);
        return new GradingDetails(run, study, run.SeriesChoices is null ? [] : JsonSerializer.Deserialize<SeriesChoiceRow[]>(run.SeriesChoices, JsonSerializerOptions.Web) ?? []);
    }
}
