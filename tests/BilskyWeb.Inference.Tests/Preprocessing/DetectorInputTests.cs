using BilskyWeb.Core.Geometry;
using BilskyWeb.Inference.Preprocessing;

namespace BilskyWeb.Inference.Tests.Preprocessing;

public sealed class DetectorInputTests
{
    private static readonly SeriesIntensity Unit = new(0, 1);

    [Theory]
    [InlineData(512, 512, 0.4, 0.4, 208, 208)]
    [InlineData(320, 256, 0.5, 0.75, 160, 192)]
    [InlineData(160, 160, 1.0, 1.0, 160, 160)]
    [InlineData(3, 3, 1.0, 1.0, 16, 16)]
    [InlineData(4096, 4096, 1.0, 0.05, 512, 208)]
    public void Make_AnyImage_HasSidesThatAreMultiplesOf16(int columns, int rows, double columnMm, double rowMm, int width, int height)
    {
        var input = DetectorInput.Make(Analytic(columns, rows, columnMm, rowMm, (_, _) => 0.5f), Unit);

        Assert.Equal((width, height), (input.Width, input.Height));
        Assert.Equal(width * height, input.Pixels.Length);
        Assert.Equal((width / 4, height / 4), (input.HeatMapWidth, input.HeatMapHeight));
    }

    [Theory]
    [InlineData(0.4, 0.4)]
    [InlineData(0.5, 0.8)]
    [InlineData(2.5, 1.7)]
    public void Make_LinearRampInMillimetres_KeepsTheRamp(double columnMm, double rowMm)
    {
        // A ramp is reproduced exactly by a symmetric kernel, whatever the spacing: so any shift or stretch shows.
        static float Ramp(double xMm, double yMm) => (float)((0.003 * xMm) + (0.002 * yMm));
        var columns = (int)(100 / columnMm);
        var rows = (int)(100 / rowMm);

        var input = DetectorInput.Make(Analytic(columns, rows, columnMm, rowMm, Ramp), Unit);

        for (var y = 5; y < 95; y++)
        {
            for (var x = 5; x < 95; x++)
            {
                Assert.Equal(Ramp(x + 0.5, y + 0.5), input.Pixels[(y * input.Width) + x], 1e-4);
            }
        }
    }

    [Fact]
    public void Make_ConstantImage_IsConstantInsideAndZeroOutside()
    {
        var input = DetectorInput.Make(Analytic(40, 50, 0.5, 0.5, (_, _) => 0.75f), Unit);

        for (var y = 0; y < input.Height; y++)
        {
            for (var x = 0; x < input.Width; x++)
            {
                Assert.Equal(x < 20 && y < 25 ? 0.75f : 0f, input.Pixels[(y * input.Width) + x], 1e-6f);
            }
        }
    }

    [Fact]
    public void Make_FlatSeries_IsZeroNotNaN()
    {
        var image = Analytic(64, 64, 1, 1, (_, _) => 3f);

        Assert.All(DetectorInput.Make(image, SeriesIntensity.Measure([image])).Pixels, p => Assert.Equal(0f, p));
    }

    [Fact]
    public void Make_NarrowStripesShrunk_AverageInsteadOfAliasing()
    {
        // 0.25 mm stripes: at 1 mm a point sampler would see all black or all white.
        var image = new GreyImage(400, 400, [.. Enumerable.Range(0, 160_000).Select(i => (i % 2 == 0) ? 1f : 0f)], 0.25, 0.25);

        var input = DetectorInput.Make(image, Unit);

        Assert.Equal(0.5f, input.Pixels[(50 * input.Width) + 50], 0.01f);
    }

    [Theory]
    [InlineData(320, 256, 0.5, 0.75)]
    [InlineData(2000, 900, 0.5, 0.5)]
    public void FromHeatMap_OfToHeatMap_IsTheSamePoint(int columns, int rows, double columnMm, double rowMm)
    {
        var input = DetectorInput.Make(Analytic(columns, rows, columnMm, rowMm, (_, _) => 0), Unit);

        var (cellX, cellY) = input.ToHeatMap(131.3, 90.8);
        var (x, y) = input.FromHeatMap(cellX, cellY);

        Assert.Equal(131.3, x, 1e-9);
        Assert.Equal(90.8, y, 1e-9);
    }

    [Fact]
    public void FromHeatMap_BrightDot_LeadsBackToTheDot()
    {
        // Too wide for the detector's field, so the cropped middle must be accounted for.
        var image = Analytic(700, 300, 1, 0.8, (x, y) => (float)Math.Exp(-(((x - 333) * (x - 333)) + ((y - 111) * (y - 111))) / 18));
        var input = DetectorInput.Make(image, Unit);

        var brightest = Array.IndexOf(input.Pixels, input.Pixels.Max());
        var sampleX = brightest % input.Width;
        var sampleY = brightest / input.Width;
        var (px, py) = input.FromHeatMap(((sampleX + 0.5) / 4) - 0.5, ((sampleY + 0.5) / 4) - 0.5);

        Assert.InRange(px * 1.0, 332, 334);
        Assert.InRange(py * 0.8, 110, 112);
    }

    internal static GreyImage Analytic(int columns, int rows, double columnMm, double rowMm, Func<double, double, float> value)
    {
        var pixels = new float[columns * rows];
        for (var r = 0; r < rows; r++)
        {
            for (var c = 0; c < columns; c++)
            {
                pixels[(r * columns) + c] = value((c + 0.5) * columnMm, (r + 0.5) * rowMm);
            }
        }

        return new GreyImage(columns, rows, pixels, columnMm, rowMm);
    }
}
