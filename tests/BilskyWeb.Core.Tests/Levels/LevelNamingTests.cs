using BilskyWeb.Core.Levels;
using CsCheck;
using static BilskyWeb.Core.Levels.FixedLevel;
using static BilskyWeb.Core.Levels.Vertebra;

namespace BilskyWeb.Core.Tests.Levels;

public sealed class LevelNamingTests
{
    [Fact]
    public void At_OnePin_NamesItsVertebraItsDiscAndTheNext()
    {
        var naming = Named((T7, 100));

        Assert.Equal("T7", naming.At(100)!.Text);
        Assert.Equal("T7-8", naming.At(100 + (18.2 / 2) + 2)!.Text);
        Assert.Equal("T8", naming.At(100 + T8.CentreMm() - T7.CentreMm())!.Text);
        Assert.Equal("T6", naming.At(100 + T6.CentreMm() - T7.CentreMm())!.Text);
        Assert.True(naming.At(100)!.Confidence > 0.99);
    }

    [Theory]
    [InlineData(T12, "T12-L1")]
    [InlineData(C7, "C7-T1")]
    [InlineData(L5, "L5-S1")]
    [InlineData(L1, "L1-2")]
    public void At_Disc_IsNamedByBothNeighbours(Vertebra vertebra, string name)
    {
        var naming = Named((vertebra, 0));

        Assert.Equal(name, naming.At(((vertebra + 1).CentreMm() - vertebra.CentreMm()) / 2)!.Text);
    }

    [Fact]
    public void At_OnePin_ConfidenceFallsWithDistanceUntilNoNameIsGiven()
    {
        var naming = Named((T6, 0));
        var confidences = Enumerable.Range(0, 12).Select(i => naming.At((T6 + i).CentreMm() - T6.CentreMm())?.Confidence ?? 0).ToList();

        // Not monotonic to the last digit: a higher vertebra leaves more room for error.
        Assert.Equal(confidences.OrderDescending(), confidences, (a, b) => Math.Abs(a - b) < 0.05);
        Assert.True(confidences[0] > 0.99 && confidences[^1] < 0.75);
        Assert.Null(Named((C3, 0)).At(L4.CentreMm() - C3.CentreMm()));
    }

    [Fact]
    public void At_TwoPinsOfATallPerson_ScalesBetweenAndBeyond()
    {
        const double Scale = 1.12;
        double Place(Vertebra v) => 20 + (Scale * (v.CentreMm() - T4.CentreMm()));
        var one = Named((T4, Place(T4)));
        var two = Named((T4, Place(T4)), (T12, Place(T12)));

        Assert.All(Enumerable.Range((int)T1, 14).Select(i => (Vertebra)i), v => Assert.Equal(v.ToString(), two.At(Place(v))!.Text));
        Assert.NotEqual("T12", one.At(Place(T12))?.Text);
        Assert.True(two.At(Place(T12))!.Confidence > one.At(Place(T12))!.Confidence);
        Assert.InRange(two.Scale, 1.08, 1.12);
    }

    [Fact]
    public void At_TwoNeighbouringPins_DoNotRunAwayWithTheScale()
    {
        // 2 mm of error over one vertebra is 9% of scale: ten vertebrae further that would be a level.
        var apart = T7.CentreMm() - T6.CentreMm();

        Assert.InRange(Named((T6, 0), (T7, apart + 2)).Scale, 1, 1.04);
    }

    [Fact]
    public void From_ContradictoryOrder_NamesBothAndChangesNothing()
    {
        var error = LevelNaming.From([new(T9, 0, OnSagittalSdMm), new(T5, 60, OnSagittalSdMm)]).Error;

        Assert.Equal(new PinsOutOfOrder(T9, T5), error);
        Assert.Contains("T9 is pinned above T5", error!.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(30)]
    [InlineData(200)]
    public void From_ImpossibleHeights_IsRefused(double apartMm) =>
        Assert.IsType<PinsImplausible>(LevelNaming.From([new(T5, 0, OnSagittalSdMm), new(T9, apartMm, OnSagittalSdMm)]).Error);

    [Fact]
    public void From_NeighboursOnThickAxialSlices_IsNoContradiction() =>
        Assert.True(LevelNaming.From([new(T6, 0, OnAxialSdMm), new(T7, 12, OnAxialSdMm)]).IsOk);

    [Fact]
    public void From_NoPin_SaysSo() => Assert.IsType<NoPins>(LevelNaming.From([]).Error);

    [Fact]
    public void At_BeyondC2AndS1_HasNoName()
    {
        Assert.Null(Named((C2, 0)).At(-30));
        Assert.Null(Named((S1, 0)).At(60));
    }

    [Fact]
    public void At_EveryPinnedVertebra_KeepsItsName() =>
        Gen.Select(Gen.Int[0, 20], Gen.Int[1, 6], Gen.Double[0.85, 1.2], Gen.Double[-200, 200]).Sample((first, step, scale, shift) =>
        {
            var upper = (Vertebra)first;
            var lower = (Vertebra)Math.Min((int)S1, first + step);
            var naming = Named((upper, shift), (lower, shift + (scale * (lower.CentreMm() - upper.CentreMm()))));
            return naming.At(shift)!.Text == upper.ToString() && naming.At(naming.AlongMmOf(lower))!.Text == lower.ToString()
                && Vertebrae.All.Where(v => v >= upper && v <= lower).All(v => naming.At(naming.AlongMmOf(v))!.Text == v.ToString());
        });

    [Fact]
    public void TryParse_Names_ReadsThemAndNothingElse()
    {
        Assert.True(Vertebrae.TryParse(" t7 ", out var vertebra));
        Assert.Equal(T7, vertebra);
        Assert.All(["", "T13", "7", "C1", "T7-8", null], text => Assert.False(Vertebrae.TryParse(text, out _)));
    }

    private static LevelNaming Named(params (Vertebra Vertebra, double AlongMm)[] pins) =>
        LevelNaming.From([.. pins.Select(p => new FixedLevel(p.Vertebra, p.AlongMm, OnSagittalSdMm))]).Value;
}
