using BilskyWeb.Imaging.Rendering;
using SkiaSharp;

namespace BilskyWeb.Imaging.Tests.Rendering;

public sealed class CurveChartTests
{
    private static readonly SKColor First = SKColor.Parse("#0B5CAD"), Second = SKColor.Parse("#B3470D");

    [Fact]
    public void Draw_FallingCurve_RunsFromTheTopLeftToTheLowerRight()
    {
        using var image = Draw(new CurvePanel("Loss", [new Curve("loss", [4, 2, 1, 0])]));

        Assert.Equal((900, 260), (image.Width, image.Height));
        Assert.Equal(SKColors.White, image.GetPixel(2, 2));
        var line = Places(image, First).Where(p => p.X < 710).ToArray();
        Assert.InRange(line.Where(p => p.X < 70).Min(p => p.Y), 38, 44);
        Assert.InRange(line.Where(p => p.X > 700).Max(p => p.Y), 222, 228);
        Assert.InRange(line.Where(p => p.X is > 277 and < 281).Average(p => p.Y), 131, 135);
    }

    [Fact]
    public void Draw_GapAndLoneValue_LeavesTheGapOpen()
    {
        using var image = Draw(new CurvePanel("Shares", [new Curve("a", [1, double.NaN, 0.5, double.NaN, 0.5]), new Curve("b", [0, 0, 0, 0, 0])], Top: 1));

        // Five steps, 161 pixels apart from 64 on: the third stands alone, nothing joins it to its neighbours.
        var line = Places(image, First).Where(p => p.X < 716 && p.Y > 100).ToArray();
        Assert.Contains(line, p => p.X is > 383 and < 390);
        Assert.DoesNotContain(line, p => p.X is > 395 and < 700);
        Assert.Contains(Places(image, Second), p => p.X < 700 && p.Y > 220);
    }

    [Fact]
    public void Draw_TwoPanels_AreOneBelowTheOther()
    {
        using var image = Draw(new CurvePanel("One", [new Curve("a", [1])]), new CurvePanel("Two", [new Curve("b", [double.NaN])]));

        Assert.Equal(520, image.Height);
    }

    private static SKBitmap Draw(params CurvePanel[] panels) => SKBitmap.Decode(CurveChart.Draw(panels, "epochs"));

    private static IEnumerable<(int X, int Y)> Places(SKBitmap image, SKColor colour) =>
        from x in Enumerable.Range(0, image.Width)
        from y in Enumerable.Range(0, image.Height)
        where image.GetPixel(x, y) == colour
        select (x, y);
}
