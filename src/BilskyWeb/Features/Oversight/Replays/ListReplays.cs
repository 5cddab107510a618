using BilskyWeb.Data;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Oversight.Replays;

/// <summary>Replays of one grading, or of all gradings of one study, newest first.</summary>
internal sealed class ListReplays(IDbContextFactory<BilskyDbContext> contexts)
{
    private const int Most = 20;

    public Task<IReadOnlyList<Replay>> OfRunAsync(Guid runId, CancellationToken cancellationToken) => ReadAsync(replays => replays.Where(r => r.RunId == runId), cancellationToken);

    public Task<IReadOnlyList<Replay>> OfStudyAsync(Guid studyId, CancellationToken cancellationToken) => ReadAsync(replays => replays.Where(r => r.StudyId == studyId), cancellationToken);

    private async Task<IReadOnlyList<Replay>> ReadAsync(Func<IQueryable<Replay>, IQueryable<Replay>> which, CancellationToken cancellationToken)
    {
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        return await which(database.Replays.AsNoTracking()).OrderByDescending(r => r.SubmittedAt).Take(Most).ToListAsync(cancellationToken);
    }
}
