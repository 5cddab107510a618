using System.ComponentModel.DataAnnotations;
using BilskyWeb.Core;
using BilskyWeb.Data;
using BilskyWeb.Platform.Audit;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Platform.Live;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Referrals;

/// <summary>What the referrer wrote beside the images.</summary>
public sealed record ReferralDetails
{
    [MaxLength(200)]
    public string? PrimaryCancer { get; init; }

    [MaxLength(4000)]
    public string? ClinicalNote { get; init; }
}

internal sealed record DetailsTooLong() : InvalidInputError("upload.details_too_long", "The primary cancer may have 200 characters and the note 4,000. Shorten them; nothing was sent.");

/// <summary>Puts a checked upload before the team: from here on it goes to the archive by itself.</summary>
internal sealed class SubmitUpload(IDbContextFactory<BilskyDbContext> contexts, LiveUpdates live, AuditTrail trail, TimeProvider clock)
{
    public async Task<Result<Done>> HandleAsync(Actor actor, Guid uploadId, ReferralDetails details, CancellationToken cancellationToken)
    {
        if (!Validator.TryValidateObject(details, new ValidationContext(details), null, validateAllProperties: true))
        {
            return new DetailsTooLong();
        }
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        var now = clock.GetUtcNow();
        var submitted = await database.Uploads
            .Where(u => u.Id == uploadId && u.OwnerId == actor.UserId && u.State == UploadState.Checked)
            .ExecuteUpdateAsync(u => u
                .SetProperty(x => x.State, UploadState.Sending)
                .SetProperty(x => x.SubmittedAt, now)
                .SetProperty(x => x.LastActivityAt, now)
                .SetProperty(x => x.PrimaryCancer, Text(details.PrimaryCancer))
                .SetProperty(x => x.ClinicalNote, Text(details.ClinicalNote)), cancellationToken);
        if (submitted == 0)
        {
            var upload = await database.Uploads.AsNoTracking().SingleOrDefaultAsync(u => u.Id == uploadId && u.OwnerId == actor.UserId, cancellationToken);
            return upload is null ? new UploadNotFound() : new UploadNotChecked(upload.State);
        }

        await trail.RecordAsync(actor, AuditAction.Submitted, detail: $"upload {uploadId}", cancellationToken: cancellationToken);

        // Whoever delivers to the archive hears this; if nobody does, they find the upload by its state.
        await live.PublishAsync(new LiveUpdate(LiveTopic.Upload, uploadId), cancellationToken);
        return new Done();
    }

    private static string? Text(string? value) => string.IsNullOrWhiteSpace(value) ? null : value.Trim();
}
