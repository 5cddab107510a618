using BilskyWeb.Core;
using BilskyWeb.Core.Grading;
using BilskyWeb.Data;
using BilskyWeb.Features.Grading;
using BilskyWeb.Features.Intake.Studies;
using BilskyWeb.Platform.Auth;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Review;

/// <summary>A study's review: for reviewers as it stands, for its referrer what was signed.</summary>
internal sealed class ReadReview(IDbContextFactory<BilskyDbContext> contexts, StudyRule rule)
{
    public async Task<Result<StudyReview>> HandleAsync(Actor actor, Guid studyId, CancellationToken cancellationToken)
    {
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        return await database.StudiesOpenTo(actor).AnyAsync(s => s.Id == studyId, cancellationToken)
            ? await ReadAsync(database, actor, studyId, cancellationToken)
            : new StudyNotFound();
    }

    /// <summary>The same for a program, which knows the study by its DICOM identifier.</summary>
    public async Task<Result<StudyReview>> HandleAsync(Actor actor, string studyInstanceUid, CancellationToken cancellationToken)
    {
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        return await database.StudyIdOpenToAsync(actor, studyInstanceUid, cancellationToken) is { } id
            ? await ReadAsync(database, actor, id, cancellationToken)
            : new StudyNotFound();
    }

    /// <summary>The review as it stands in this context's transaction; null while the study has no complete run.</summary>
    /// <param name="database">The context.</param>
    /// <param name="studyId">The study.</param>
    /// <param name="rule">The study rule.</param>
    /// <param name="signedOnly">Leaves out what was changed after the last signature.</param>
    /// <param name="cancellationToken">Cancels.</param>
    internal static async Task<StudyReview?> LoadAsync(BilskyDbContext database, Guid studyId, StudyRule rule, bool signedOnly, CancellationToken cancellationToken)
    {
        var runs = database.CompleteRunsOf(studyId).AsNoTracking();
        if (await runs.Include(r => r.Slices).FirstOrDefaultAsync(cancellationToken) is not { } run)
        {
            return null;
        }

        var signatures = await database.ReviewSignatures.AsNoTracking().Where(s => s.StudyId == studyId).OrderBy(s => s.Number).ToListAsync(cancellationToken);
        var until = !signedOnly ? int.MaxValue : signatures.Count == 0 ? 0 : signatures[^1].Sequence;
        var changes = await database.ReviewChanges.AsNoTracking().Where(c => c.StudyId == studyId && c.Sequence <= until).ToListAsync(cancellationToken);
        var pipelines = await runs.Select(r => new { r.Id, r.PipelineVersion }).ToDictionaryAsync(r => r.Id, r => r.PipelineVersion, cancellationToken);
        return StudyReview.Of(run, changes, signatures, rule, pipelines, await database.RefusalSinceAsync(run, cancellationToken));
    }

    private async Task<Result<StudyReview>> ReadAsync(BilskyDbContext database, Actor actor, Guid studyId, CancellationToken cancellationToken)
    {
        if (await LoadAsync(database, studyId, rule, signedOnly: !actor.IsReviewer, cancellationToken) is not { } review)
        {
            return actor.IsReviewer ? new NothingToReview() : new NotSignedOffYet();
        }

        return actor.IsReviewer || review.SignOff is not null ? review : new NotSignedOffYet();
    }
}
