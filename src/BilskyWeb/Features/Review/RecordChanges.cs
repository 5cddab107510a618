using BilskyWeb.Core;
using BilskyWeb.Core.Grading;
using BilskyWeb.Data;
using BilskyWeb.Features.Grading;
using BilskyWeb.Features.Intake.Studies;
using BilskyWeb.Platform.Audit;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Platform.Live;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace BilskyWeb.Features.Review;

/// <summary>A change as a reviewer's browser sends it.</summary>
/// <param name="Id">Made by the sender: sent twice, saved once.</param>
/// <param name="RunId">The grading on the sender's screen.</param>
/// <param name="Slice">Ordinal of the slice in that grading.</param>
/// <param name="Aspect"><c>reading</c> or <c>keyImage</c>.</param>
/// <param name="Grade">0, 1a, 1b, 1c, 2, 3 or null.</param>
/// <param name="Exclusion">instrumentation, quality, region, degenerative or null. With neither, a reading is withdrawn.</param>
/// <param name="Marked">For a key image.</param>
/// <param name="Reason">Coded reason of an override.</param>
/// <param name="Note">Free text.</param>
/// <param name="BasedOn">The version of this aspect of this slice that the sender saw; 0 when none.</param>
/// <param name="MadeAt">When the key was pressed.</param>
public sealed record NewChange(
    Guid Id, Guid RunId, int Slice, string? Aspect, string? Grade, string? Exclusion, bool? Marked, string? Reason, string? Note, int BasedOn, DateTimeOffset? MadeAt);

/// <summary>A change that cannot be saved, ever, and why.</summary>
public sealed record RefusedChange(Guid Id, string Reason);

/// <summary>What became of a batch.</summary>
internal sealed record RecordedChanges(StudyReview Review, IReadOnlyList<RefusedChange> Refused);

/// <summary>
/// Saves reviewers' changes. Nothing is overwritten and nothing is turned away for having been overtaken: a change made without knowing
/// of another person's is saved beside it, and both are shown until somebody settles it.
/// </summary>
internal sealed class RecordChanges(IDbContextFactory<BilskyDbContext> contexts, StudyRule rule, LiveUpdates live, AuditTrail trail, TimeProvider clock)
{
    public const int MostAtOnce = 1000;

    public async Task<Result<RecordedChanges>> HandleAsync(Actor actor, Guid studyId, IReadOnlyList<NewChange> changes, CancellationToken cancellationToken)
    {
        if (!actor.IsReviewer)
        {
            return new NotAReviewer();
        }

        if (changes.Count > MostAtOnce)
        {
            return new TooManyChanges(MostAtOnce);
        }

        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        if (!await StandingWriter.LockAsync(database, studyId, cancellationToken))
        {
            return new StudyNotFound();
        }

        var batch = await ChangeBatch.BeginAsync(database, actor, studyId, changes, clock.GetUtcNow(), cancellationToken);
        if (!batch.IsOk)
        {
            return batch.Error!;
        }

        database.ReviewChanges.AddRange(batch.Value.Added);
        try
        {
            await database.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException taken) when (taken.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: "PK_ReviewChanges" })
        {
            return new ChangeIdTaken();
        }

        if (await ReadReview.LoadAsync(database, studyId, rule, signedOnly: false, cancellationToken) is not { } review)
        {
            return new NothingToReview();
        }

        if (batch.Value.Added.Count > 0)
        {
            await StandingWriter.WriteAsync(database, studyId, review, clock.GetUtcNow(), cancellationToken);
            await trail.WriteAsync(database, actor, new LedgerEntry(AuditAction.Reviewed, studyId, Words(batch.Value.Added)) { Facts = Facts(batch.Value.Added) }, cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        if (batch.Value.Added.Count > 0)
        {
            await live.PublishAsync(new LiveUpdate(LiveTopic.Review, studyId), cancellationToken);
        }

        return new RecordedChanges(review, batch.Value.Refused);
    }

    // No notes: people write names into them.
    private static string Facts(IReadOnlyList<ReviewChange> added) => LedgerFacts.Of(("changes", added.Select(c => new
    {
        c.Id,
        c.Sequence,
        c.RunId,
        c.SopInstanceUid,
        c.Frame,
        c.Aspect,
        c.ModelStatus,
        ModelGrade = c.ModelGrade?.ToText(),
        Grade = c.Grade?.ToText(),
        c.Exclusion,
        c.Marked,
        c.Reason,
    })));

    private static string Words(IReadOnlyList<ReviewChange> added) => string.Join(", ", added.GroupBy(c => c switch
    {
        { Aspect: ReviewAspect.KeyImage } => "key image",
        { Reading: null } => "reading withdrawn",
        { Exclusion: not null } => "exclusion",
        _ => "grade",
    }).Select(g => $"{g.Key}: {g.Count()}"));
}
