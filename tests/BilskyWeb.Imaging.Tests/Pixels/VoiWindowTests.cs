using BilskyWeb.Core.Geometry;
using BilskyWeb.Imaging.Datasets;
using BilskyWeb.Imaging.Pixels;
using BilskyWeb.Imaging.Tests.Datasets;

namespace BilskyWeb.Imaging.Tests.Pixels;

public sealed class VoiWindowTests
{
    private static readonly GreyImage Ramp = new(40, 25, [.. Enumerable.Range(0, 1000).Select(i => (float)i)], 1, 1);

    [Fact]
    public void For_WindowOfTheFile_IsTaken() =>
        Assert.Equal(new VoiWindow(400, 600), VoiWindow.For(Instance(400, 600), 1, Ramp));

    [Theory]
    [InlineData(50000, 10)]
    [InlineData(-4000, 2000)]
    public void For_WindowThatShowsNothing_IsReplacedByPercentiles(double centre, double width) =>
        Assert.Equal(VoiWindow.FromPercentiles(Ramp), VoiWindow.For(Instance(centre, width), 1, Ramp));

    [Fact]
    public void FromFile_None_IsNull() => Assert.Null(VoiWindow.FromFile(TestObjects.MrSlice(), 1));

    [Fact]
    public void FromFile_EnhancedObject_IsTheFramesOwn()
    {
        DicomDataset Frame(double centre) => new DicomDataset().Set(DicomTag.FrameVoiLutSequence, new DicomDataset().Set(DicomTag.WindowCenter, centre).Set(DicomTag.WindowWidth, 100));
        var instance = TestObjects.MrSlice().Set(DicomTag.NumberOfFrames, 2).Set(DicomTag.PerFrameFunctionalGroupsSequence, Frame(10), Frame(20));

        Assert.Equal(20, VoiWindow.FromFile(instance, 2)!.Value.Centre);
    }

    [Fact]
    public void FromFile_Monochrome1_ShowsWhatTheFileMeant()
    {
        var instance = Instance(1000, 500).Set(DicomTag.PhotometricInterpretation, "MONOCHROME1");
        var window = VoiWindow.FromFile(instance, 1)!.Value;
        var decoded = FramePixels.Decode(instance.Set(DicomTag.Rows, 1).Set(DicomTag.Columns, 3), 1, [0xE8, 0x03, 0xEE, 0x02, 0xE2, 0x04]).Value;

        // Stored 1000 is the middle of the window, 750 is its bright end, 1250 its dark end.
        Assert.Equal([128, 255, 0], decoded.Pixels.Select(pixel => (int)window.Grey(pixel)));
    }

    [Fact]
    public void FromPercentiles_BackgroundOfOneValue_DoesNotPushTheWindow()
    {
        var picture = new GreyImage(100, 100, [.. Enumerable.Range(0, 10_000).Select(i => i < 8000 ? 0f : 500f + ((i - 8000) / 4f))], 1, 1);

        var window = VoiWindow.FromPercentiles(picture);

        Assert.InRange(window.Centre - (window.Width / 2), 495, 510);
        Assert.InRange(window.Centre + (window.Width / 2), 990, 1000);
    }

    [Fact]
    public void FromPercentiles_EvenPicture_IsDrawnWithoutFailing() =>
        Assert.Equal(128, VoiWindow.FromPercentiles(new GreyImage(4, 4, Enumerable.Repeat(7f, 16).ToArray(), 1, 1)).Grey(7));

    private static DicomDataset Instance(double centre, double width) => TestObjects.MrSlice().Set(DicomTag.WindowCenter, centre).Set(DicomTag.WindowWidth, width);
}
