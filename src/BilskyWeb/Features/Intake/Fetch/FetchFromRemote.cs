using BilskyWeb.Core;
using BilskyWeb.Data;
using BilskyWeb.Features.Intake.Studies;
using BilskyWeb.Imaging.Archive;
using BilskyWeb.Platform.Audit;
using BilskyWeb.Platform.Auth;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Intake.Fetch;

internal sealed record SearchTooOpen() : InvalidInputError("fetch.too_open", "Say whose study, which accession number or which days: other archives refuse an open search.");

/// <summary>A study that another archive holds, and whether it is here already.</summary>
public sealed record RemoteFind(RemoteStudy Study, Guid? StudyId);

/// <summary>Searches another archive and brings a study from it into ours. What arrives is taken up by the change feed like everything else.</summary>
internal sealed class FetchFromRemote(OrthancArchive archive, IDbContextFactory<BilskyDbContext> contexts, AuditTrail trail, TimeProvider clock)
{
    /// <summary>Other archives that ours knows: to fetch from, and to send results to.</summary>
    public async Task<Result<IReadOnlyList<RemoteArchive>>> ListAsync(Actor actor, CancellationToken cancellationToken) =>
        actor.IsReviewer ? await archive.Remotes.ListAsync(cancellationToken) : new NotAReviewer();

    public async Task<Result<IReadOnlyList<RemoteFind>>> SearchAsync(Actor actor, RemoteArchive remote, StudyQuery query, CancellationToken cancellationToken)
    {
        if (!actor.IsReviewer)
        {
            return new NotAReviewer();
        }
        if (query.IsOpen)
        {
            return new SearchTooOpen();
        }
        var found = await archive.Remotes.FindStudiesAsync(remote, query, cancellationToken);
        if (found.Error is { } error)
        {
            return error;
        }
        var uids = found.Value.Select(s => s.StudyInstanceUid).ToList();
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        var here = await database.Studies.Where(s => uids.Contains(s.StudyInstanceUid)).ToDictionaryAsync(s => s.StudyInstanceUid, s => s.Id, cancellationToken);
        return found.Value.Select(s => new RemoteFind(s, here.TryGetValue(s.StudyInstanceUid, out var id) ? id : null)).ToList();
    }

    /// <summary>Starts fetching; the archive goes on with it whatever happens to this page.</summary>
    public async Task<Result<RetrieveJob>> StartAsync(Actor actor, RemoteArchive remote, string studyInstanceUid, CancellationToken cancellationToken)
    {
        if (!actor.IsReviewer)
        {
            return new NotAReviewer();
        }
        // Whoever does not say how many there are is fetched from all the same.
        var told = await archive.Remotes.CountInstancesAsync(remote, studyInstanceUid, cancellationToken);
        var started = await archive.Remotes.RetrieveAsync(remote, studyInstanceUid, cancellationToken);
        if (started.IsOk)
        {
            await RememberAsync(actor, remote, studyInstanceUid, told.IsOk ? told.Value : [], started.Value, cancellationToken);
        }
        return started;
    }

    public Task<Result<RetrieveJob>> ProgressAsync(string jobId, CancellationToken cancellationToken) => archive.Remotes.GetJobAsync(jobId, cancellationToken);

    private async Task RememberAsync(Actor actor, RemoteArchive remote, string studyInstanceUid, IReadOnlyList<RemoteSeries> told, RetrieveJob job, CancellationToken cancellationToken)
    {
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        var fetch = await database.StudyFetches.SingleOrDefaultAsync(f => f.StudyInstanceUid == studyInstanceUid && f.Remote == remote.Name, cancellationToken);
        if (fetch is null)
        {
            fetch = new StudyFetch { StudyInstanceUid = studyInstanceUid, Remote = remote.Name, JobId = job.Id, Told = "[]" };
            database.StudyFetches.Add(fetch);
        }
        (fetch.JobId, fetch.StartedAt) = (job.Id, clock.GetUtcNow());
        if (told.Count > 0)
        {
            // No answer takes nothing back of what was said before.
            fetch.Told = StudyFetch.Write(told);
        }
        await trail.WriteAsync(database, actor, new LedgerEntry(AuditAction.Fetched, Detail: $"from {remote.Name}"), cancellationToken);

        // One that is here with fewer images is judged by the new number even if nothing comes. It has been asked about, so what comes is an addition.
        // Our own documents are no images: where the other archive has them, they are not more than came. One that counts by study alone is taken at its word, which grades once too often at worst.
        var own = await database.OwnInstances.Where(o => o.StudyInstanceUid == studyInstanceUid).Select(o => o.SeriesInstanceUid).Distinct().ToListAsync(cancellationToken);
        var all = told.Where(s => s.SeriesInstanceUid is not { } series || !own.Contains(series)).Sum(s => (long)s.Instances);
        await database.Studies.Where(s => s.StudyInstanceUid == studyInstanceUid && s.InstanceCount < all && s.GradingRequestedFor != null)
            .ExecuteUpdateAsync(s => s.SetProperty(x => x.GradingRequestedFor, 0), cancellationToken);
    }
}
