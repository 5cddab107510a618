using BilskyWeb.Core;
using BilskyWeb.Data;
using BilskyWeb.Features.Intake.Uploads;
using BilskyWeb.Platform.Jobs;
using BilskyWeb.Platform.Live;
using BilskyWeb.Platform.Storage;
using Hangfire;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Intake.Delivery;

/// <summary>Brings a submitted upload's files to the archive, patient by patient and study by study. May be run again at any point:
/// what the archive has confirmed is done, the rest is sent. A staged file goes only after the archive has confirmed it.</summary>
internal sealed class SendUploadJob(
    IDbContextFactory<BilskyDbContext> contexts, StudyDelivery delivery, StagingArea staging, IBackgroundJobClient jobs, LiveUpdates live, TimeProvider clock)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(5);

    [JobDisplayName("Send upload {0} to the archive")]
    public async Task RunAsync(Guid uploadId, CancellationToken cancellationToken)
    {
        await using var claim = await AdvisoryLock.TryTakeAsync(contexts, $"upload {uploadId:N}", cancellationToken);
        if (claim is null)
        {
            return; // another worker is at it
        }
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        var upload = await database.Uploads.SingleOrDefaultAsync(u => u.Id == uploadId && u.State == UploadState.Sending, cancellationToken);
        if (upload is null)
        {
            return; // done already, or given up
        }
        var preflight = Preflight.FromJson(upload.Preflight) ?? new Preflight([]);
        foreach (var study in preflight.Studies)
        {
            if (await delivery.SendAsync(upload, study, cancellationToken) is { Error: { } error })
            {
                await WaitAsync(database, upload, error, cancellationToken);
                return;
            }
            if (upload.Notice is not null)
            {
                (upload.Notice, upload.NextAttemptAt, upload.FailedAttempts) = (null, null, 0);
                await database.SaveChangesAsync(cancellationToken);
            }
        }
        await FinishAsync(database, upload, cancellationToken);
    }

    private async Task WaitAsync(BilskyDbContext database, Upload upload, Error error, CancellationToken cancellationToken)
    {
        var pause = TimeSpan.FromTicks(Math.Min(LongestPause.Ticks, FirstPause.Ticks << Math.Min(upload.FailedAttempts, 10)));
        var now = clock.GetUtcNow();
        upload.FailedAttempts++;
        upload.LastActivityAt = now;
        upload.NextAttemptAt = now + pause;
        upload.Notice = $"{error.Message} Your files are safe here and are sent as soon as it answers.";
        await database.SaveChangesAsync(cancellationToken);
        jobs.Schedule<SendUploadJob>(JobQueue.Default, job => job.RunAsync(upload.Id, CancellationToken.None), pause);
        await live.PublishAsync(new LiveUpdate(LiveTopic.Upload, upload.Id), cancellationToken);
    }

    /// <summary>A study that this upload brought nothing new of, but files that could not be read, has to say so too: the number of its images does not make it due.</summary>
    private async Task GradeAgainAsync(BilskyDbContext database, Upload upload, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var lost = database.UploadFiles.Where(f => f.UploadId == upload.Id && (f.Unread != null || f.Outcome == FileOutcome.Refused));
        await database.Studies
            .Where(s => s.GradingRequestedFor != null && s.LastInstanceAt < upload.SubmittedAt && database.Referrals.Any(r => r.StudyId == s.Id && r.ReferrerId == upload.OwnerId)
                && (lost.Any(f => f.StudyInstanceUid == s.StudyInstanceUid)
                    || (lost.Any(f => f.StudyInstanceUid == null) && database.UploadFiles.Any(f => f.UploadId == upload.Id && f.StudyInstanceUid == s.StudyInstanceUid))))
            .ExecuteUpdateAsync(s => s.SetProperty(x => x.GradingRequestedFor, (int?)null).SetProperty(x => x.GradingDueAt, now), cancellationToken);
    }

    private async Task FinishAsync(BilskyDbContext database, Upload upload, CancellationToken cancellationToken)
    {
        var outcomes = await database.UploadFiles.Where(f => f.UploadId == upload.Id).Select(f => f.Outcome).Distinct().ToListAsync(cancellationToken);
        upload.FinishedAt = clock.GetUtcNow();
        (upload.Notice, upload.NextAttemptAt) = (null, null);
        upload.State = UploadState.Sent;
        if (!outcomes.Contains(FileOutcome.Stored) && !outcomes.Contains(FileOutcome.Held))
        {
            upload.State = UploadState.Failed;
            upload.ErrorCode = "upload.refused";
            upload.Error = "The archive took none of the files. Each file's reason stands beside it.";
        }
        await database.SaveChangesAsync(cancellationToken);
        await GradeAgainAsync(database, upload, cancellationToken);
        if (!outcomes.Contains(FileOutcome.Held))
        {
            staging.Delete(upload.Id);
        }
        await live.PublishAsync(new LiveUpdate(LiveTopic.Upload, upload.Id), cancellationToken);
    }
}
