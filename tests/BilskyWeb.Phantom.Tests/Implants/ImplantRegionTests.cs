using BilskyWeb.Core.Grading;
using BilskyWeb.Phantom.Implants;

namespace BilskyWeb.Phantom.Tests.Implants;

public sealed class ImplantRegionTests : IDisposable
{
    private const int Side = 80;
    private const double SampleMm = 0.5;

    private readonly string _folder = Directory.CreateTempSubdirectory("bilsky-regions-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Draw_MadeHost_GivesSlicesWithTheirTissues()
    {
        var host = (await HostFolder.OpenAsync(MadeHost.Write(_folder))).Value;

        var regions = ImplantRegion.Draw(host, seed: 101, [.. BilskyGrades.All.Take(4)], CancellationToken.None).Value;

        Assert.Contains(regions, r => Area(r, CanalTissue.EpiduralMass) > 20);
        Assert.Contains(regions, r => Area(r, CanalTissue.EpiduralMass) == 0);
        foreach (var region in regions)
        {
            var shares = region.Shares(Side, SampleMm);
            Assert.All(Enumerable.Range(0, Side * Side), i => Assert.Equal(SegmentationSlice.Whole, Enumerable.Range(0, CanalTissues.Count).Sum(t => shares[(t * Side * Side) + i])));
            Assert.Equal(0, Area(region, CanalTissue.Vertebra) + Area(region, CanalTissue.EpiduralSpace));
            Assert.InRange(Area(region, CanalTissue.Cord), 50, 80);

            // Less than 3 mm² is no disease of the canal; half samples leave a little doubt.
            if (Area(region, CanalTissue.EpiduralMass) > 4)
                Assert.True(region.Grade > BilskyGrade.Grade0);
            if (Area(region, CanalTissue.EpiduralMass) == 0)
                Assert.Equal((BilskyGrade.Grade0, false), (region.Grade, region.HasBrightMass));
        }

        Assert.Contains(regions, r => r.Grade >= BilskyGrade.Grade1b);
    }

    private static double Area(ImplantRegion region, CanalTissue tissue) =>
        region.Shares(Side, SampleMm).Skip((int)tissue * Side * Side).Take(Side * Side).Sum(s => s) * SampleMm * SampleMm / SegmentationSlice.Whole;
}
