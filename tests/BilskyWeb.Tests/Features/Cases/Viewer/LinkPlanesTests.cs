using BilskyWeb.Core.Levels;
using BilskyWeb.Features.Cases.Viewer;
using BilskyWeb.Features.Grading;
using BilskyWeb.Features.Grading.Levels;
using BilskyWeb.Imaging.Datasets;
using BilskyWeb.Imaging.Screening;
using BilskyWeb.Imaging.Series;
using BilskyWeb.Tests.Features.Grading;

namespace BilskyWeb.Tests.Features.Cases.Viewer;

/// <summary>Twelve axial slices of 120 × 100 mm from z = 100 down, and five sagittal images of the same spine; pixels of half a millimetre.</summary>
public sealed class LinkPlanesTests
{
    private readonly TinyStudy _made = new(0, 0, 3, 4, 5, 5, 1, 1, 0, 0, 0, 0);

    [Fact]
    public async Task Link_SameFrameOfReference_DrawsEachSliceAtItsHeight()
    {
        var linked = LinkPlanes.Link(_made.Uid, Slices(), await PlanesAsync(), []);

        Assert.Null(linked.Note);
        Assert.Equal(5, linked.Sagittal!.Frames.Count);
        Assert.All(linked.OnSagittal, image => Assert.All(image.Index(), line =>
        {
            Assert.Equal((0.0, 200.0), (line.Item!.X1, line.Item.X2));
            Assert.Equal((8.0 * line.Index) + 0.5, line.Item.Y1, 2);
            Assert.Equal(line.Item.Y1, line.Item.Y2, 2);

            // The canal is 30 mm from the front of 100: left out by 14 mm to each side.
            Assert.Equal((0.16, 0.44), (line.Item.From, line.Item.To), (a, b) => Math.Abs(a.Item1 - b.Item1) < 0.01 && Math.Abs(a.Item2 - b.Item2) < 0.01);
        }));

        // The first sagittal image is the one furthest to the left.
        Assert.Equal([132.5, 124.5, 116.5, 108.5, 100.5], linked.OnAxial.Select(image => image[0]!.X1));
        Assert.Equal(4, linked.Sagittal.Start);
        Assert.Equal(DicomUid.FromSeed($"{_made.SagittalUid} 0"), linked.Sagittal.Frames[4].SopInstanceUid);
    }

    [Fact]
    public async Task Link_AnotherFrameOfReference_DrawsNoLineAndSaysWhy()
    {
        var linked = LinkPlanes.Link(_made.Uid, Slices(), await PlanesAsync(change: s => s.Set(DicomTag.FrameOfReferenceUid, "1.9")), []);

        Assert.NotNull(linked.Sagittal);
        Assert.Contains("another coordinate system", linked.Note, StringComparison.Ordinal);
        Assert.All(linked.OnSagittal.Concat(linked.OnAxial).SelectMany(image => image), Assert.Null);
    }

    [Fact]
    public async Task Link_NoSagittalSeries_SaysSo()
    {
        var linked = LinkPlanes.Link(_made.Uid, Slices(), await PlanesAsync(sagittal: false), []);

        Assert.Null(linked.Sagittal);
        Assert.StartsWith("This study has no sagittal series", linked.Note, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Link_PinOnAnAxialSlice_StandsOnTheBodyNotInTheCanal()
    {
        var pin = new LevelPin
        {
            Number = 1,
            Level = Vertebra.T7,
            FrameOfReferenceUid = _made.Uid + ".1",
            X = -10,
            Y = -20,
            Z = 88,
            ByName = "Dr Ann",
            SopInstanceUid = "1.2",
            Effect = "",
        };

        var linked = LinkPlanes.Link(_made.Uid, Slices(), await PlanesAsync(), [pin]);

        // 26 mm in front of the canal: column (−46 + 50) / 0.5 + 0.5.
        Assert.Equal([8.5, 24.5], linked.Pins.Single().At[4]);
        Assert.Equal(4, linked.Pins.Single().Image);
        var t7 = linked.Levels.Single(l => l.Name == "T7");
        Assert.Equal(24.5, t7.At[4][1], 1);
        Assert.True(t7.At[4][0] > 60.5 + 80, "The name stands behind the canal.");
    }

    private List<SliceResult> Slices() => [.. _made.Grades.Select((_, i) => new SliceResult
    {
        Ordinal = i,
        SeriesInstanceUid = _made.AxialUid,
        SopInstanceUid = DicomUid.FromSeed($"{_made.AxialUid} {i}"),
        RoiX = 60.5,
        RoiY = 20.5,
        RoiWidth = 80,
        RoiHeight = 80,
    })];

    private async Task<StudyPlanes> PlanesAsync(bool sagittal = true, Action<DicomDataset>? change = null)
    {
        var screener = new Part10Screener(new ScreeningLimits());
        var headers = new List<DicomDataset>();
        foreach (var (_, file) in sagittal ? _made.Files() : _made.Axial(0, _made.Grades.Length))
        {
            using var stream = new MemoryStream(file);
            var header = (await screener.ScreenAsync(stream, default)).Header!.Attributes;
            if (header.GetString(DicomTag.SeriesInstanceUid) == _made.SagittalUid)
            {
                change?.Invoke(header);
            }

            headers.Add(header);
        }

        return new StudyPlanes(SeriesFacts.FromInstances(headers));
    }
}
