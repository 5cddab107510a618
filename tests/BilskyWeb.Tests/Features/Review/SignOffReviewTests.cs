using BilskyWeb.Core.Grading;
using BilskyWeb.Features.Grading;
using BilskyWeb.Features.Intake.Referrals;
using BilskyWeb.Features.Review;
using BilskyWeb.Tests.Features.Cases.Worklist;
using BilskyWeb.Tests.Fixtures;
using static BilskyWeb.Core.Grading.BilskyGrade;
using static BilskyWeb.Tests.Features.Review.ReviewSeed;

namespace BilskyWeb.Tests.Features.Review;

[Trait("Kind", "integration")]
public sealed class SignOffReviewTests(DatabaseFixture database) : IClassFixture<DatabaseFixture>, IDisposable
{
    private readonly ReviewSeed _seed = new(database);

    public void Dispose() => _seed.Dispose();

    [Fact]
    public async Task HandleAsync_ReviewedStudy_IsSignedWithNameAndTimeAndTheModelsFlagFalls()
    {
        var (study, run) = await _seed.StudyAsync(Grade0, Grade3, Grade3);
        await _seed.SaveAsync(Ada, study.Id, Grade(run, 1, Grade1b), Grade(run, 2, Grade1b));

        var review = (await _seed.Sign.HandleAsync(Ada, study.Id, Signature(run, 2), default)).Value;

        Assert.Equal(("Dr Ada", 0, Grade1b), (review.SignOff!.AuthorName, review.SignOff.Number, review.SignOff.Grade));
        var standing = await _seed.StandingAsync(study.Id);
        Assert.Equal((false, true, "Dr Ada", false), (standing.Flagged, standing.GradeByReviewer, standing.SignedOffBy, standing.ChangedSinceSigned));
        Assert.InRange(standing.SignedOffAt!.Value, DateTimeOffset.UtcNow.AddMinutes(-1), DateTimeOffset.UtcNow);
    }

    [Fact]
    public async Task HandleAsync_ChangedAfterwards_AsksForAnAddendumWithAReason()
    {
        var (study, run) = await _seed.StudyAsync(Grade0, Grade0);
        await _seed.Sign.HandleAsync(Ada, study.Id, Signature(run, 0), default);
        Assert.IsType<NothingNewToSign>((await _seed.Sign.HandleAsync(Ben, study.Id, Signature(run, 0), default)).Error);
        var changed = await _seed.SaveAsync(Ben, study.Id, Grade(run, 1, Grade2));
        Assert.True(changed.ChangedSinceSigned);
        Assert.IsType<AddendumWithoutReason>((await _seed.Sign.HandleAsync(Ben, study.Id, Signature(run, 1, " "), default)).Error);

        var review = (await _seed.Sign.HandleAsync(Ben, study.Id, Signature(run, 1, "Seen again with the sagittal."), default)).Value;

        Assert.Equal([("Dr Ada", null), ("Dr Ben", "Seen again with the sagittal.")], review.Signatures.Select(s => (s.AuthorName, s.Reason)));
        Assert.False(review.ChangedSinceSigned);
        Assert.Equal(1, (await _seed.StandingAsync(study.Id)).Addenda);
    }

    /// <summary>What was signed before the study was refused is signed again by whoever finds that it holds, without changing a grade for it.</summary>
    [Fact]
    public async Task HandleAsync_RefusedSinceTheSignature_IsSignedAgain()
    {
        var (study, run) = await _seed.StudyAsync(Grade0, Grade0);
        await _seed.Sign.HandleAsync(Ada, study.Id, Signature(run, 0), default);
        await using (var context = database.NewContext())
        {
            context.AddRun(study, GradingState.Rejected, at: run.SubmittedAt.AddMinutes(1)).FinishedAt = DateTimeOffset.UtcNow;
            await context.SaveChangesAsync();
        }

        Assert.False(ReviewJson.From((await _seed.Read.HandleAsync(Ada, study.Id, default)).Value).SignedOnThisRun);
        var again = (await _seed.Sign.HandleAsync(Ben, study.Id, Signature(run, 0, "Holds without the series that was left."), default)).Value;

        Assert.True(again.SignatureHolds);
        Assert.IsType<NothingNewToSign>((await _seed.Sign.HandleAsync(Ada, study.Id, Signature(run, 0, "Once more."), default)).Error);
    }

    [Fact]
    public async Task HandleAsync_SomethingUnseenOrAnOpenConflict_SignsNothing()
    {
        var (study, run) = await _seed.StudyAsync(Grade0, Grade0);
        await _seed.SaveAsync(Ada, study.Id, Grade(run, 1, Grade2));
        Assert.IsType<ChangedMeanwhile>((await _seed.Sign.HandleAsync(Ben, study.Id, Signature(run, 0), default)).Error);
        await _seed.SaveAsync(Ben, study.Id, Grade(run, 1, Grade0));

        Assert.IsType<ConflictOpen>((await _seed.Sign.HandleAsync(Ben, study.Id, Signature(run, 2), default)).Error);
        Assert.Empty((await _seed.Read.HandleAsync(Ada, study.Id, default)).Value.Signatures);
    }

    [Fact]
    public async Task HandleAsync_TwoPeopleSignAtTheSameMoment_OneSignatureStands()
    {
        var (study, run) = await _seed.StudyAsync(Grade0, Grade0);

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => _seed.Sign.HandleAsync(i % 2 == 0 ? Ada : Ben, study.Id, Signature(run, 0), default)));

        Assert.Single(answers, a => a.IsOk);
        Assert.Single((await _seed.Read.HandleAsync(Ada, study.Id, default)).Value.Signatures);
    }

    [Fact]
    public async Task Read_ReferrerOfTheStudy_SeesWhatWasSignedAndNoMore()
    {
        var (study, run) = await _seed.StudyAsync(Grade0, Grade0);
        await using (var context = database.NewContext())
        {
            context.Referrals.Add(new Referral { Id = Guid.CreateVersion7(), StudyId = study.Id, ReferrerId = Referrer.UserId, SubmittedAt = DateTimeOffset.UtcNow });
            await context.SaveChangesAsync();
        }

        await _seed.SaveAsync(Ada, study.Id, Grade(run, 1, Grade1a));
        Assert.IsType<NotSignedOffYet>((await _seed.Read.HandleAsync(Referrer, study.StudyInstanceUid, default)).Error);
        await _seed.Sign.HandleAsync(Ada, study.Id, Signature(run, 1), default);
        await _seed.SaveAsync(Ada, study.Id, Grade(run, 1, Grade3, basedOn: 1));

        var seen = (await _seed.Read.HandleAsync(Referrer, study.StudyInstanceUid, default)).Value;

        Assert.Equal((Grade1a, 1), (seen.Verdict.Grade, seen.Changes.Count));
        var (others, _) = await _seed.StudyAsync(Grade0);
        Assert.IsType<BilskyWeb.Features.Intake.Studies.StudyNotFound>((await _seed.Read.HandleAsync(Referrer, others.StudyInstanceUid, default)).Error);
    }

    private static NewSignature Signature(BilskyWeb.Features.Grading.GradingRun run, int sequence, string? reason = null) => new(Guid.NewGuid(), sequence, run.Id, reason, null);
}
