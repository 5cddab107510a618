using BilskyWeb.Core;
using BilskyWeb.Data;
using BilskyWeb.Features.Intake.Links;
using BilskyWeb.Features.Intake.Referrals;
using BilskyWeb.Imaging.Datasets;
using BilskyWeb.Imaging.Intake;
using BilskyWeb.Imaging.Screening;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Platform.Live;
using BilskyWeb.Platform.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Npgsql;

namespace BilskyWeb.Features.Intake.Uploads;

/// <summary>One file of a request, read once and forward.</summary>
internal sealed record IncomingFile(string Name, Stream Content);

/// <summary>Takes an upload's bytes into staging, screens every file, and leaves it checked; or, when anything breaks off, leaves nothing but a row that says so.</summary>
internal sealed class ReceiveUpload(
    IDbContextFactory<BilskyDbContext> contexts, StagingArea staging, Part10Screener screener, IOptions<UploadOptions> options, LiveUpdates live, TimeProvider clock)
{
    /// <param name="actor">Becomes the owner.</param>
    /// <param name="uploadId">Chosen by the page so that it can follow its own upload, or made by the endpoint.</param>
    /// <param name="submitWhenChecked">True for programs, which do not look at the pre-flight.</param>
    /// <param name="files">The request's files; enumerated once.</param>
    /// <param name="cancellationToken">The request's: fires when the connection is lost.</param>
    public async Task<Result<Upload>> HandleAsync(
        Actor actor, Guid uploadId, bool submitWhenChecked, IAsyncEnumerable<Result<IncomingFile>> files, CancellationToken cancellationToken)
    {
        var opened = await OpenAsync(actor, uploadId, submitWhenChecked, cancellationToken);
        if (opened.Error is { } refused)
        {
            return refused;
        }
        var journal = new UploadJournal(uploadId, contexts, live, clock);
        var kept = false;
        Error? error = null;
        try
        {
            var instances = new List<DicomDataset>();
            error = await TakeAsync(uploadId, files, opened.Value, journal, instances, cancellationToken);
            if (error is null)
            {
                var preflight = instances.Count == 0 ? null : DescribeStudies.From(instances, journal.SharedNumbers, journal.Unread);
                var upload = await CloseAsync(uploadId, journal, preflight);
                kept = upload.State == UploadState.Checked;
                return upload.State == UploadState.Discarded ? new UploadCancelled() : upload;
            }
        }
        catch (Exception broken) when (broken is OperationCanceledException or IOException or Microsoft.AspNetCore.Connections.ConnectionAbortedException)
        {
            error = broken switch
            {
                MultipartCutOffException => new UploadCutOff(),
                BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => new UploadTooLarge(Math.Min(options.Value.MaxRequestBytes, opened.Value.MaxTotalBytes)),
                _ => new UploadBrokeOff(),
            };
        }
        finally
        {
            if (!kept)
            {
                staging.Delete(uploadId);
                await DiscardAsync(uploadId, error ?? new UploadBrokeOff());
            }
        }
        return error;
    }

    /// <returns>What may come.</returns>
    private async Task<Result<IntakeLimits>> OpenAsync(Actor actor, Guid uploadId, bool submitWhenChecked, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var limits = options.Value.ToLimits();
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        if (await GuestLinks.LockAsync(database, actor, cancellationToken) is { } link)
        {
            if (await GuestLinks.MayUploadAsync(database, link, now, cancellationToken) is { Error: { } over })
            {
                return over;
            }
            limits = link.Limit(limits);
        }
        var limit = options.Value.MaxReceivingPerPerson;
        if (await database.Uploads.CountAsync(u => u.OwnerId == actor.UserId && u.State == UploadState.Receiving, cancellationToken) >= limit)
        {
            return new TooManyUploads(limit);
        }
        if (await database.Uploads.AnyAsync(u => u.Id == uploadId, cancellationToken))
        {
            return new UploadIdTaken();
        }
        database.Uploads.Add(new Upload
        {
            Id = uploadId,
            OwnerId = actor.UserId,
            State = UploadState.Receiving,
            StartedAt = now,
            LastActivityAt = now,
            SubmitWhenChecked = submitWhenChecked,
        });
        try
        {
            await database.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }
        catch (DbUpdateException taken) when (taken.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            return new UploadIdTaken(); // sent twice at once: the other was first
        }
        return limits;
    }

    private async Task<Error?> TakeAsync(
        Guid uploadId, IAsyncEnumerable<Result<IncomingFile>> files, IntakeLimits limits, UploadJournal journal, List<DicomDataset> instances, CancellationToken cancellationToken)
    {
        FileIntake? intake = null;
        intake = new FileIntake(staging.Create(uploadId), screener, limits, async (item, token) =>
        {
            if (item is { Verdict: IntakeVerdict.Accepted, Header: { } header })
            {
                instances.Add(header.Attributes);
            }
            await journal.AddAsync(item, intake!.BytesRead, token);
        });
        await using var pulse = journal.Pulse(() => intake.BytesRead);
        await foreach (var file in files.WithCancellation(cancellationToken))
        {
            if (file.Error is { } malformed)
            {
                return malformed;
            }
            if (await intake.TakeAsync(file.Value.Name, file.Value.Content, cancellationToken) is { Error: { } stop })
            {
                return stop;
            }
        }
        await journal.FlushAsync(intake.BytesRead, cancellationToken);
        return journal.Count == 0 ? new UploadEmpty() : null;
    }

    // From here on everything has arrived: a caller that hangs up now loses nothing.
    private async Task<Upload> CloseAsync(Guid uploadId, UploadJournal journal, Preflight? preflight)
    {
        await using var database = await contexts.CreateDbContextAsync();
        var upload = await database.Uploads.SingleAsync(u => u.Id == uploadId);
        if (upload.State != UploadState.Receiving)
        {
            return upload; // cancelled meanwhile
        }
        upload.LastActivityAt = clock.GetUtcNow();
        upload.Preflight = preflight?.ToJson();
        upload.State = UploadState.Checked;
        if (journal.Accepted == 0)
        {
            Fail(upload, new NothingToStore(journal.Count == 1 ? journal.FirstReason ?? "" : "Each file's reason stands beside it. Choose a folder or ZIP that holds DICOM images."));
        }
        await database.SaveChangesAsync();
        await live.PublishAsync(new LiveUpdate(LiveTopic.Upload, uploadId));
        return upload;
    }

    private void Fail(Upload upload, Error error)
    {
        upload.State = UploadState.Failed;
        upload.FinishedAt = clock.GetUtcNow();
        upload.Error = error.Message;
        upload.ErrorCode = error.Code;
    }

    private async Task DiscardAsync(Guid uploadId, Error error)
    {
        await using var database = await contexts.CreateDbContextAsync();
        var now = clock.GetUtcNow();
        var receiving = database.Uploads.Where(u => u.Id == uploadId && u.State == UploadState.Receiving);
        var discarded = await receiving.ExecuteUpdateAsync(u => u
            .SetProperty(x => x.State, UploadState.Discarded)
            .SetProperty(x => x.FinishedAt, now)
            .SetProperty(x => x.Error, error.Message)
            .SetProperty(x => x.ErrorCode, error.Code));
        if (discarded > 0)
        {
            await database.UploadFiles.Where(f => f.UploadId == uploadId).ExecuteDeleteAsync();
            await live.PublishAsync(new LiveUpdate(LiveTopic.Upload, uploadId));
        }
    }
}
