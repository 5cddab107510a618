using BilskyWeb.Imaging.Labels;
using BilskyWeb.Imaging.Rendering;
using BilskyWeb.Phantom.Implants;

namespace BilskyWeb.Phantom.Tests.Implants;

public sealed class HostFolderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("host-").FullName;

    public void Dispose() => Directory.Delete(_folder, true);

    [Fact]
    public async Task Open_MasksInsideTheFolder_FindsThem()
    {
        var host = (await HostFolder.OpenAsync(MadeHost.Write(_folder, 3))).Value;
        Assert.Equal(3, host.Slices.Count);
        Assert.All(host.Slices, s => Assert.Equal([MaskKind.Cord, MaskKind.Canal], s.Masks.Select(m => m.Kind)));
        Assert.Equal("MADE-1", host.Person);
    }

    [Fact]
    public async Task Open_MasksBesideTheFolder_FindsThem()
    {
        var images = MadeHost.Write(Directory.CreateDirectory(Path.Combine(_folder, "neck")).FullName, 3);
        Directory.CreateDirectory(Path.Combine(_folder, "masks"));
        Directory.Move(Path.Combine(images, "masks", "cord"), Path.Combine(_folder, "masks", "neck_cordcrop"));
        Directory.Delete(Path.Combine(images, "masks"), true);
        var host = (await HostFolder.OpenAsync(images)).Value;
        Assert.All(host.Slices, s => Assert.Equal(MaskKind.Cord, Assert.Single(s.Masks).Kind));
    }

    [Fact]
    public async Task Open_NoMasks_IsRefused()
    {
        MadeHost.Write(_folder, 3);
        Directory.Delete(Path.Combine(_folder, "masks"), true);
        await RefusedAsync("has no masks", _folder);
    }

    [Fact]
    public async Task Open_EmptyFolder_IsRefused() => await RefusedAsync("holds no DICOM file", _folder);

    [Fact]
    public async Task Open_MaskOfAnotherSize_NamesTheFile()
    {
        MadeHost.Write(_folder, 3);
        var mask = Path.Combine(_folder, "masks", "cord", "0002.png");
        await File.WriteAllBytesAsync(mask, MadeHost.Png(new bool[MadeHost.Size * 90]));
        await RefusedAsync("96 × 90 pixels and its image 0002.dcm has 96 × 96", mask);
    }

    [Fact]
    public async Task Open_MaskWithoutImage_NamesTheFile()
    {
        MadeHost.Write(_folder, 3);
        File.Delete(Path.Combine(_folder, "0002.dcm"));
        await RefusedAsync("holds no image 0002.dcm", Path.Combine(_folder, "masks", "cord", "0002.png"));
    }

    [Fact]
    public async Task Open_MaskThatIsNoPng_NamesTheFile()
    {
        MadeHost.Write(_folder, 3);
        var mask = Path.Combine(_folder, "masks", "cord", "0002.png");
        await File.WriteAllTextAsync(mask, "no picture");
        await RefusedAsync("not a PNG", mask);
    }

    [Fact]
    public async Task Open_LabelOfAnotherStudy_NamesFileAndLine()
    {
        MadeHost.Write(_folder, 3);
        var labels = Path.Combine(_folder, LabelsCsv.FileName);
        await File.WriteAllTextAsync(labels, $"""
            {LabelsCsv.Header}
            {MadeHost.Study("made series MADE-1")},{MadeHost.Series("made series MADE-1")},{MadeHost.Sop("made series MADE-1", 0)},1,,,,,,
            1.2.3,1.2.4,{MadeHost.Sop("made series MADE-1", 1)},1,,,,,,
            """);
        await RefusedAsync("is of the study", labels + ":3");
    }

    [Fact]
    public async Task Open_LabelOfNoImage_NamesFileAndLine()
    {
        MadeHost.Write(_folder, 3);
        var labels = Path.Combine(_folder, LabelsCsv.FileName);
        await File.WriteAllTextAsync(labels, $"{LabelsCsv.Header}\n1.2.3,1.2.4,1.2.5,1,,,,,,\n");
        await RefusedAsync("no file in the folder", labels + ":2");
    }

    [Fact]
    public async Task Open_SlicesOfTwoSeries_NamesTheFile()
    {
        MadeHost.Write(_folder, 3);
        var other = Path.Combine(_folder, "0003.dcm");
        await File.WriteAllBytesAsync(other, MadeHost.Dicom(MadeHost.Slice(), "MADE-1", 2, "another series"));
        await RefusedAsync("another series", other);
    }

    [Fact]
    public async Task Open_ExcludedSlice_TakesNoImplant()
    {
        MadeHost.Write(_folder, 5);
        const string series = "made series MADE-1";
        await File.WriteAllTextAsync(
            Path.Combine(_folder, LabelsCsv.FileName), $"{LabelsCsv.Header}\n{MadeHost.Study(series)},{MadeHost.Series(series)},{MadeHost.Sop(series, 2)},1,,,,,,quality\n");
        var canals = HostCanals.Of((await HostFolder.OpenAsync(_folder)).Value, default);
        Assert.Contains("no 3 neighbouring slices", canals.Error!.Message);
        Assert.Contains("1: labelled as quality", canals.Error.Message);
    }

    [Fact]
    public async Task Of_SliceWithoutCordMaskAmongOthers_TakesNoImplant()
    {
        MadeHost.Write(_folder, 5);
        File.Delete(Path.Combine(_folder, "masks", "cord", "0001.png"));
        var canals = HostCanals.Of((await HostFolder.OpenAsync(_folder)).Value, default).Value;
        Assert.Equal(4, canals.Usable);
        Assert.Contains("the cord may have ended", Assert.Single(canals.Refused).Reason);
    }

    [Fact]
    public async Task Load_ImageThatLiesUpsideDown_KnowsBackAndLeft()
    {
        MadeHost.Write(_folder, 1);
        var upside = MadeHost.Dicom(MadeHost.Slice(), "MADE-1", 0, "made series MADE-1", [-1, 0, 0, 0, -1, 0]);
        await File.WriteAllBytesAsync(Path.Combine(_folder, "0001.dcm"), upside);
        var slice = HostSlice.Load((await HostFolder.OpenAsync(_folder)).Value.Slices[0]);
        Assert.Equal(((0, -1), (-1, 0)), (slice.Back, slice.Left));
    }

    [Fact]
    public void Mask_LabelOne_IsInside()
    {
        var mask = Path.Combine(_folder, "one.png");
        var inside = MadeHost.Slice().Cord!;
        File.WriteAllBytes(mask, MadeHost.Png(inside));
        Assert.Equal(inside, MaskPng.Read(mask).Inside);
    }

    private async Task RefusedAsync(string what, string where)
    {
        var opened = await HostFolder.OpenAsync(_folder);
        Assert.False(opened.IsOk);
        Assert.Contains(what, opened.Error!.Message);
        Assert.Contains(where, opened.Error.Message);
    }
}
