using System.ComponentModel.DataAnnotations;
using BilskyWeb.Core;
using BilskyWeb.Core.Clinical.Facts;
using BilskyWeb.Data;
using BilskyWeb.Features.Intake.Links;
using BilskyWeb.Features.Intake.Referrals;
using BilskyWeb.Platform.Audit;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Platform.Live;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Intake.Uploads;

/// <summary>What the referrer wrote beside the images.</summary>
public sealed record ReferralDetails
{
    [MaxLength(200)]
    public string? PrimaryCancer { get; init; }

    [MaxLength(4000)]
    public string? ClinicalNote { get; init; }

    /// <summary>The clinical form, one's own draft, that goes with the images; null where there is none. What it says of primary and note counts where they are not given here.</summary>
    public Guid? FormId { get; init; }
}

internal sealed record DetailsUnkeepable() : InvalidInputError("upload.details_unkeepable", "The primary cancer or the note holds a character that cannot be kept (NUL or half of a pair). Remove it and submit again; nothing was sent.");

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
        if (!details.PrimaryCancer.CanBeKept() || !details.ClinicalNote.CanBeKept())
        {
            return new DetailsUnkeepable();
        }
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        var now = clock.GetUtcNow();

        // Locked: of two browsers that submit by one link, and of one that submits while the link is withdrawn, the second finds what the first has done.
        var link = await GuestLinks.LockAsync(database, actor, cancellationToken);
        if (link is not null && !link.IsOpen(now) && link.UploadId != uploadId)
        {
            return new LinkOver();
        }
        var form = await TakeFormAsync(database, actor, uploadId, details.FormId, now, cancellationToken);
        if (form.Error is { } unfit)
        {
            return unfit;
        }

        details = details with
        {
            PrimaryCancer = details.PrimaryCancer.TrimmedOrNull() ?? form.Value.PrimaryWords.TrimmedOrNull(),
            ClinicalNote = details.ClinicalNote.TrimmedOrNull() ?? form.Value[ClinicalField.Note].TrimmedOrNull(),
        };
        var submitted = await database.Uploads
            .Where(u => u.Id == uploadId && u.OwnerId == actor.UserId && u.State == UploadState.Checked)
            .ExecuteUpdateAsync(u => u
                .SetProperty(x => x.State, UploadState.Sending)
                .SetProperty(x => x.SubmittedAt, now)
                .SetProperty(x => x.LastActivityAt, now)
                .SetProperty(x => x.PrimaryCancer, details.PrimaryCancer)
                .SetProperty(x => x.ClinicalNote, details.ClinicalNote), cancellationToken);
        if (submitted == 0)
        {
            var upload = await database.Uploads.AsNoTracking().SingleOrDefaultAsync(u => u.Id == uploadId && u.OwnerId == actor.UserId, cancellationToken);
            return upload switch
            {
                null => new UploadNotFound(),

                // The same form sent twice: the first has done what the second asks for.
                { State: UploadState.Sending or UploadState.Sent } when upload.PrimaryCancer == details.PrimaryCancer && upload.ClinicalNote == details.ClinicalNote => new Done(),
                _ => new UploadNotChecked(upload.State),
            };
        }

        if (link is not null)
        {
            (link.UsedAt, link.UploadId) = (now, uploadId);
        }
        await trail.WriteAsync(database, actor, new LedgerEntry(AuditAction.Submitted, Detail: $"upload {uploadId}") { Facts = link is null ? null : LedgerFacts.Of(("link", link.Id)) }, cancellationToken);
        await transaction.CommitAsync(cancellationToken);

        // Whoever delivers to the archive hears this; if nobody does, they find the upload by its state.
        await live.PublishAsync(new LiveUpdate(LiveTopic.Upload, uploadId), cancellationToken);
        return new Done();
    }

    // In the transaction of the upload's own change: a form is submitted with its images or not at all.
    private static async Task<Result<ClinicalFacts>> TakeFormAsync(
        BilskyDbContext database, Actor actor, Guid uploadId, Guid? formId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (formId is not { } id)
        {
            return ClinicalFacts.None;
        }
        var form = await database.LockOwnFormAsync(actor, id, cancellationToken);
        if (form is null)
        {
            return new FormNotFound();
        }
        if (form.SubmittedAt is not null && form.UploadId != uploadId)
        {
            return new FormSubmitted();
        }
        var facts = ClinicalPicture.FactsOf(await database.AnswersOf(id).AsNoTracking().ToListAsync(cancellationToken));
        if (facts.MissingRequired is { Count: > 0 } missing)
        {
            return new AnswersMissing(string.Join(", ", missing.Select(f => ClinicalFields.RuleOf(f).Label)));
        }
        (form.UploadId, form.SubmittedAt) = (uploadId, form.SubmittedAt ?? now);
        await database.SaveChangesAsync(cancellationToken);
        return facts;
    }
}
