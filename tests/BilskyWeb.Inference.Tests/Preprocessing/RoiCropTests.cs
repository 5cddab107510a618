using BilskyWeb.Core.Geometry;
using BilskyWeb.Core.Grading;
using BilskyWeb.Inference.Preprocessing;

namespace BilskyWeb.Inference.Tests.Preprocessing;

public sealed class RoiCropTests
{
    private static readonly SeriesIntensity Unit = new(0, 1);

    [Fact]
    public void Around_NonSquarePixels_IsSquareInMillimetres()
    {
        var roi = RoiCrop.Around(DetectorInputTests.Analytic(100, 100, 0.5, 0.8, (_, _) => 0), 50, 40, 40, 0.9);

        Assert.Equal((80, 50), (roi.Width, roi.Height));
        Assert.Equal((50, 40), (roi.CentreX, roi.CentreY));
        Assert.Equal(0.9, roi.Score);
    }

    [Theory]
    [InlineData(0.3, 0.3)]
    [InlineData(0.5, 0.9)]
    [InlineData(0.1, 0.1)]
    public void Cut_LinearRamp_IsTheRampInsideTheRegion(double columnMm, double rowMm)
    {
        static float Ramp(double xMm, double yMm) => (float)((0.004 * xMm) + (0.003 * yMm));
        var image = DetectorInputTests.Analytic((int)(90 / columnMm), (int)(90 / rowMm), columnMm, rowMm, Ramp);
        var roi = RoiCrop.Around(image, 45.3 / columnMm, 41.7 / rowMm, 40, 1);

        var crop = RoiCrop.Cut(image, roi, Unit);

        for (var y = 0; y < 224; y += 7)
        {
            for (var x = 0; x < 224; x += 7)
            {
                var expected = Ramp(45.3 - 20 + ((x + 0.5) * 40 / 224), 41.7 - 20 + ((y + 0.5) * 40 / 224));
                Assert.Equal(expected, crop[(y * 224) + x], 1e-4);
            }
        }
    }

    [Fact]
    public void Cut_RegionPartlyBeyondTheBorder_IsZeroThereAndEdgeInside()
    {
        var image = DetectorInputTests.Analytic(100, 100, 1, 1, (_, _) => 0.8f);

        var crop = RoiCrop.Cut(image, RoiCrop.Around(image, 5, 95, 40, 1), Unit, size: 40);

        for (var y = 0; y < 40; y++)
        {
            for (var x = 0; x < 40; x++)
            {
                Assert.Equal(x >= 15 && y < 25 ? 0.8f : 0f, crop[(y * 40) + x], 1e-6f);
            }
        }
    }

    [Fact]
    public void Cut_RegionWhollyOutside_IsAllZero()
    {
        var image = DetectorInputTests.Analytic(50, 50, 1, 1, (_, _) => 1f);

        Assert.All(RoiCrop.Cut(image, new RegionOfInterest(500, -300, 40, 40, 1), Unit), p => Assert.Equal(0f, p));
    }

    [Fact]
    public void Cut_TinyImage_IsFinite()
    {
        var image = new GreyImage(1, 1, [1f], 3, 3);

        var crop = RoiCrop.Cut(image, RoiCrop.Around(image, 0.5, 0.5, 40, 1), Unit);

        Assert.All(crop, p => Assert.InRange(p, 0f, 1f));
        Assert.Equal(1f, crop[(112 * 224) + 112]);
    }

    [Fact]
    public void Cut_ShrunkRegion_KeepsTheMean()
    {
        var random = new Random(11);
        var image = DetectorInputTests.Analytic(900, 900, 0.1, 0.1, (_, _) => random.NextSingle());

        var crop = RoiCrop.Cut(image, RoiCrop.Around(image, 450, 450, 80, 1), Unit, 64);

        Assert.Equal(0.5, crop.Average(p => (double)p), 0.01);
        Assert.All(crop, p => Assert.InRange(p, 0.2f, 0.8f));
    }

    [Theory]
    [InlineData(0, 10)]
    [InlineData(10, double.NaN)]
    public void Cut_RegionWithoutArea_Throws(double width, double height)
    {
        var image = DetectorInputTests.Analytic(10, 10, 1, 1, (_, _) => 0);

        Assert.Throws<ArgumentException>(() => RoiCrop.Cut(image, new RegionOfInterest(0, 0, width, height, 1), Unit));
    }
}
