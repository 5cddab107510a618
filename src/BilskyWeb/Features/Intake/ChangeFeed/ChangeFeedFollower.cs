using BilskyWeb.Core;
using BilskyWeb.Data;
using BilskyWeb.Features.Intake.Holds;
using BilskyWeb.Features.Intake.Studies;
using BilskyWeb.Imaging.Archive;
using BilskyWeb.Platform.Live;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Npgsql;

namespace BilskyWeb.Features.Intake.ChangeFeed;

/// <summary>
/// Follows the archive's change feed, so that whatever arrives there (C-STORE, STOW, another program) becomes a <see cref="Study"/>.
/// One process at a time, by a PostgreSQL advisory lock on the very session that writes: when that session dies, so does the right to write.
/// The cursor is saved in the transaction that saves the rows, so a restart neither misses nor repeats an effect.
/// </summary>
internal sealed class ChangeFeedFollower(
    NpgsqlDataSource source, OrthancArchive orthanc, ReadArrivals read, RecordStudy record, IOptions<StudyOptions> options, LiveUpdates live,
    ILogger<ChangeFeedFollower> logger) : BackgroundService
{
    private const long FollowerLock = 0x62696C736B790002;
    private const int PageSize = 200;
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var pause = TimeSpan.FromSeconds(1);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await using var session = await source.OpenConnectionAsync(stoppingToken);
                if (await TryLockAsync(session, stoppingToken))
                {
                    pause = TimeSpan.FromSeconds(1);
                    await FollowAsync(session, stoppingToken);
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault) when (fault is NpgsqlException or DbUpdateException or InvalidOperationException or IOException)
            {
                logger.LogWarning(fault, "Following the archive was interrupted; next try in {PauseSeconds} s", pause.TotalSeconds);
            }
            await Task.Delay(pause, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            pause = TimeSpan.FromTicks(Math.Min(pause.Ticks * 2, TimeSpan.FromSeconds(5).Ticks));
        }
    }

    private static async Task<bool> TryLockAsync(NpgsqlConnection session, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand($"select pg_try_advisory_lock({FollowerLock})", session);
        return await command.ExecuteScalarAsync(cancellationToken) is true;
    }

    private async Task FollowAsync(NpgsqlConnection session, CancellationToken cancellationToken)
    {
        var poll = TimeSpan.FromSeconds(options.Value.PollSeconds);
        var pause = poll;
        string? archive = null;
        while (true)
        {
            var step = archive is null ? await BeginAsync(session, cancellationToken) : await StepAsync(session, archive, cancellationToken);
            if (step.Error is { } down)
            {
                if (pause == poll)
                {
                    logger.LogWarning("The archive's news cannot be read ({Code}); trying again until it answers", down.Code);
                }
                pause = TimeSpan.FromTicks(Math.Min(pause.Ticks * 2, LongestPause.Ticks));
                archive = null; // it may come back emptied, or as another one
            }
            else
            {
                pause = poll;
                archive = step.Value.Archive;
            }
            if (step.Error is not null || !step.Value.More)
            {
                await Task.Delay(pause, cancellationToken);
            }
        }
    }

    private readonly record struct Step(string Archive, bool More);

    /// <summary>Learns which archive answers, and starts over when its feed ends before the point reached.</summary>
    private async Task<Result<Step>> BeginAsync(NpgsqlConnection session, CancellationToken cancellationToken)
    {
        var system = await orthanc.GetSystemAsync(cancellationToken);
        var last = await orthanc.LastChangeAsync(cancellationToken);
        if ((system.Error ?? last.Error) is { } unreachable)
        {
            return unreachable;
        }
        var archive = system.Value.DatabaseId;
        await using var database = Context(session);
        if (await CursorAsync(database, archive, cancellationToken) > last.Value)
        {
            logger.LogWarning("The archive's feed ends before the point reached: it is another archive, or an emptied one. Reading it from its beginning");
            await SaveCursorAsync(database, archive, 0, cancellationToken);
        }
        return new Step(archive, true);
    }

    /// <summary>Handles one page of the feed.</summary>
    private async Task<Result<Step>> StepAsync(NpgsqlConnection session, string archive, CancellationToken cancellationToken)
    {
        await using var database = Context(session);
        var since = await CursorAsync(database, archive, cancellationToken);
        var page = await orthanc.ReadChangesAsync(since, PageSize, cancellationToken);
        if (page.Error is { } unreadable)
        {
            return unreadable;
        }
        if (page.Value.Last == since)
        {
            return new Step(archive, false);
        }
        var facts = await read.HandleAsync(database, page.Value.Changes, cancellationToken);
        if (facts.Error is { } lost)
        {
            return lost;
        }
        var touched = new List<Study>();
        await using (var transaction = await database.Database.BeginTransactionAsync(cancellationToken))
        {
            foreach (var fact in facts.Value)
            {
                touched.Add(await record.ApplyAsync(database, fact, complete: false, cancellationToken));
                await database.SaveChangesAsync(cancellationToken); // the next one must see it
            }
            touched.AddRange(await MarkedAsync(database, page.Value.Changes, cancellationToken));
            await SaveCursorAsync(database, archive, page.Value.Last, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }
        foreach (var study in touched.DistinctBy(s => s.Id))
        {
            await live.PublishAsync(new LiveUpdate(LiveTopic.Study, study.Id), cancellationToken);
        }
        return new Step(archive, !page.Value.Done);
    }

    /// <summary>Studies of which the archive has noted that an image came again with other contents: their readers have to know, so they are graded anew.</summary>
    private async Task<List<Study>> MarkedAsync(BilskyDbContext database, IReadOnlyList<ArchiveChange> changes, CancellationToken cancellationToken)
    {
        List<Study> marked = [];
        foreach (var change in changes.Where(c => c is { Kind: "UpdatedMetadata", Resource: "Study" }).DistinctBy(c => c.OrthancId))
        {
            var held = await orthanc.GetStudyAsync(change.OrthancId, cancellationToken);
            if (held.IsOk && await database.Studies.FirstOrDefaultAsync(s => s.StudyInstanceUid == held.Value.StudyInstanceUid, cancellationToken) is { GradingRequestedFor: not null } study)
            {
                study.GradingRequestedFor = null;
                study.GradingDueAt = DateTimeOffset.UtcNow + TimeSpan.FromSeconds(options.Value.QuietSeconds);
                marked.Add(study);
            }
        }

        await database.SaveChangesAsync(cancellationToken);
        return marked;
    }

    private static BilskyDbContext Context(NpgsqlConnection session) => new(new DbContextOptionsBuilder<BilskyDbContext>().UseNpgsql(session).Options);

    private static async Task<long> CursorAsync(BilskyDbContext database, string archive, CancellationToken cancellationToken) =>
        await database.ArchiveCursors.Where(c => c.Archive == archive).Select(c => c.LastChange).SingleOrDefaultAsync(cancellationToken);

    private static async Task SaveCursorAsync(BilskyDbContext database, string archive, long last, CancellationToken cancellationToken) =>
        await database.Database.ExecuteSqlAsync(
            $"""
            insert into "ArchiveCursors" ("Archive", "LastChange") values ({archive}, {last})
            on conflict ("Archive") do update set "LastChange" = excluded."LastChange"
            """, cancellationToken);
}
