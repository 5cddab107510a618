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
    public void Render_NoRegion_ShowsTheWholeSliceAboveTheBand()
    {
        using var image = Draw(Content(Ramp(64, 64)));

        Assert.Equal((1038, 744), (image.Width, image.Height));
        Assert.Equal(SKColors.Black, image.GetPixel(5, 5));
        Assert.Equal(SKColor.Parse("#171C22"), image.GetPixel(5, image.Height - 5));
        // Dark on the left, bright on the right, as in the slice; grey throughout.
        Assert.True(image.GetPixel(60, 300).Red < image.GetPixel(340, 300).Red && image.GetPixel(340, 300).Red < image.GetPixel(650, 300).Red);
        Assert.True(Picture(image).All(pixel => pixel.Red == pixel.Green && pixel.Green == pixel.Blue));
    }

    [Fact]
    public void Render_Region_ShowsItsSurroundingsLargeBesideTheWholeSlice()
    {
        using var image = Draw(Content(Ramp(64, 64)) with { Roi = new RegionOfInterest(22, 22, 20, 20, 0.9), ShowRoi = false });

        // 26 of the 64 columns, from the nineteenth on, fill the large picture; all of them the small one.
        Assert.InRange(image.GetPixel(28, 300).Red, 70, 85);
        Assert.InRange(image.GetPixel(663, 300).Red, 170, 185);
        Assert.InRange(image.GetPixel(694, 200).Red, 0, 8);
        Assert.InRange(image.GetPixel(1009, 200).Red, 245, 255);
    }

    [Fact]
    public void Render_Patient_IsWrittenBesideThePictureAndNowhereElse()
    {
        var content = Content(Ramp(64, 64)) with { Roi = new RegionOfInterest(22, 22, 20, 20, 0.9) };
        using var nameless = Draw(content);
        using var named = Draw(content with { Patient = new KeyImagePatient(["LEE, Ann"], ["ID PH-1", "born 29 Jul 1953, 73 y", "F", "accession A12", "MRI of 4 Aug 2026"]) });

        var changed = named.Pixels.Zip(nameless.Pixels).Select((pair, i) => (Differs: pair.First != pair.Second, X: i % named.Width, Y: i / named.Width)).Where(p => p.Differs).ToList();

        Assert.NotEmpty(changed);
        Assert.All(changed, p => Assert.True(p.X > 680 && p.Y > 370 && p.Y < named.Height - 52, $"{p}"));
    }

    [Theory]
    [InlineData("IVANOV (Иванов)", false)]
    [InlineData("Παπαδόπουλος", false)]
    [InlineData("محمد", true)]
    [InlineData("כהן", true)]
    [InlineData("山田", true)]
    [InlineData("김희중", true)]
    [InlineData("王, 小明", true)]
    [InlineData("やまだ", true)]
    [InlineData("สมชาย", true)]
    [InlineData("𠮷野", true)] // beyond the basic plane
    [InlineData("\u200b\u00a0", true)] // has glyphs, and shows nothing
    [InlineData("\ufffd\ufffd", true)]
    public void Render_NameThatCannotBeSet_SaysWhereItStands(string name, bool sendsToTheRecord)
    {
        var content = Content(Ramp(64, 64));
        using var drawn = Draw(content with { Patient = new KeyImagePatient([name], ["ID PH-1"]) });
        using var sent = Draw(content with { Patient = new KeyImagePatient(["Name: see the study's record"], ["ID PH-1"]) });

        Assert.Equal(sendsToTheRecord, drawn.Pixels.SequenceEqual(sent.Pixels));
    }

    /// <summary>A patient ID in letters that the font lacks was drawn as boxes, beside a name that was not drawn either.</summary>
    [Theory]
    [InlineData("ID 山田-1", "ID: see the study's record")]
    [InlineData("accession מספר", "accession: see the study's record")]
    [InlineData("女", "One fact: see the study's record")]
    [InlineData("ID ЖК-1", "ID ЖК-1")]
    public void Render_FactThatCannotBeSet_SaysWhereItStands(string fact, string written)
    {
        var content = Content(Ramp(64, 64));
        using var drawn = Draw(content with { Patient = new KeyImagePatient(["山田"], [fact, "born 29 Jul 1953, 73 y"]) });
        using var expected = Draw(content with { Patient = new KeyImagePatient(["Name: see the study's record"], [written, "born 29 Jul 1953, 73 y"]) });

        Assert.Equal(expected.Pixels, drawn.Pixels);
    }

    [Fact]
    public void Render_NameInSeveralScripts_WritesThePartThatItsFontsCan()
    {
        var content = Content(Ramp(64, 64));
        using var drawn = Draw(content with { Patient = new KeyImagePatient(["YAMADA, Tarou (山田, 太郎)", "YAMADA, Tarou", "山田, 太郎"], ["ID PH-1"]) });
        using var latin = Draw(content with { Patient = new KeyImagePatient(["YAMADA, Tarou"], ["ID PH-1"]) });

        Assert.Equal(latin.Pixels, drawn.Pixels);
    }

    [Fact]
    public void Render_LongName_StaysInItsColumn()
    {
        using var image = Draw(Content(Ramp(64, 64)) with { Patient = new KeyImagePatient([new string('W', 300)], [new string('7', 300)]) });

        Assert.All(Enumerable.Range(0, 744 - 52), y => Assert.Equal(SKColors.Black, image.GetPixel(1036, y)));
    }

    [Theory]
    [InlineData(BilskyGrade.Grade3, BilskyGrade.Grade1c, SliceStatus.Graded)]
    [InlineData(BilskyGrade.Grade3, BilskyGrade.Grade3, SliceStatus.Graded)]
    [InlineData(null, null, SliceStatus.Abstained)]
    [InlineData(null, null, SliceStatus.Excluded)]
    [InlineData(null, null, SliceStatus.NoCanal)]
    public void Render_WhoSaysSo_StaysInItsColumn(BilskyGrade? grade, BilskyGrade? supported, SliceStatus status)
    {
        using var image = Draw(Content(Ramp(64, 64)) with { ModelGrade = grade, SupportedGrade = supported, Status = status, RoiSource = RoiSource.Faint });

        Assert.All(Enumerable.Range(0, 744 - 52), y => Assert.All(Enumerable.Range(1013, 24), x => Assert.Equal(SKColors.Black, image.GetPixel(x, y))));
    }

    [Fact]
    public void Render_Region_DrawsOnlyOutlines()
    {
        var roi = new RegionOfInterest(22, 22, 20, 20, 0.9);
        using var with = Draw(Content(Ramp(64, 64)) with { Roi = roi, ModelGrade = BilskyGrade.Grade2 });
        using var without = Draw(Content(Ramp(64, 64)) with { Roi = roi, ModelGrade = BilskyGrade.Grade2, ShowRoi = false });

        var changed = with.Pixels.Zip(without.Pixels)
            .Select((pair, i) => (Differs: pair.First != pair.Second, At: new SKPointI(i % with.Width, i / with.Width)))
            .Where(pixel => pixel.Differs).Select(pixel => pixel.At).ToList();

        // The region on the large picture at 24.6 screen pixels a slice pixel, the surroundings on the small one at 5. Nothing within is touched.
        Assert.NotEmpty(changed);
        Assert.All(changed, p => Assert.True(OnEdge(p, SKRect.Create(99.8f, 99.8f, 492.3f, 492.3f)) || OnEdge(p, SKRect.Create(787, 121, 130, 130)), $"{p}"));

        static bool OnEdge(SKPointI p, SKRect box) =>
            SKRect.Inflate(box, 2, 2).Contains(p.X, p.Y) && !SKRect.Inflate(box, -3, -3).Contains(p.X, p.Y);
    }

    [Fact]
    public void Render_RegionBeyondTheBorder_StaysInThePicture()
    {
        using var image = Draw(Content(Ramp(64, 64)) with { Roi = new RegionOfInterest(-10, 40, 20, 20, 0.9), ModelGrade = BilskyGrade.Grade3 });

        Assert.All(Enumerable.Range(0, 744 - 60), y => Assert.Equal(SKColors.Black, image.GetPixel(20, y)));
        Assert.InRange(image.GetPixel(28, 300).Red, 0, 8);
        Assert.InRange(image.GetPixel(663, 300).Red, 95, 110);
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

        // The chip is 92 × 64 from (692, 26); near its corner there is no text.
        Assert.Equal(SKColors.Black, model.GetPixel(700, 34));
        Assert.Equal(fill, model.GetPixel(712, 27));
        Assert.Equal(fill, reader.GetPixel(700, 34));
        Assert.Equal(SKColors.Black, reader.GetPixel(802, 34));
        Assert.Equal(SKColor.Parse(GradeColours.Of(grade == BilskyGrade.Grade0 ? BilskyGrade.Grade3 : BilskyGrade.Grade0).Fill), both.GetPixel(812, 27));
    }

    [Fact]
    public void Render_AnyContent_WritesTheResearchNotice()
    {
        using var image = Draw(Content(Ramp(64, 64)));

        var bright = 0;
        for (var x = 20; x < 560; x++)
        {
            for (var y = 710; y < 730; y++)
            {
                bright += image.GetPixel(x, y).Red > 150 ? 1 : 0;
            }
        }

        Assert.InRange(bright, 600, 6000);
        Assert.Equal("Research model, trained on synthetic data, not for clinical use", KeyImageRenderer.ResearchNotice);
    }

    [Fact]
    public void Render_Measured_StandsBelowTheLargePicture()
    {
        using var without = Draw(Content(Ramp(64, 64)));
        using var with = Draw(Content(Ramp(64, 64)) with { Measured = "mass 42 mm² · gap 0.2 mm · cord 61 mm²" });

        Assert.Equal(0, Bright(without, 380, 660, 670, 690));
        Assert.InRange(Bright(with, 380, 660, 670, 690), 200, 4000);
    }

    [Fact]
    public void Source_WithheldSinceOpinionsDiffer_SaysSo()
    {
        var withheld = Content(Ramp(64, 64)) with { Status = SliceStatus.Abstained };

        Assert.Equal("Its evidence is too weak to stand behind a grade", GradeChips.Source(withheld));
        Assert.Equal("Prototypes and measurements differ", GradeChips.Source(withheld with { OpinionsDiffer = true }));
    }

    [Fact]
    public void Render_PipelineTooLongForOneLine_StandsBelowTheNotice()
    {
        using var image = Draw(Content(Ramp(64, 64)) with { Pipeline = "roi 1.1.0+line1 · prep 1.0.0 · grader 2.1.1 · rule 1.4.0+p0.05-n2-s0.98-g12 · seg 1.0.0+withhold" });

        // The notice above, the version below it, and nothing of either at the right end.
        Assert.InRange(Bright(image, 20, 560, 700, 716), 300, 6000);
        Assert.InRange(Bright(image, 20, 700, 722, 738), 200, 6000);
        Assert.Equal(0, Bright(image, 900, 1030, 696, 740));
    }

    [Theory]
    [InlineData(52, 384)]
    [InlineData(384, 52)]
    public void Render_NarrowSlice_IsAsLargeAsAnyOther(int columns, int rows)
    {
        using var image = Draw(Content(Ramp(columns, rows)) with { Roi = new RegionOfInterest(16, 16, 20, 20, 0.9) });

        Assert.Equal((1038, 744), (image.Width, image.Height));
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

    private static int Bright(SKBitmap image, int left, int right, int top, int bottom)
    {
        var bright = 0;
        for (var x = left; x < right; x++)
        {
            for (var y = top; y < bottom; y++)
            {
                bright += image.GetPixel(x, y).Red > 120 ? 1 : 0;
            }
        }

        return bright;
    }

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
