using BilskyWeb.Phantom.Implants;

namespace BilskyWeb.Phantom.Tests.Implants;

public sealed class TumourFreeSlicesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("bilsky-tumour-free-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>Head and sacrum have no masks, and are where the canal goes on.</summary>
    [Fact]
    public async Task Of_SlicesWithoutMasks_TakesTheNearestMasksPlace()
    {
        MadeHost.Write(_folder);
        foreach (var kind in new[] { "cord", "canal" })
        {
            File.Delete(Path.Combine(_folder, "masks", kind, "0001.png"));
            File.Delete(Path.Combine(_folder, "masks", kind, "0008.png"));
        }

        var host = (await HostFolder.OpenAsync(_folder)).Value;

        var slices = TumourFreeSlices.Of(host).ToList();

        Assert.Equal(8, slices.Count);
        Assert.Equal(6, host.Slices.Count);
        Assert.All(slices, s =>
        {
            Assert.Equal(MadeHost.SacX / MadeHost.PixelMm, s.Canal.X, 0.5);
            Assert.Equal(MadeHost.SacY / MadeHost.PixelMm, s.Canal.Y, 0.5);
        });
    }
}
