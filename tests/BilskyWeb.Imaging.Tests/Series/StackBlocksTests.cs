using BilskyWeb.Imaging.Datasets;
using BilskyWeb.Imaging.Series;
using static BilskyWeb.Imaging.Tests.Series.TestSeries;

namespace BilskyWeb.Imaging.Tests.Series;

public sealed class StackBlocksTests
{
    /// <summary>Blocks of slices angled by so many degrees about a canal 30 mm behind the image's middle, at these heights.</summary>
    private static IEnumerable<DicomDataset> Blocks(params (double Degrees, double TopMm, int Count)[] blocks) => blocks.SelectMany((block, number) =>
    {
        var (sine, cosine) = Math.SinCos(block.Degrees * Math.PI / 180);
        return Enumerable.Range(0, block.Count).Select(i => Stack(1, name: "series", startMm: (1000 * number) + i, orientation: TiltedAxial(block.Degrees)).Single()
            .Set(DicomTag.InstanceNumber, (100 * number) + i)
            .Set(DicomTag.ImagePositionPatient, 0, (-46 * cosine) + (4 * i * sine), block.TopMm - (46 * sine) - (4 * i * cosine)));
    });

    [Theory]
    [InlineData(-15, 0, 15)]
    [InlineData(15, 0, -15)]
    [InlineData(25, -25, 25)]
    [InlineData(0, 2, 0)]
    public void FromInstances_AngledBlocks_AreCountedAndKeptTogether(double upper, double middle, double lower)
    {
        var series = Assert.Single(SeriesFacts.FromInstances(Blocks((upper, 0, 8), (middle, -36, 8), (lower, -72, 8)).OrderBy(i => i.GetString(DicomTag.SopInstanceUid))));

        Assert.Equal(3, series.Layout.Blocks);
        Assert.Equal(4, series.Layout.SpacingMm!.Value, 3);
        Assert.Equal(0, series.Layout.Missing);
        Assert.Equal(Enumerable.Range(0, 3).SelectMany(b => Enumerable.Repeat(b, 8)), series.Slices.Select(s => s.Block));
        Assert.Equal(Blocks((upper, 0, 8), (middle, -36, 8), (lower, -72, 8)).Select(i => i.GetString(DicomTag.SopInstanceUid)), series.Slices.Select(s => s.SopInstanceUid));
    }

    [Fact]
    public void FromInstances_SliceMissingWithinAnAngledBlock_IsMissingAndNoBlock()
    {
        var series = Assert.Single(SeriesFacts.FromInstances(Blocks((10, 0, 7), (-10, -40, 7)).Where((_, i) => i != 3)));

        Assert.Equal((2, 1), (series.Layout.Blocks, series.Layout.Missing));
    }

    [Fact]
    public void FromInstances_EverySliceOfAnotherTilt_IsOneBlock()
    {
        var series = Assert.Single(SeriesFacts.FromInstances(Blocks([.. Enumerable.Range(0, 12).Select(i => (1.2 * i, -4.0 * i, 1))])));

        Assert.Equal(1, series.Layout.Blocks);
        Assert.Equal(12, series.Slices.Count);
    }

    [Fact]
    public void FromInstances_RepeatWithinABlock_IsDropped()
    {
        var again = Blocks((10, 0, 5)).Select(i => i.Set(DicomTag.SopInstanceUid, DicomUid.FromSeed("again" + i.GetString(DicomTag.SopInstanceUid))));

        var series = Assert.Single(SeriesFacts.FromInstances(Blocks((10, 0, 5), (-10, -30, 5)).Concat(again)));

        Assert.Equal((10, 5), (series.Slices.Count, series.Repeats));
    }
}
