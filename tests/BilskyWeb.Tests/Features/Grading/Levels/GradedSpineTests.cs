using BilskyWeb.Core.Geometry;
using BilskyWeb.Core.Levels;
using BilskyWeb.Features.Grading;
using BilskyWeb.Features.Grading.Levels;

namespace BilskyWeb.Tests.Features.Grading.Levels;

public sealed class GradedSpineTests
{
    [Fact]
    public void Through_TwoFramesOfReference_AreTwoSpinesEachNamedByItsOwnPins()
    {
        var slices = Enumerable.Range(0, 10).Select(i => new SliceResult { Ordinal = i, Axis = i / 5, SeriesInstanceUid = "1.2", SopInstanceUid = $"1.{i}" }).ToList();

        var spines = GradedSpine.Through(slices, s => Plane(s.Ordinal, s.Axis == 0 ? "1.5" : "1.6"));
        var run = new GradingRun();
        run.Slices.AddRange(slices);
        var pin = new LevelPin { ByName = "", Effect = "", SopInstanceUid = "1.7", FrameOfReferenceUid = "1.6", Level = Vertebra.T7, Z = -28 };
        LevelNames.Write(run, [.. spines.Select(s => (s, s.Name([pin]) is { IsOk: true } naming ? naming.Value : null))]);

        Assert.Equal(["1.5", "1.6"], spines.Select(s => s.FrameOfReferenceUid));
        Assert.All(slices[..5], s => Assert.Null(s.LevelName));
        Assert.All(slices[5..], s => Assert.NotNull(s.LevelName));
        Assert.Equal("T7", slices[7].LevelName);
    }

    [Fact]
    public void Holds_NoFrameOfReference_TrustsTheGradedSlicesAlone()
    {
        var slices = Enumerable.Range(0, 3).Select(i => new SliceResult { Ordinal = i, SeriesInstanceUid = "1.2", SopInstanceUid = $"1.{i}" }).ToList();

        var spine = Assert.Single(GradedSpine.Through(slices, s => Plane(s.Ordinal, "")));

        Assert.True(spine.Holds("", "1.2"));
        Assert.False(spine.Holds("", "1.9"));
    }

    private static ImagePlane Plane(int number, string frame) => new(new PatientVector(0, 0, -4 * number), new PatientVector(1, 0, 0), new PatientVector(0, 1, 0), 1, 1, 64, 64, frame);
}
