using BilskyWeb.Phantom.Implants;

namespace BilskyWeb.Phantom.Tests.Implants;

public sealed class HostAnatomyTests
{
    private const double SacMm2 = Math.PI * 9.5 * 8, CordMm2 = Math.PI * 5.5 * 4;

    [Fact]
    public void Of_CordMaskAlone_FindsTheSacInTheImage()
    {
        var (found, reason) = HostAnatomy.Of(MadeHost.Slice());
        Assert.True(found is not null, reason);
        Assert.InRange(found.Outlines.Sac.AreaMm2, 0.93 * SacMm2, 1.07 * SacMm2);
        for (var i = 0; i < Outline.Rays; i++)
        {
            var (x, y) = found.Outlines.Sac.Point(i);
            Assert.InRange(Anatomy.Shape.Ellipse(x - MadeHost.SacX, y - MadeHost.SacY, 9.5, 8), -0.6, 0.6);
        }
    }

    [Fact]
    public void Of_CordMask_KeepsTheMasksArea()
    {
        var slice = MadeHost.Slice();
        var mask = slice.Cord!.Count(m => m) * MadeHost.PixelMm * MadeHost.PixelMm;
        Assert.Equal(mask, HostAnatomy.Of(slice).Found!.Outlines.Cord.AreaMm2, mask * 0.005);
    }

    [Fact]
    public void Of_CanalMaskAlone_FindsTheCordWhereItIsSeen()
    {
        var (found, reason) = HostAnatomy.Of(MadeHost.Slice(cord: false, canal: true));
        Assert.True(found is not null, reason);
        Assert.InRange(found.Outlines.Cord.AreaMm2, 0.85 * CordMm2, 1.15 * CordMm2);
        Assert.Equal(MadeHost.CordX, found.Outlines.Cord.CentreX, 0.5);
        Assert.Equal(MadeHost.CordY, found.Outlines.Cord.CentreY, 0.5);
    }

    [Fact]
    public void Of_CanalMaskAndNoCordToSee_IsRefused() =>
        Assert.Contains("no single round dark core", HostAnatomy.Of(MadeHost.Slice(cord: false, canal: true, csf: MadeHost.CordLevel)).Reason);

    [Fact]
    public void Of_CsfAsDarkAsTheCord_IsNoT2Image() =>
        Assert.Contains("no T2 image", HostAnatomy.Of(MadeHost.Slice(csf: MadeHost.CordLevel)).Reason);

    [Fact]
    public void Of_CoarsePixels_IsRefused() =>
        Assert.Contains("3 mm", HostAnatomy.Of(MadeHost.Slice(pixelMm: 3)).Reason);

    [Fact]
    public void Of_MaskOfTheWholeCanalAsCord_IsRefused()
    {
        var slice = MadeHost.Slice(canal: true);
        Assert.Contains("no cord does", HostAnatomy.Of(slice with { Cord = slice.Canal, Canal = null }).Reason);
    }

    [Fact]
    public void Of_CordOutsideItsCanal_IsRefused()
    {
        var slice = MadeHost.Slice(canal: true);
        var shifted = new bool[slice.Canal!.Length];
        slice.Canal.AsSpan(0, shifted.Length - 12).CopyTo(shifted.AsSpan(12));
        Assert.Contains("sticks out", HostAnatomy.Of(slice with { Canal = shifted }).Reason);
    }
}
