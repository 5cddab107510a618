using BilskyWeb.Core;
using BilskyWeb.Data;
using BilskyWeb.Platform.Auth;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Intake.Uploads;

/// <summary>An upload as its owner, or an admin, sees it.</summary>
public sealed record UploadView
{
    public Guid Id { get; init; }
    public UploadState State { get; init; }
    public DateTimeOffset StartedAt { get; init; }
    public DateTimeOffset? SubmittedAt { get; init; }
    public DateTimeOffset? FinishedAt { get; init; }
    public long Bytes { get; init; }

    /// <summary>What happened and what to do; null while all is well.</summary>
    public string? Error { get; init; }
    public string? ErrorCode { get; init; }

    /// <summary>Why the upload waits; null when it does not.</summary>
    public string? Notice { get; init; }
    public DateTimeOffset? NextAttemptAt { get; init; }
    public required UploadCounts Counts { get; init; }
    public required IReadOnlyList<UploadFileView> Files { get; init; }
    public Preflight? Preflight { get; init; }
}

/// <summary>Files by outcome.</summary>
public sealed record UploadCounts(int Accepted, int Duplicate, int Skipped, int Rejected, int Stored, int Refused, int Held)
{
    public int Total => Accepted + Duplicate + Skipped + Rejected + Stored + Refused + Held;
}

/// <summary>One file of an upload and what became of it.</summary>
public sealed record UploadFileView(string Name, long Bytes, FileOutcome Outcome, string? Code, string? Reason, string? SopInstanceUid);

/// <summary>Reads an upload: its owner's own, or any for an admin.</summary>
internal sealed class FindUpload(IDbContextFactory<BilskyDbContext> contexts)
{
    /// <param name="actor">Who asks.</param>
    /// <param name="uploadId">Which.</param>
    /// <param name="withFiles">False when only the state is wanted.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<Result<UploadView>> HandleAsync(Actor actor, Guid uploadId, bool withFiles, CancellationToken cancellationToken)
    {
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        var upload = await database.Uploads.AsNoTracking().SingleOrDefaultAsync(u => u.Id == uploadId, cancellationToken);
        if (upload is null || upload.OwnerId != actor.UserId && !actor.IsAdmin)
        {
            return new UploadNotFound();
        }
        var byOutcome = await database.UploadFiles.Where(f => f.UploadId == uploadId).GroupBy(f => f.Outcome)
            .Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, cancellationToken);
        return new UploadView
        {
            Id = upload.Id,
            State = upload.State,
            StartedAt = upload.StartedAt,
            SubmittedAt = upload.SubmittedAt,
            FinishedAt = upload.FinishedAt,
            Bytes = upload.Bytes,
            Error = upload.Error,
            ErrorCode = upload.ErrorCode,
            Notice = upload.Notice,
            NextAttemptAt = upload.NextAttemptAt,
            Counts = new UploadCounts(
                Of(FileOutcome.Accepted), Of(FileOutcome.Duplicate), Of(FileOutcome.Skipped), Of(FileOutcome.Rejected),
                Of(FileOutcome.Stored), Of(FileOutcome.Refused), Of(FileOutcome.Held)),
            Files = withFiles
                ? await database.UploadFiles.Where(f => f.UploadId == uploadId).OrderBy(f => f.Id)
                    .Select(f => new UploadFileView(f.Name, f.Bytes, f.Outcome, f.Code, f.Reason, f.SopInstanceUid)).ToListAsync(cancellationToken)
                : [],
            Preflight = Preflight.FromJson(upload.Preflight),
        };

        int Of(FileOutcome outcome) => byOutcome.GetValueOrDefault(outcome);
    }
}
