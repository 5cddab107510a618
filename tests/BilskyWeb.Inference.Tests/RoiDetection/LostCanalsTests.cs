using BilskyWeb.Core.Grading;
using BilskyWeb.Inference.RoiDetection;

namespace BilskyWeb.Inference.Tests.RoiDetection;

public sealed class LostCanalsTests
{
    [Fact]
    public void Follow_FaintPeakOnTheLine_IsTheCanal()
    {
        var centres = Spine(12, lostFrom: 4, lost: 4);

        Lost(score: 0.15).Follow(centres);

        Assert.All(Enumerable.Range(4, 4), i => Assert.Equal((RoiSource.Faint, 60.0 + i), (centres[i]!.Value.Source, centres[i]!.Value.Y)));
    }

    [Fact]
    public void Follow_NothingToBeSeenBetweenTwoCanals_IsPutByTheNeighbours()
    {
        var centres = Spine(12, lostFrom: 4, lost: 4);

        Lost(score: 0.02).Follow(centres);

        Assert.All(Enumerable.Range(4, 4), i => Assert.Equal(RoiSource.Neighbours, centres[i]!.Value.Source));
        Assert.All(Enumerable.Range(4, 4), i => Assert.Equal(60.0 + i, centres[i]!.Value.Y, 0.5));
    }

    [Fact]
    public void Follow_NothingToBeSeenAtTheEnd_StaysWithoutCanal()
    {
        var centres = Spine(10, lostFrom: 7, lost: 3);

        Lost(score: 0.02).Follow(centres);

        Assert.All(Enumerable.Range(7, 3), i => Assert.Null(centres[i]));
    }

    [Fact]
    public void Follow_FaintBeyondTheLastCanal_IsFollowedFourSlicesAndNoFarther()
    {
        var centres = Spine(20, lostFrom: 10, lost: 10);

        Lost(score: 0.3).Follow(centres);

        Assert.Equal(14, centres.Count(c => c is not null));
    }

    [Fact]
    public void Follow_TwoSlicesOfADisc_OneSeen_FindsTheOther()
    {
        var centres = Spine(2, lostFrom: 1, lost: 1);

        Lost(score: 0.2).Follow(centres);

        Assert.Equal(RoiSource.Faint, centres[1]!.Value.Source);
    }

    [Fact]
    public void Follow_LineThatLeavesTheImage_StaysWithoutCanal()
    {
        var centres = Spine(12, lostFrom: 4, lost: 4);

        new LostCanals(SlicePlaces.Of([], null), (_, _) => null).Follow(centres);

        Assert.All(Enumerable.Range(4, 4), i => Assert.Null(centres[i]));
    }

    [Fact]
    public void Follow_AnyStack_KeepsWhatWasSeen()
    {
        var centres = Spine(12, lostFrom: 3, lost: 5);
        var before = centres.ToArray();

        Lost(score: 0.3).Follow(centres);

        Assert.All(Enumerable.Range(0, 12).Where(i => before[i] is not null), i => Assert.Equal(before[i], centres[i]));
    }

    private static LostCanals Lost(double score) => new(SlicePlaces.Of([], null), (slice, _) => new CanalCentre(100, 60 + slice, score, RoiSource.Faint));

    private static CanalCentre?[] Spine(int count, int lostFrom, int lost) =>
        [.. Enumerable.Range(0, count).Select(i => i >= lostFrom && i < lostFrom + lost ? (CanalCentre?)null : new CanalCentre(100, 60 + i, 0.9, RoiSource.Seen))];
}
