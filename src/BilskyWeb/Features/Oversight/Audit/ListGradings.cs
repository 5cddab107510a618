using BilskyWeb.Core.Grading;
using BilskyWeb.Data;
using BilskyWeb.Features.Intake.Studies;
using BilskyWeb.Features.Grading;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Oversight.Audit;

/// <summary>Which gradings an admin wants to see.</summary>
internal sealed record GradingFilter
{
    public static GradingFilter Everything { get; } = new();

    public GradingState? State { get; init; }

    /// <summary>Part of a name, patient ID, accession number or study instance UID.</summary>
    public string Search { get; init; } = "";
}

/// <summary>One grading in the list.</summary>
public sealed record GradingRow
{
    public required Guid RunId { get; init; }
    public required Guid StudyId { get; init; }
    public required string PatientName { get; init; }
    public required string PatientId { get; init; }
    public required GradingState State { get; init; }
    public required DateTimeOffset SubmittedAt { get; init; }
    public DateTimeOffset? StartedAt { get; init; }
    public DateTimeOffset? FinishedAt { get; init; }
    public int SlicesDone { get; init; }
    public int SlicesTotal { get; init; }
    public string? SeriesReason { get; init; }
    public string? PipelineVersion { get; init; }
    public string? RoiModelSha256 { get; init; }
    public string? GraderModelSha256 { get; init; }
    public string? Provider { get; init; }
    public BilskyGrade? Grade { get; init; }
    public bool Flagged { get; init; }
    public bool NeedsReader { get; init; }
    public string? Error { get; init; }

    public TimeSpan? Duration => FinishedAt - StartedAt;
}

/// <summary>One page of gradings.</summary>
public sealed record GradingList(IReadOnlyList<GradingRow> Rows, int Total);

/// <summary>Every grading, newest first, whatever became of it.</summary>
internal sealed class ListGradings(IDbContextFactory<BilskyDbContext> contexts)
{
    public const int PageSize = 50;

    public async Task<GradingList> HandleAsync(GradingFilter filter, int page, CancellationToken cancellationToken)
    {
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        var gradings =
            from run in database.GradingRuns.AsNoTracking()
            join study in database.Studies on run.StudyId equals study.Id
            select new { Run = run, Study = study };
        if (filter.State is { } state)
        {
            gradings = gradings.Where(g => g.Run.State == state);
        }

        if (SearchPattern.Words(filter.Search) is { } pattern)
        {
            gradings = gradings.Where(g => EF.Functions.ILike(g.Study.PatientName, pattern, SearchPattern.Escape) || EF.Functions.ILike(g.Study.PatientId, pattern, SearchPattern.Escape)
                || EF.Functions.ILike(g.Study.StudyInstanceUid, pattern, SearchPattern.Escape) || (g.Study.AccessionNumber != null && EF.Functions.ILike(g.Study.AccessionNumber, pattern, SearchPattern.Escape)));
        }

        // Every run has its study, which need not be looked for to be counted.
        var total = await (SearchPattern.Words(filter.Search) is null
            ? database.GradingRuns.CountAsync(r => filter.State == null || r.State == filter.State, cancellationToken)
            : gradings.CountAsync(cancellationToken));
        var rows = await gradings.OrderByDescending(g => g.Run.SubmittedAt).ThenBy(g => g.Run.Id).Skip(page * PageSize).Take(PageSize)
            .Select(g => new GradingRow
            {
                RunId = g.Run.Id,
                StudyId = g.Study.Id,
                PatientName = g.Study.PatientName,
                PatientId = g.Study.PatientId,
                State = g.Run.State,
                SubmittedAt = g.Run.SubmittedAt,
                StartedAt = g.Run.StartedAt,
                FinishedAt = g.Run.FinishedAt,
                SlicesDone = g.Run.SlicesDone,
                SlicesTotal = g.Run.SlicesTotal,
                SeriesReason = g.Run.SeriesReason,
                PipelineVersion = g.Run.PipelineVersion,
                RoiModelSha256 = g.Run.RoiModelSha256,
                GraderModelSha256 = g.Run.GraderModelSha256,
                Provider = g.Run.Provider,
                Grade = g.Run.HighestGrade,
                Flagged = g.Run.Flagged,
                NeedsReader = g.Run.NeedsReader,
                Error = g.Run.Error,
            })
            .ToListAsync(cancellationToken);
        return new GradingList(rows, total);
    }
}
