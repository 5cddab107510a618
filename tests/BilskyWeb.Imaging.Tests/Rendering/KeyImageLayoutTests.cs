using BilskyWeb.Core.Geometry;
using BilskyWeb.Core.Grading;
using BilskyWeb.Imaging.Rendering;
using SkiaSharp;

namespace BilskyWeb.Imaging.Tests.Rendering;

public sealed class KeyImageLayoutTests
{
    [Theory]
    [InlineData(100, 200, 1.0, 0.5, 640, 640)]
    [InlineData(320, 320, 0.5, 0.5, 640, 640)]
    [InlineData(52, 384, 1.0, 1.0, 87, 640)]
    [InlineData(256, 128, 0.7, 1.4, 640, 640)]
    [InlineData(300, 100, 1, 1, 640, 213)]
    public void Fit_AnySpacing_KeepsMillimetresTrue(int columns, int rows, double columnMm, double rowMm, int width, int height) =>
        Assert.Equal(new SKSizeI(width, height), KeyImageLayout.Fit(columns * columnMm, rows * rowMm, 640));

    [Fact]
    public void Of_RegionInTheMiddle_ShowsALittleMoreThanTheRegion()
    {
        var layout = KeyImageLayout.Of(Slice(320, 320), new RegionOfInterest(110, 120, 100, 100, 0.9));

        Assert.True(layout.IsCropped);
        Assert.Equal(SKRect.Create(95, 105, 130, 130), layout.Shown);
        Assert.Equal(SKRect.Create(26, 26, 640, 640), layout.Large);
    }

    [Theory]
    [InlineData(-40, 120)]
    [InlineData(290, 120)]
    [InlineData(120, -60)]
    [InlineData(120, 280)]
    public void Of_RegionOverTheBorder_MovesTheCropIntoTheSlice(double x, double y)
    {
        var shown = KeyImageLayout.Of(Slice(320, 320), new RegionOfInterest(x, y, 80, 80, 0.9)).Shown;

        Assert.Equal((104, 104), (shown.Width, shown.Height));
        Assert.True(SKRect.Create(320, 320).Contains(shown), $"{shown}");
    }

    [Fact]
    public void Of_SquareRegionOnOblongPixels_IsDrawnTrueInMillimetres()
    {
        var layout = KeyImageLayout.Of(Slice(320, 160, rowSpacingMm: 1.0), new RegionOfInterest(100, 50, 80, 40, 0.9));

        Assert.Equal((104, 52), (layout.Shown.Width, layout.Shown.Height));
        Assert.Equal(layout.Large.Width, layout.Large.Height);
    }

    [Theory]
    [InlineData(0, 0, 320, 320)]
    [InlineData(400, 10, 80, 80)]
    [InlineData(10, 10, 0, 80)]
    public void Of_RegionThatLeavesNothingToCrop_ShowsTheWholeSlice(double x, double y, double width, double height)
    {
        var layout = KeyImageLayout.Of(Slice(320, 320), new RegionOfInterest(x, y, width, height, 0.9));

        Assert.False(layout.IsCropped);
        Assert.Equal(SKRect.Create(320, 320), layout.Shown);
    }

    private static GreyImage Slice(int columns, int rows, double rowSpacingMm = 0.5) => new(columns, rows, new float[columns * rows], 0.5, rowSpacingMm);
}
