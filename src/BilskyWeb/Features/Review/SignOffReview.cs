using BilskyWeb.Core;
using BilskyWeb.Core.Grading;
using BilskyWeb.Data;
using BilskyWeb.Features.Intake.Studies;
using BilskyWeb.Platform.Audit;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Platform.Live;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace BilskyWeb.Features.Review;

/// <summary>A signature as a reviewer's browser sends it.</summary>
/// <param name="Id">Made by the sender: sent twice, signed once.</param>
/// <param name="Sequence">The last change on the sender's screen: nobody signs what they have not seen.</param>
/// <param name="RunId">The grading on the sender's screen.</param>
/// <param name="Reason">For an addendum: why.</param>
/// <param name="OverrideReason">For overrides that carry no reason of their own.</param>
public sealed record NewSignature(Guid Id, int Sequence, Guid RunId, string? Reason, string? OverrideReason);

/// <summary>What another feature writes with a signature, in its transaction: kept with it, or not at all. The study's lock is held.</summary>
/// <param name="WriteAsync">Adds rows to the context, or runs commands on it; whoever signs saves and commits.</param>
/// <param name="Topic">One of <see cref="LiveTopic"/>: what is told of the study, beside the review, once both are kept.</param>
internal sealed record WrittenWithSignature(Func<BilskyDbContext, ReviewSignature, CancellationToken, Task> WriteAsync, string Topic);

/// <summary>Signs a review, or an addendum to one that is signed.</summary>
internal sealed class SignOffReview(
    IDbContextFactory<BilskyDbContext> contexts, StudyRule rule, LiveUpdates live, AuditTrail trail, TimeProvider clock, IEnumerable<WrittenWithSignature> others)
{
    public async Task<Result<StudyReview>> HandleAsync(Actor actor, Guid studyId, NewSignature signature, CancellationToken cancellationToken)
    {
        if (!actor.IsReviewer)
        {
            return new NotAReviewer();
        }

        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        if (!await StandingWriter.LockAsync(database, studyId, cancellationToken))
        {
            return new StudyNotFound();
        }

        if (await ReadReview.LoadAsync(database, studyId, rule, signedOnly: false, cancellationToken) is not { } review)
        {
            return new NothingToReview();
        }

        if (review.Signatures.Any(s => s.Id == signature.Id))
        {
            return review;
        }

        var reason = signature.Reason.TrimmedOrNull();
        if (Problem(review, signature, reason) is { } problem)
        {
            return problem;
        }

        var number = review.Signatures.Count;
        var signed = new ReviewSignature
        {
            Id = signature.Id,
            StudyId = studyId,
            Number = number,
            Sequence = review.Sequence,
            RunId = review.Run.Id,
            AuthorId = actor.UserId,
            AuthorName = actor.DisplayName,
            SignedAt = clock.GetUtcNow(),
            Reason = number == 0 ? null : reason,
            OverrideReason = Enum.TryParse<OverrideReason>(signature.OverrideReason, ignoreCase: true, out var code) ? code : null,
            Grade = review.Verdict.Grade,
        };
        database.ReviewSignatures.Add(signed);
        try
        {
            await database.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException taken) when (taken.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            return new SignatureIdTaken();
        }

        review = (await ReadReview.LoadAsync(database, studyId, rule, signedOnly: false, cancellationToken))!;
        await StandingWriter.WriteAsync(database, studyId, review, clock.GetUtcNow(), cancellationToken);
        foreach (var other in others)
        {
            await other.WriteAsync(database, signed, cancellationToken);
        }

        var grade = review.Verdict.Grade is { } highest ? $"highest grade {highest.ToText()}" : "no grade";
        await trail.WriteAsync(database, actor, new LedgerEntry(AuditAction.SignedReview, studyId, number == 0 ? grade : $"addendum {number}, {grade}"), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        foreach (var topic in others.Select(o => o.Topic).Prepend(LiveTopic.Review))
        {
            await live.PublishAsync(new LiveUpdate(topic, studyId), cancellationToken);
        }

        return review;
    }

    private static Error? Problem(StudyReview review, NewSignature signature, string? reason) =>
        review.Conflicts > 0 ? new ConflictOpen(review.Conflicts)
        : signature.Sequence != review.Sequence || signature.RunId != review.Run.Id ? new ChangedMeanwhile()
        : review.SignOff is not null && !review.ChangedSinceSigned && review.SignatureHolds ? new NothingNewToSign()
        : review.SignOff is not null && reason is not { Length: <= ReviewSignatureTable.ReasonLength } ? new AddendumWithoutReason()
        : null;
}
