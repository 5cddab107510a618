using BilskyWeb.Core.Grading;
using BilskyWeb.Phantom.Implants;
using BilskyWeb.Phantom.Randomness;

namespace BilskyWeb.Phantom.Tests.Implants;

public sealed class ImplantPainterTests
{
    private static readonly HostSlice Slice = MadeHost.Slice();
    private static readonly HostAnatomy Host = HostAnatomy.Of(Slice).Found!;
    private static readonly SliceLayers Layers = SliceLayers.Of(Slice, Host);

    [Fact]
    public void Layers_MixedAgain_AreTheSlice()
    {
        for (var i = 0; i < Layers.Window.Count; i++)
        {
            var (x, y) = Layers.Window.Place(i);
            var (cord, csf, outside) = PartialVolume.Of(Layers.Outlines.Cord, Layers.Outlines.Sac, Layers.SpreadMm, x, y);
            Assert.Equal(Layers.Pixels[i], (cord * Layers.Cord[i]) + (csf * Layers.Csf[i]) + (outside * Layers.Outside[i]) + Layers.Rest[i], 6);
        }
    }

    [Fact]
    public void Spread_OfABlurredEdge_IsTheBlur() => Assert.InRange(Layers.SpreadMm, 0.3, 0.62);

    [Fact]
    public void Paint_FarFromTheLesion_KeepsEveryPixel()
    {
        var painted = Paint(BilskyGrade.Grade3);
        var kept = 0;
        for (var i = 0; i < painted.Length; i++)
        {
            double x = (((i % MadeHost.Size) + 0.5) * MadeHost.PixelMm) - MadeHost.CordX, y = (((i / MadeHost.Size) + 0.5) * MadeHost.PixelMm) - MadeHost.CordY;
            if (Math.Sqrt((x * x) + (y * y)) > SliceWindow.ReachMm)
            {
                Assert.Equal(Slice.Image.Pixels[i], painted[i]);
                kept++;
            }
        }

        Assert.True(kept > 1000);
    }

    [Fact]
    public void Paint_Grade3_LeavesCordWhereItsMaskIsAndMassWhereCsfWas()
    {
        var painted = Paint(BilskyGrade.Grade3);
        var canal = Lesion(BilskyGrade.Grade3).On(Layers.Outlines, 0);
        double cord = 0, mass = 0;
        int cords = 0, masses = 0;
        for (var i = 0; i < painted.Length; i++)
        {
            double x = ((i % MadeHost.Size) + 0.5) * MadeHost.PixelMm, y = ((i / MadeHost.Size) + 0.5) * MadeHost.PixelMm;
            if (canal.Cord.Distance(x, y) < -1)
                (cord, cords) = (cord + painted[i], cords + 1);
            else if (canal.Before.Sac.Distance(x, y) < -0.5 && canal.Sac.Distance(x, y) > 1)
                (mass, masses) = (mass + painted[i], masses + 1);
        }

        Assert.InRange(cord / cords, 0.85 * MadeHost.CordLevel, 1.2 * MadeHost.CordLevel);
        Assert.InRange(mass / masses, 150, 0.75 * MadeHost.CsfLevel);
    }

    [Fact]
    public void Paint_Mass_HasTheNoiseOfTheSlice()
    {
        var texture = DonorTissue.Find(Slice, Host, DonorKind.Muscle, SeededRandom.For(1, "donor"))!.Texture(Layers.Window, SeededRandom.For(1, "texture"));
        Assert.InRange(Math.Sqrt(texture.Average(v => v * v)), 8, 16); // 12 was added
        Assert.Equal(0, texture.Average(), 1.5);
    }

    private static ImplantLesion Lesion(BilskyGrade grade) => ImplantLesion.Find(Layers.Outlines, grade, 0, 8, SeededRandom.For(1, "lesion"))!;

    private static float[] Paint(BilskyGrade grade)
    {
        var lesion = Lesion(grade);
        return ImplantPainter.Paint(Slice, Host, Layers, lesion.On(Layers.Outlines, 0), lesion.Look, DonorTissue.Find(Slice, Host, DonorKind.Body, SeededRandom.For(1, "donor"))!, SeededRandom.For(1, "paint"));
    }
}
