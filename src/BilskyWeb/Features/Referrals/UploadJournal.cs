using BilskyWeb.Data;
using BilskyWeb.Imaging.Intake;
using BilskyWeb.Platform.Live;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Referrals;

/// <summary>Writes the outcomes of an upload's files as they come, in batches, and tells open pages about them.</summary>
internal sealed class UploadJournal(Guid uploadId, IDbContextFactory<BilskyDbContext> contexts, LiveUpdates live, TimeProvider clock)
{
    private const int BatchFiles = 200;
    private static readonly TimeSpan BatchTime = TimeSpan.FromMilliseconds(500);
    private readonly List<UploadFile> _waiting = [];
    private DateTimeOffset _lastWrite = clock.GetUtcNow();

    /// <summary>Files so far.</summary>
    public int Count { get; private set; }

    /// <summary>Files so far that can be stored.</summary>
    public int Accepted { get; private set; }

    /// <summary>Studies in which two series use the same image numbers, so that the images of one were left out.</summary>
    public HashSet<string> SharedNumbers { get; } = new(StringComparer.Ordinal);

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
            StudyInstanceUid = item.Header?.StudyInstanceUid,
            SeriesInstanceUid = item.Header?.SeriesInstanceUid,
            SopInstanceUid = item.Header?.SopInstanceUid,
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
        await database.Uploads.Where(u => u.Id == uploadId && u.State == UploadState.Receiving)
            .ExecuteUpdateAsync(u => u.SetProperty(x => x.Bytes, bytesRead).SetProperty(x => x.LastActivityAt, _lastWrite), cancellationToken);
        await live.PublishAsync(new LiveUpdate(LiveTopic.Upload, uploadId), cancellationToken);
    }
}
