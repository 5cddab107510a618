using BilskyWeb.Core.Statistics;
using CsCheck;

namespace BilskyWeb.Core.Tests.Statistics;

public sealed class AgreementCoefficientTests
{
    private static readonly Gen<RatingPatterns> AnyRatings = Gen.Int[0, 4].Array[4].Array[1, 40].Select(items =>
    {
        var patterns = new RatingPatterns(4);
        foreach (var item in items)
        {
            patterns.Add(item);
        }

        return patterns;
    });

    private static readonly Gen<ConfusionMatrix> AnyTable = Gen.Int[0, 30].Array[6].Array[6].Select(rows => new ConfusionMatrix(rows));

    /// <summary>irrCAC 1.0: AC1 0.8493305, SE 0.04321747, CI (0.764, 0.935).</summary>
    [Fact]
    public void Gwet_TwoAbstractors_IsThePublishedAc1()
    {
        var ac1 = AgreementCoefficient.Gwet(PublishedTables.Abstractors, AgreementWeights.Identity(3));

        Assert.Equal(0.849331, ac1.Value!.Value, 1e-6);
        Assert.Equal(0.043217, ac1.StandardError!.Value, 1e-6);
        Assert.Equal(0.764, ac1.Low!.Value, 5e-4);
        Assert.Equal(0.935, ac1.High!.Value, 5e-4);
        Assert.InRange(ac1.P!.Value, 0, 1e-15);
    }

    /// <summary>AC2 of the same table, as the R and Python packages irrCAC print it.</summary>
    [Theory]
    [InlineData("linear", 0.900, 0.842, 0.958)]
    [InlineData("ordinal", 0.925, 0.881, 0.969)]
    [InlineData("quadratic", 0.940, 0.905, 0.976)]
    public void Gwet_Weighted_IsThePublishedAc2(string name, double value, double low, double high)
    {
        var weights = name switch { "linear" => AgreementWeights.Linear(3), "ordinal" => AgreementWeights.Ordinal(3), _ => AgreementWeights.Quadratic(3) };

        var ac2 = AgreementCoefficient.Gwet(PublishedTables.Abstractors, weights);

        Assert.Equal(value, ac2.Value!.Value, 5.01e-4);
        Assert.Equal(low, ac2.Low!.Value, 5.01e-4);
        Assert.Equal(high, ac2.High!.Value, 5.01e-4);
    }

    /// <summary>irrCAC 1.0 on distrib.6raters.</summary>
    [Fact]
    public void GwetAndFleiss_SixRaters_AreThePublished()
    {
        var identity = AgreementWeights.Identity(5);
        var ac1 = AgreementCoefficient.Gwet(PublishedTables.Psychiatrists, identity);
        var fleiss = AgreementCoefficient.Fleiss(PublishedTables.Psychiatrists, identity);

        Assert.Equal(0.4448007, ac1.Value!.Value, 1e-7);
        Assert.Equal(0.08418757, ac1.StandardError!.Value, 1e-7);
        Assert.Equal(0.0001155927, ac1.P!.Value, 1e-9);
        Assert.Equal(0.4139265, fleiss.Value!.Value, 1e-7);
        Assert.Equal(0.08119291, fleiss.StandardError!.Value, 1e-7);
        Assert.Equal(0.0001622724, fleiss.P!.Value, 1e-9);
    }

    /// <summary>irrCAC 1.0 on cac.raw4raters, in which no rater rated everything and one unit has one rating only.</summary>
    [Fact]
    public void GwetAndFleiss_MissingReads_AreThePublished()
    {
        var identity = AgreementWeights.Identity(5);
        var ac1 = AgreementCoefficient.Gwet(PublishedTables.FourRaters, identity);
        var fleiss = AgreementCoefficient.Fleiss(PublishedTables.FourRaters, identity);
        var percent = AgreementCoefficient.Percent(PublishedTables.FourRaters, identity);

        Assert.Equal(0.77544, ac1.Value!.Value, 5e-6);
        Assert.Equal(0.14295, ac1.StandardError!.Value, 5e-6);
        Assert.Equal(0.461, ac1.Low!.Value, 5e-4);
        Assert.Equal(1, ac1.High!.Value);
        Assert.Equal(0.000208721, ac1.P!.Value, 1e-8);
        Assert.Equal(0.76117, fleiss.Value!.Value, 5e-6);
        Assert.Equal(0.15302, fleiss.StandardError!.Value, 5e-6);
        Assert.Equal(0.8181818, percent.Value!.Value, 1e-7);
        Assert.Equal(0.12561, percent.StandardError!.Value, 5e-6);
    }

    /// <summary>Hallinan et al. 2022, table 3: the model's kappa is 0.92 (0.91–0.94), p below 0.001.</summary>
    [Fact]
    public void Gwet_ThePapersModel_IsThePapersKappa()
    {
        var ac1 = AgreementCoefficient.Gwet(PublishedTables.Paper.ToMatrix(), AgreementWeights.Identity(2));

        Assert.Equal("0.92 (0.91–0.94)", StatisticText.Of(ac1));
        Assert.Equal("< 0.001", StatisticText.P(ac1.P));
    }

    [Fact]
    public void Gwet_TableAndPatterns_DifferInTheDivisorAlone()
    {
        var table = AgreementCoefficient.Gwet(PublishedTables.Abstractors, AgreementWeights.Identity(3));
        var ratings = new RatingPatterns(3);
        foreach (var (readers, items) in RatingPatterns.From(PublishedTables.Abstractors).Patterns)
        {
            ratings.Add(readers, items);
        }

        var patterns = AgreementCoefficient.Gwet(ratings, AgreementWeights.Identity(3));

        Assert.Equal(table.Value, patterns.Value);
        Assert.Equal(Math.Sqrt(100.0 / 99), patterns.StandardError!.Value / table.StandardError!.Value, 1e-12);
    }

    [Fact]
    public void GwetAndFleiss_OneClassOnly_AgreeFullyAndAreUndefined()
    {
        var ratings = new RatingPatterns(6);
        ratings.Add([2, 0, 0, 0, 0, 0], 50);

        var ac1 = AgreementCoefficient.Gwet(ratings, AgreementWeights.Identity(6));
        var fleiss = AgreementCoefficient.Fleiss(ratings, AgreementWeights.Identity(6));

        Assert.Equal(1, ac1.Value);
        Assert.Null(ac1.StandardError);
        Assert.Contains("no standard error", ac1.Undefined, StringComparison.Ordinal);
        Assert.Null(fleiss.Value);
        Assert.Contains("zero by zero", fleiss.Undefined, StringComparison.Ordinal);
    }

    [Fact]
    public void Percent_FewItems_HasNoNegativeInterval() =>
        Assert.Equal(0, AgreementCoefficient.Percent(RatingPatterns.From(new ConfusionMatrix([[1, 1], [1, 1]])), AgreementWeights.Identity(2)).Low);

    [Fact]
    public void Gwet_NothingToCompare_SaysWhy()
    {
        var ratings = new RatingPatterns(6);
        Assert.Equal("No item was read.", AgreementCoefficient.Gwet(ratings, AgreementWeights.Identity(6)).Undefined);
        ratings.Add([1, 0, 0, 0, 0, 0], 5);
        Assert.Equal("No item was read by two readers.", AgreementCoefficient.Gwet(ratings, AgreementWeights.Identity(6)).Undefined);
    }

    [Fact]
    public void Any_Ratings_NeverGiveNaN() => AnyRatings.Sample(ratings =>
    {
        foreach (var estimate in new[]
        {
            AgreementCoefficient.Gwet(ratings, AgreementWeights.Identity(4)), AgreementCoefficient.Gwet(ratings, AgreementWeights.Quadratic(4)),
            AgreementCoefficient.Fleiss(ratings, AgreementWeights.Ordinal(4)), AgreementCoefficient.Percent(ratings, AgreementWeights.Linear(4)),
        })
        {
            Assert.All([estimate.Value, estimate.Low, estimate.High, estimate.StandardError, estimate.P], v => Assert.True(v is null || double.IsFinite(v.Value)));
            Assert.True(estimate.Value is null or <= 1 + 1e-9);
            Assert.Equal(estimate.Low is null, estimate.Undefined is not null);
        }
    });

    [Fact]
    public void Gwet_ClassesNamedOtherwise_IsTheSame() => AnyTable.Where(t => t.Total > 1).Sample(table =>
    {
        int[] order = [3, 5, 0, 4, 1, 2];
        var renamed = new ConfusionMatrix([.. order.Select(a => order.Select(b => table[a, b]).ToArray())]);
        AssertSame(Ac1(table), Ac1(renamed));
    });

    [Fact]
    public void Gwet_ReadersExchanged_IsTheSame() => AnyTable.Where(t => t.Total > 1).Sample(table =>
        AssertSame(Ac1(table), Ac1(new ConfusionMatrix([.. Enumerable.Range(0, 6).Select(a => Enumerable.Range(0, 6).Select(b => table[b, a]).ToArray())]))));

    [Fact]
    public void Gwet_ScaleReversed_KeepsOrdinalAgreement() => AnyTable.Where(t => t.Total > 1).Sample(table =>
    {
        var reversed = new ConfusionMatrix([.. Enumerable.Range(0, 6).Select(a => Enumerable.Range(0, 6).Select(b => table[5 - a, 5 - b]).ToArray())]);
        AssertSame(
            AgreementCoefficient.Gwet(table, AgreementWeights.Quadratic(6)),
            AgreementCoefficient.Gwet(reversed, AgreementWeights.Quadratic(6)));
    });

    [Fact]
    public void Gwet_ManyMoreOfTheSame_KeepsTheValueAndNarrows() => AnyTable.Where(t => t.Total > 10).Sample(table =>
    {
        var many = new ConfusionMatrix([.. table.Rows.Select(row => row.Select(n => n * 100).ToArray())]);
        var (few, more) = (Ac1(table), Ac1(many));
        Assert.Equal(few.Value!.Value, more.Value!.Value, 1e-9);
        Assert.True(few.StandardError is null || few.StandardError / more.StandardError is > 9.5 and < 10.6);
    });

    [Fact]
    public void GwetValue_AnyTable_IsTheEstimatesValue() => AnyTable.Where(t => t.Total > 0).Sample(table =>
        Assert.Equal(
            AgreementCoefficient.Gwet(table, AgreementWeights.Quadratic(6)).Value!.Value,
            AgreementCoefficient.GwetValue(table, AgreementWeights.Quadratic(6))!.Value,
            1e-9));

    private static Estimate Ac1(ConfusionMatrix table) => AgreementCoefficient.Gwet(table, AgreementWeights.Identity(6));

    private static void AssertSame(Estimate a, Estimate b)
    {
        Assert.Equal(a.Value!.Value, b.Value!.Value, 1e-9);
        Assert.Equal(a.StandardError ?? -1, b.StandardError ?? -1, 1e-9);
    }
}
