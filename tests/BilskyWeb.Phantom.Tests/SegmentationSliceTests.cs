using BilskyWeb.Core.Grading;
using BilskyWeb.Phantom.Labels;

namespace BilskyWeb.Phantom.Tests;

public sealed class SegmentationSliceTests
{
    private const int Side = 80;
    private const double SampleMm = 0.5;

    [Fact]
    public void Draw_SameSeed_GivesTheSameSliceAndTissues()
    {
        var (one, again) = (SegmentationSlice.Draw(7), SegmentationSlice.Draw(7));
        Assert.Equal(one.Image.Pixels, again.Image.Pixels);
        Assert.Equal(one.Shares(Side, SampleMm), again.Shares(Side, SampleMm));
        Assert.NotEqual(one.Image.Pixels, SegmentationSlice.Draw(8).Image.Pixels);
    }

    [Fact]
    public void Shares_OfAnyPlace_AddUpToAWhole()
    {
        var shares = SegmentationSlice.Draw(11).Shares(Side, SampleMm);
        for (var i = 0; i < Side * Side; i++)
        {
            Assert.Equal(SegmentationSlice.Whole, Enumerable.Range(0, CanalTissues.Count).Sum(t => shares[(t * Side * Side) + i]));
        }
    }

    [Fact]
    public void Grade_OfAnySlice_IsTheMeasuredOneWhereThereIsACord()
    {
        var slices = Enumerable.Range(1, 80).Select(seed => SegmentationSlice.Draw(seed)).ToList();
        Assert.All(slices, s => Assert.True(s.Grade is null || s.Grade == BilskyFromGeometry.Grade(s.Measured)));
        Assert.All(slices.Where(s => s.Grade is null), s => Assert.True(BilskyFromGeometry.IsDegenerative(s.Measured) || (!s.HasCord && BilskyFromGeometry.Grade(s.Measured) > BilskyGrade.Grade0)));
        Assert.Contains(slices, s => s is { HasCord: false, Grade: BilskyGrade.Grade0 });
        Assert.Equal(6, slices.Select(s => s.Grade).OfType<BilskyGrade>().Distinct().Count());
    }

    /// <summary>Where the true tissues are known the geometry must find the true side of the pathway line: else no network could.</summary>
    [Fact]
    public void Measure_TrueTissues_GivesTheTrueSideOfThePathwayLine()
    {
        int high = 0, low = 0, rightHigh = 0, rightLow = 0;
        for (var seed = 1; seed <= 60; seed++)
        {
            var slice = SegmentationSlice.Draw(seed);
            if (!slice.HasCord || BilskyFromGeometry.IsDegenerative(slice.Measured))
            {
                continue;
            }

            var map = new CanalMap(Side, SampleMm, Array.ConvertAll(slice.Shares(Side, SampleMm), s => s / (float)SegmentationSlice.Whole));
            var found = CanalShape.Of(map) is { } shape ? CompressionRuler.Measure(shape, []).Grade : null;
            var truth = BilskyFromGeometry.Grade(slice.Measured);
            if (truth.IsHighGrade())
            {
                high++;
                rightHigh += found?.IsHighGrade() == true ? 1 : 0;
            }
            else
            {
                low++;
                rightLow += found?.IsHighGrade() == false ? 1 : 0;
                Assert.False(found?.IsHighGrade() == true && (truth == BilskyGrade.Grade0 || slice.Measured.CordGapMm is > 1.2 and < CanalMeasurements.NoContact), $"Seed {seed} is far from the line.");
            }
        }

        Assert.True(high >= 12 && low >= 20, $"{high} high and {low} low grades are too few to judge by.");
        Assert.True(rightHigh >= 0.9 * high, $"{rightHigh} of {high} high grades.");

        // Every second of these low grades is 1a or 1b, made to lie near the line.
        Assert.True(rightLow >= 0.8 * low, $"{rightLow} of {low} low grades.");
    }
}
