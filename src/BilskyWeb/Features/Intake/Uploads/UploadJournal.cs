using System.Text.Json;
using BilskyWeb.Data;
using BilskyWeb.Features.Intake.Referrals;
using BilskyWeb.Imaging.Intake;
using BilskyWeb.Platform.Live;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Intake.Uploads;

/// <summary>Writes the outcomes of an upload's files as they come, in batches, and tells open pages about them.</summary>
internal sealed class UploadJournal(Guid uploadId, IDbContextFactory<BilskyDbContext> contexts, LiveUpdates live, TimeProvider clock)
{
    private const int BatchFiles = 200;
    private static readonly TimeSpan BatchTime = TimeSpan.FromMilliseconds(500);

    // Several within the shortest silence that counts as broken off (UploadOptions.BrokenAfterMinutes).
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(10);
    private readonly List<UploadFile> _waiting = [];
    private DateTimeOffset _lastWrite = clock.GetUtcNow();

    /// <summary>Files so far.</summary>
    public int Count { get; private set; }

    /// <summary>Files so far that can be stored.</summary>
    public int Accepted { get; private set; }

    /// <summary>Studies in which two series use the same image numbers, so that the images of one were left out.</summary>
    public HashSet<string> SharedNumbers { get; } = new(StringComparer.Ordinal);

    /// <summary>Files that were not taken and with which an image is lost.</summary>
    public List<UnreadFile> Unread { get; } = [];

    /// <summary>Why the first file that cannot be stored cannot.</summary>
    public string? FirstReason { get; private set; }

    public async ValueTask AddAsync(IntakeItem item, long bytesRead, CancellationToken cancellationToken)
    {
        Count++;
        Accepted += item.Verdict == IntakeVerdict.Accepted ? 1 : 0;
        FirstReason ??= item.Reason;
        if (item is { Code: FileIntake.SeriesConflict, Header.StudyInstanceUid: { } study })
        {
            SharedNumbers.Add(study);
        }
        if (item.Unread is { } unread)
        {
            Unread.Add(unread);
        }
        _waiting.Add(new UploadFile
        {
            UploadId = uploadId,
            Name = item.Name,
            Bytes = item.Bytes,
            Outcome = item.Verdict switch
            {
                IntakeVerdict.Accepted => FileOutcome.Accepted,
                IntakeVerdict.Duplicate => FileOutcome.Duplicate,
                IntakeVerdict.Skipped => FileOutcome.Skipped,
                _ => FileOutcome.Rejected,
            },
            Code = item.Code,
            Reason = item.Reason,
            PatientId = item.Header is { } header ? SentText.IdentityOf(header.Attributes).PatientId : null,
            StudyInstanceUid = item.Header?.StudyInstanceUid ?? item.Unread?.StudyInstanceUid,
            SeriesInstanceUid = item.Header?.SeriesInstanceUid ?? item.Unread?.SeriesInstanceUid,
            SopInstanceUid = item.Header?.SopInstanceUid ?? item.Unread?.SopInstanceUid,
            Unread = item.Unread is null ? null : JsonSerializer.Serialize(item.Unread, JsonSerializerOptions.Web),
            StagedName = item.StagedName,
        });
        if (_waiting.Count >= BatchFiles || clock.GetUtcNow() - _lastWrite >= BatchTime)
        {
            await FlushAsync(bytesRead, cancellationToken);
        }
    }

    public async Task FlushAsync(long bytesRead, CancellationToken cancellationToken)
    {
        _lastWrite = clock.GetUtcNow();
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        database.UploadFiles.AddRange(_waiting);
        await database.SaveChangesAsync(cancellationToken);
        _waiting.Clear();
        await TouchAsync(bytesRead, cancellationToken);
        await live.PublishAsync(new LiveUpdate(LiveTopic.Upload, uploadId), cancellationToken);
    }

    /// <summary>
    /// Says every few seconds that this process still receives, until the result is disposed: one large file takes minutes between two outcomes, and an
    /// upload that falls silent counts as broken off.
    /// </summary>
    public IAsyncDisposable Pulse(Func<long> bytesRead) => clock.CreateTimer(_ => _ = BeatAsync(bytesRead()), null, Heartbeat, Heartbeat);

    private async Task BeatAsync(long bytesRead)
    {
        try
        {
            await TouchAsync(bytesRead, CancellationToken.None);
        }
        catch (Exception fault) when (fault is Npgsql.NpgsqlException or InvalidOperationException or TimeoutException)
        {
            // The database is away for a moment. The next beat tries again, and the upload's own writes say what is wrong if it stays away.
        }
    }

    private async Task TouchAsync(long bytesRead, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        await database.Uploads.Where(u => u.Id == uploadId && u.State == UploadState.Receiving)
            .ExecuteUpdateAsync(u => u.SetProperty(x => x.Bytes, bytesRead).SetProperty(x => x.LastActivityAt, now), cancellationToken);
    }
}
