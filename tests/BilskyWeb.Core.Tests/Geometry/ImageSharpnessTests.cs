using BilskyWeb.Core.Geometry;

namespace BilskyWeb.Core.Tests.Geometry;

public sealed class ImageSharpnessTests
{
    [Fact]
    public void Of_SmearedImage_IsLowerAndOfTheSameContrast()
    {
        var sharp = Picture((x, y) => Stripes(x, y));
        var smeared = Picture((x, y) => Enumerable.Range(-4, 9).Average(step => Stripes(x, y + (3 * step))));

        Assert.True(ImageSharpness.Of(sharp) > 1.5 * ImageSharpness.Of(smeared));
        Assert.InRange(ImageSharpness.Likeness(sharp, smeared), 0.9, 1);
    }

    [Fact]
    public void Of_AnotherScaleAndOffset_IsTheSame()
    {
        var image = Picture((x, y) => Stripes(x, y));
        var scaled = Picture((x, y) => (2.5 * Stripes(x, y)) - 1000);

        Assert.Equal(ImageSharpness.Of(image), ImageSharpness.Of(scaled), 4);
        Assert.Equal(1, ImageSharpness.Likeness(image, scaled), 6);
    }

    [Fact]
    public void Likeness_AnotherContrast_IsLow() => Assert.True(ImageSharpness.Likeness(Picture((x, y) => Stripes(x, y)), Picture((x, y) => 900 - Stripes(x, y))) < -0.9);

    [Fact]
    public void Likeness_AnotherSizeOrNoContrast_IsNone()
    {
        var image = Picture((x, y) => Stripes(x, y));

        Assert.Equal(0, ImageSharpness.Likeness(image, image.Crop(0, 0, 64, 64)));
        Assert.Equal(0, ImageSharpness.Likeness(image, Picture((_, _) => 5)));
        Assert.Equal(0, ImageSharpness.Of(Picture((_, _) => 5)));
        Assert.Equal(0, ImageSharpness.Of(new GreyImage(2, 2, new float[4], 1, 1)));
    }

    /// <summary>Coarse tissue with fine edges in it.</summary>
    private static double Stripes(int x, int y) => 300 + (200 * Math.Sin(x / 30.0) * Math.Cos(y / 40.0)) + (y % 12 < 6 ? 80 : 0);

    private static GreyImage Picture(Func<int, int, double> value) =>
        new(128, 128, [.. Enumerable.Range(0, 128 * 128).Select(i => (float)value(i % 128, i / 128))], 0.6, 0.6);
}
