using BilskyWeb.Data;
using BilskyWeb.Imaging.Archive;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Intake.Fetch;

/// <summary>
/// Whether a study is still being fetched: then its images are not all here yet, and what is missing is no finding. A flag raised for it would stay
/// until a reviewer signs.
/// </summary>
internal sealed class FetchesUnderWay(OrthancArchive archive, IDbContextFactory<BilskyDbContext> contexts, TimeProvider clock)
{
    /// <summary>A fetch that hangs keeps nobody's grade back for longer.</summary>
    internal static readonly TimeSpan Longest = TimeSpan.FromMinutes(30);

    public async Task<bool> IncludeAsync(string studyInstanceUid, CancellationToken cancellationToken)
    {
        var since = clock.GetUtcNow() - Longest;
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        foreach (var job in await database.StudyFetches.Where(f => f.StudyInstanceUid == studyInstanceUid && f.StartedAt > since).Select(f => f.JobId).ToListAsync(cancellationToken))
        {
            // A job that our archive has forgotten is over.
            if (await archive.Remotes.GetJobAsync(job, cancellationToken) is { IsOk: true, Value.State: RetrieveState.Running })
            {
                return true;
            }
        }

        return false;
    }
}
