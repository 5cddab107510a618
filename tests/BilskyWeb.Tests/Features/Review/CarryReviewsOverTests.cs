using BilskyWeb.Core.Grading;
using BilskyWeb.Tests.Fixtures;
using static BilskyWeb.Core.Grading.BilskyGrade;
using static BilskyWeb.Tests.Features.Review.ReviewSeed;

namespace BilskyWeb.Tests.Features.Review;

[Trait("Kind", "integration")]
public sealed class CarryReviewsOverTests(DatabaseFixture database) : IClassFixture<DatabaseFixture>, IDisposable
{
    private readonly ReviewSeed _seed = new(database);

    public void Dispose() => _seed.Dispose();

    [Fact]
    public async Task HandleAsync_GradedAnew_KeepsTheReviewAndAsksForALookWhereTheModelChanged()
    {
        var (study, run) = await _seed.StudyAsync(Grade0, Grade1b, Grade0);
        await _seed.SaveAsync(Ada, study.Id, Grade(run, 0, Grade0), Grade(run, 1, Grade1a), KeyImage(run, 1));
        var newer = await _seed.RegradeAsync(study, Grade0, Grade2, Grade2);

        Assert.Equal(1, await _seed.Carry.HandleAsync(null, default));

        var review = (await _seed.Read.HandleAsync(Ben, study.Id, default)).Value;
        Assert.Equal(newer.Id, review.Run.Id);
        Assert.Equal([null, SliceAttention.Changed, SliceAttention.HighGrade], review.Slices.Select(s => s.Attention));
        Assert.Equal((Grade1a, run.Id, Grade1b), (review.Slices[1].Latest!.Grade, review.Slices[1].Latest!.RunId, review.Slices[1].Latest!.ModelGrade));
        Assert.True(review.Slices[1].IsKeyImage);
        var standing = await _seed.StandingAsync(study.Id);
        Assert.Equal((newer.Id, Grade2, false, "ab4"), (standing.RunId, standing.Grade, standing.GradeByReviewer, standing.Strip));
        Assert.Equal(0, await _seed.Carry.HandleAsync(null, default));
    }

    [Fact]
    public async Task HandleAsync_SinceATime_LooksAtWhatWasGradedSinceAlone()
    {
        var (study, run) = await _seed.StudyAsync(Grade0, Grade1b);
        await _seed.SaveAsync(Ada, study.Id, Grade(run, 0, Grade0));
        var newer = await _seed.RegradeAsync(study, Grade0, Grade2);

        Assert.Equal(0, await _seed.Carry.HandleAsync(newer.FinishedAt!.Value.AddSeconds(1), default));
        Assert.Equal(run.Id, (await _seed.StandingAsync(study.Id)).RunId);
        Assert.Equal(1, await _seed.Carry.HandleAsync(newer.FinishedAt.Value.AddSeconds(-1), default));
        Assert.Equal(newer.Id, (await _seed.StandingAsync(study.Id)).RunId);
    }
}
