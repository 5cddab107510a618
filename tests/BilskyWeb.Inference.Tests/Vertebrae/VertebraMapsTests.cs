using BilskyWeb.Inference.Vertebrae;

namespace BilskyWeb.Inference.Tests.Vertebrae;

public sealed class VertebraMapsTests
{
    private const int Width = 12, Height = 20, Cells = Width * Height;

    [Fact]
    public void Read_Bumps_AreFoundWithinAMillimetre()
    {
        var logits = Flat();
        Bump(logits, 0, 5.3, 4);
        Bump(logits, 0, 5.6, 9.4);
        Bump(logits, 2, 5.6, 9.4);

        var seen = VertebraMaps.Read(logits, Width, Height, 0.3);

        Assert.Equal(2, seen.Bodies.Count);
        Assert.InRange(seen.Bodies[0].DistanceMm(new((5.3 + 0.5) * 4, 4.5 * 4, 1)), 0, 1);
        Assert.InRange(seen.S1!.Value.DistanceMm(seen.Bodies[1]), 0, 1e-6);
        Assert.True(seen.S1.Value.Score > 0.5);
        Assert.True(seen.C2!.Value.Score < 0.01);
    }

    [Fact]
    public void Read_BrokenNumbers_AreNoVertebra()
    {
        var logits = Flat();
        Array.Fill(logits, float.NaN);

        var seen = VertebraMaps.Read(logits, Width, Height, 0.3);

        Assert.Empty(seen.Bodies);
        Assert.Null(seen.C2);
    }

    [Fact]
    public void Read_AnotherSize_IsRefused() => Assert.Throws<ArgumentException>(() => VertebraMaps.Read(new float[5], Width, Height, 0.3));

    [Fact]
    public void Read_EvenPlateau_IsOnePeak()
    {
        var logits = Flat();
        logits[(4 * Width) + 4] = logits[(4 * Width) + 5] = 3;

        Assert.Single(VertebraMaps.Read(logits, Width, Height, 0.3).Bodies);
    }

    private static float[] Flat()
    {
        var logits = new float[VertebraMaps.Count * Cells];
        Array.Fill(logits, -8);
        return logits;
    }

    private static void Bump(float[] logits, int map, double x, double y)
    {
        for (var i = 0; i < Cells; i++)
        {
            double dx = (i % Width) - x, dy = (i / Width) - y;
            var p = Math.Clamp(Math.Exp(-((dx * dx) + (dy * dy)) / (2 * VertebraMaps.BumpCells * VertebraMaps.BumpCells)), 1e-4, 0.95);
            ref var cell = ref logits[(map * Cells) + i];
            cell = Math.Max(cell, (float)Math.Log(p / (1 - p)));
        }
    }
}
