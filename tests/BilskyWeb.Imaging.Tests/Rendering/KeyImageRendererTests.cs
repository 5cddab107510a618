using BilskyWeb.Core.Geometry;
using BilskyWeb.Core.Grading;
using BilskyWeb.Imaging.Pixels;
using BilskyWeb.Imaging.Rendering;
using SkiaSharp;

namespace BilskyWeb.Imaging.Tests.Rendering;

public sealed class KeyImageRendererTests
{
    private static readonly KeyImageRenderer Renderer = new();

    [Fact]
    public void Render_SquareSlice_PutsThePictureAboveTheBand()
    {
        using var image = Draw(Content(Ramp(64, 64)));

        Assert.Equal((692, 808), (image.Width, image.Height));
        Assert.Equal(SKColors.Black, image.GetPixel(5, 5));
        Assert.Equal(SKColor.Parse("#171C22"), image.GetPixel(5, image.Height - 5));
        // Dark on the left, bright on the right, as in the slice; grey throughout.
        Assert.True(image.GetPixel(60, 300).Red < image.GetPixel(340, 300).Red && image.GetPixel(340, 300).Red < image.GetPixel(650, 300).Red);
        Assert.True(Picture(image).All(pixel => pixel.Red == pixel.Green && pixel.Green == pixel.Blue));
    }

    [Theory]
    [InlineData(100, 200, 1.0, 0.5, 640, 640)]
    [InlineData(320, 320, 0.5, 0.5, 640, 640)]
    [InlineData(52, 384, 1.0, 1.0, 87, 640)]
    [InlineData(256, 128, 0.7, 1.4, 640, 640)]
    [InlineData(300, 100, 1, 1, 640, 213)]
    public void PictureSize_AnySpacing_KeepsMillimetresTrue(int columns, int rows, double columnMm, double rowMm, int width, int height) =>
        Assert.Equal(new SKSizeI(width, height), KeyImageRenderer.PictureSize(new GreyImage(columns, rows, new float[rows * columns], columnMm, rowMm), 640));

    [Fact]
    public void Render_Roi_DrawsOnlyItsEdge()
    {
        var roi = new RegionOfInterest(22, 22, 20, 20, 0.9);
        using var with = Draw(Content(Ramp(64, 64)) with { Roi = roi, ModelGrade = BilskyGrade.Grade2 });
        using var without = Draw(Content(Ramp(64, 64)) with { Roi = roi, ModelGrade = BilskyGrade.Grade2, ShowRoi = false });

        var changed = with.Pixels.Zip(without.Pixels)
            .Select((pair, i) => (Differs: pair.First != pair.Second, At: new SKPointI(i % with.Width, i / with.Width)))
            .Where(pixel => pixel.Differs && pixel.At.Y < 690).Select(pixel => pixel.At).ToList();

        Assert.NotEmpty(changed);
        // 10 screen pixels a slice pixel: the edges lie at 246 and 446, and nothing within them is touched.
        Assert.All(changed, p => Assert.True(
            (Math.Abs(p.X - 246) <= 2 || Math.Abs(p.X - 446) <= 2 || Math.Abs(p.Y - 246) <= 2 || Math.Abs(p.Y - 446) <= 2)
            && p.X is >= 244 and <= 448 && p.Y is >= 244 and <= 448));
    }

    [Fact]
    public void Render_RoiBeyondTheBorder_StaysInThePicture()
    {
        using var image = Draw(Content(Ramp(64, 64)) with { Roi = new RegionOfInterest(-30, 40, 60, 60, 0.9), ModelGrade = BilskyGrade.Grade3 });

        Assert.Equal(SKColors.Black, image.GetPixel(10, 600));
        Assert.Equal(SKColors.Black, image.GetPixel(330, 670));
    }

    [Theory]
    [InlineData(BilskyGrade.Grade0)]
    [InlineData(BilskyGrade.Grade1a)]
    [InlineData(BilskyGrade.Grade1b)]
    [InlineData(BilskyGrade.Grade1c)]
    [InlineData(BilskyGrade.Grade2)]
    [InlineData(BilskyGrade.Grade3)]
    public void Render_Grade_IsOutlinedForTheModelAndFilledForAReader(BilskyGrade grade)
    {
        var fill = SKColor.Parse(GradeColours.Of(grade).Fill);
        using var model = Draw(Content(Ramp(64, 64)) with { ModelGrade = grade });
        using var reader = Draw(Content(Ramp(64, 64)) with { ModelGrade = grade, ReaderGrade = grade });
        using var both = Draw(Content(Ramp(64, 64)) with { ModelGrade = grade == BilskyGrade.Grade0 ? BilskyGrade.Grade3 : BilskyGrade.Grade0, ReaderGrade = grade });

        // The chip is 64 × 46 from (20, 707); near its corner there is no text.
        Assert.Equal(SKColor.Parse("#171C22"), model.GetPixel(28, 715));
        Assert.Equal(fill, model.GetPixel(40, 708));
        Assert.Equal(fill, reader.GetPixel(28, 715));
        Assert.Equal(SKColor.Parse("#171C22"), reader.GetPixel(110, 715));
        Assert.Equal(SKColor.Parse(GradeColours.Of(grade == BilskyGrade.Grade0 ? BilskyGrade.Grade3 : BilskyGrade.Grade0).Fill), both.GetPixel(120, 708));
    }

    [Fact]
    public void Render_AnyContent_WritesTheResearchNotice()
    {
        using var image = Draw(Content(Ramp(64, 64)));

        var bright = 0;
        for (var x = 20; x < 450; x++)
        {
            for (var y = 782; y < 798; y++)
            {
                bright += image.GetPixel(x, y).Red > 150 ? 1 : 0;
            }
        }

        Assert.InRange(bright, 400, 4000);
        Assert.Equal("Research model, trained on synthetic data, not for clinical use", KeyImageRenderer.ResearchNotice);
    }

    [Fact]
    public void Render_NarrowSlice_KeepsRoomForTheBand()
    {
        using var image = Draw(Content(Ramp(52, 384)));

        Assert.Equal(640, image.Width);
    }

    [Fact]
    public void Render_Twice_SameBytes() => Assert.Equal(Renderer.Render(Content(Ramp(64, 64))), Renderer.Render(Content(Ramp(64, 64))));

    [Fact]
    public void Thumbnail_LargeSlice_IsSmallAndTrueToProportion()
    {
        using var image = SKBitmap.Decode(KeyImageRenderer.Thumbnail(new GreyImage(512, 512, new float[512 * 512], 0.5, 0.25), new VoiWindow(0, 1), 160));

        Assert.Equal((160, 80), (image.Width, image.Height));
    }

    [Fact]
    public void Constructor_NoFont_SaysWhatToInstall() =>
        Assert.Contains("apt-get install fonts-dejavu-core", Assert.Throws<FileNotFoundException>(() => DejaVuFonts.Load(["/nowhere"])).Message, StringComparison.Ordinal);

    private static KeyImageContent Content(GreyImage slice) => new()
    {
        Slice = slice,
        Window = new VoiWindow(50, 100),
        SliceNumber = 14,
        SliceCount = 31,
    };

    private static SKBitmap Draw(KeyImageContent content) => SKBitmap.Decode(Renderer.Render(content));

    private static IEnumerable<SKColor> Picture(SKBitmap image)
    {
        for (var y = 30; y < 660; y += 7)
        {
            for (var x = 30; x < 660; x += 7)
            {
                yield return image.GetPixel(x, y);
            }
        }
    }

    private static GreyImage Ramp(int width, int height) =>
        new(width, height, [.. Enumerable.Range(0, width * height).Select(i => 100f * (i % width) / width)], 1, 1);
}
