using BilskyWeb.Core.Grading;

namespace BilskyWeb.Core.Tests.Grading;

public sealed class CompressionGeometryTests
{
    private const int Side = 80;
    private const double SampleMm = 0.5, Middle = 20;

    [Fact]
    public void Of_RoundCordInARoundSac_MeasuresThem()
    {
        var shape = CanalShape.Of(Map((x, y) => Round(x, y, cord: 4, sac: 7, canal: 9)))!;

        Assert.Equal((Middle, Middle), (shape.CentreX, shape.CentreY));
        Assert.True(shape.HasCord);
        Assert.All(shape.CordMm, r => Assert.Equal(4, r, 0.35));
        Assert.All(shape.SacMm, r => Assert.Equal(7, r, 0.35));
        Assert.All(shape.CanalMm, r => Assert.Equal(9, r, 0.35));
        Assert.All(shape.CsfMm, t => Assert.Equal(3, t, 0.35));
        Assert.Equal(Math.PI * 16, shape.CordMm2, 1.5);
        Assert.Equal(Math.PI * 49, shape.SacMm2, 2.5);
        Assert.DoesNotContain(true, shape.MassBehind);
        var measured = CompressionRuler.Measure(shape, []);
        Assert.Equal((BilskyGrade.Grade0, 0d, null, 360d), (measured.Grade!.Value, measured.MassMm2, measured.CordGapMm, measured.CsfAroundDegrees));
    }

    /// <summary>A mass from the front, the deeper the higher the grade, and by the scale's own words.</summary>
    [Theory]
    [InlineData(-7.95, BilskyGrade.Grade1a)]
    [InlineData(-6, BilskyGrade.Grade1b)]
    [InlineData(-4.1, BilskyGrade.Grade1c)]
    [InlineData(-2.5, BilskyGrade.Grade2)]
    public void Measure_MassFromTheFront_GradesByWhatItReaches(double front, BilskyGrade grade)
    {
        var shape = CanalShape.Of(Map((x, y) => y < front && (x * x) + (y * y) < 81 ? CanalTissue.EpiduralMass : Round(x, y, 4, 7, 9)))!;
        var sound = CanalShape.Of(Map((x, y) => Round(x, y, 4, 7, 9)))!;

        var measured = CompressionRuler.Measure(shape, [sound]);

        Assert.Equal(grade, measured.Grade);
        if (grade == BilskyGrade.Grade1b)
        {
            Assert.Equal(2, measured.CordGapMm!.Value, 0.4);
        }

        if (grade == BilskyGrade.Grade2)
        {
            Assert.Equal(1.5, measured.CordFlatteningMm!.Value, 0.4);
            Assert.True(measured.CordAreaRatio < 0.9);
        }
    }

    [Fact]
    public void Measure_MassAllAround_IsGrade3()
    {
        var shape = CanalShape.Of(Map((x, y) => Round(x, y, cord: 3, sac: 3, canal: 9) is CanalTissue.EpiduralSpace ? CanalTissue.EpiduralMass : Round(x, y, 3, 3, 9)))!;

        var measured = CompressionRuler.Measure(shape, [CanalShape.Of(Map((x, y) => Round(x, y, 4, 7, 9)))!]);

        Assert.Equal((BilskyGrade.Grade3, 0d), (measured.Grade!.Value, measured.CsfAroundDegrees!.Value));
        Assert.True(measured.CanalCompromise > 0.7);
    }

    /// <summary>A layer thinner than a sample shows as a share of it, and is measured: understated, so that it counts as abutting, and never lost.</summary>
    [Theory]
    [InlineData(0.3, 0.05, 0.3)]
    [InlineData(0.6, 0.3, 0.65)]
    [InlineData(1.5, 1.35, 1.65)]
    public void Of_LayerOfCsf_IsMeasuredByItsShares(double layer, double least, double most)
    {
        var shape = CanalShape.Of(Map((x, y) => Round(x, y, cord: 5, sac: 5 + layer, canal: 9), fine: 6))!;
        Assert.InRange(shape.CsfMm.Average(), least, most);
    }

    /// <summary>Below the conus there is no cord; that there is no tumour in the canal can be said all the same.</summary>
    [Theory]
    [InlineData(false, BilskyGrade.Grade0)]
    [InlineData(true, null)]
    public void Measure_NoCord_IsGradedOnlyWithoutTumourInTheCanal(bool tumour, BilskyGrade? grade)
    {
        var measured = CompressionRuler.Measure(CanalShape.Of(Map((x, y) => tumour && y < -6 && (x * x) + (y * y) < 81 ? CanalTissue.EpiduralMass : Round(x, y, cord: 0, sac: 7, canal: 9)))!, []);
        Assert.Equal(grade, measured.Grade);
        Assert.Equal((null, null, null, null), (measured.CordMm2, measured.CordGapMm, measured.CordFlatteningMm, measured.CsfAroundDegrees));
    }

    /// <summary>A narrow sac in which no cord is seen may be a crushed one: nothing is said of it.</summary>
    [Fact]
    public void Measure_NarrowSacWithoutACord_HasNoGrade() => Assert.Null(CompressionRuler.Measure(CanalShape.Of(Map((x, y) => Round(x, y, cord: 0, sac: 4, canal: 9)))!, []).Grade);

    [Theory]
    [InlineData(CanalTissue.Other)]
    [InlineData(CanalTissue.EpiduralMass)]
    public void Of_NoSac_IsNull(CanalTissue all) => Assert.Null(CanalShape.Of(Map((_, _) => all)));

    /// <summary>A cord is compared with the nearest sound slices of its own scan, and with none that is far off.</summary>
    [Fact]
    public void Measure_Spine_ComparesWithTheNearestSoundSlicesOfTheScan()
    {
        var sound = CanalShape.Of(Map((x, y) => Round(x, y, 4, 7, 9)))!;
        var thin = CanalShape.Of(Map((x, y) => Round(x, y, 2.5, 7, 9)))!;
        var pressed = CanalShape.Of(Map((x, y) => y < -2.5 && (x * x) + (y * y) < 81 ? CanalTissue.EpiduralMass : Round(x, y, 4, 7, 9)))!;

        var measured = CompressionRuler.Measure([sound, pressed, pressed, sound, thin, pressed, null], [0, 5, 10, 15, 20, 21, 22], [0, 0, 0, 0, 0, 1, 0]);

        Assert.Equal(measured[1]!.CordMm2!.Value / sound.CordMm2, measured[1]!.CordAreaRatio!.Value, 3);
        Assert.Null(measured[5]!.CordAreaRatio);
        Assert.Null(measured[6]);
        Assert.Null(CompressionRuler.Measure([sound, pressed], [0, CompressionRuler.FarthestReferenceMm + 1], [0, 0])[1]!.CordAreaRatio);
    }

    [Fact]
    public void CanalMap_WrongNumberOfShares_IsRefused() => Assert.Throws<ArgumentException>(() => new CanalMap(4, 0.5, new float[16]));

    private static CanalTissue Round(double x, double y, double cord, double sac, double canal)
    {
        var r = Math.Sqrt((x * x) + (y * y));
        return r < cord ? CanalTissue.Cord : r < sac ? CanalTissue.Csf : r < canal ? CanalTissue.EpiduralSpace : CanalTissue.Vertebra;
    }

    // Shares by so many places a sample and direction; millimetres from the middle.
    private static CanalMap Map(Func<double, double, CanalTissue> tissue, int fine = 4)
    {
        var shares = new float[CanalTissues.Count * Side * Side];
        for (var i = 0; i < Side * Side * fine * fine; i++)
        {
            int x = i % (Side * fine), y = i / (Side * fine);
            var found = tissue(((x + 0.5) * SampleMm / fine) - Middle, ((y + 0.5) * SampleMm / fine) - Middle);
            shares[((int)found * Side * Side) + (y / fine * Side) + (x / fine)] += 1f / (fine * fine);
        }

        return new CanalMap(Side, SampleMm, shares);
    }
}
