using BilskyWeb.Core.Statistics;
using CsCheck;

namespace BilskyWeb.Core.Tests.Statistics;

/// <summary>What users of irrCAC, pairedCAC and Stata look for, against what those packages print.</summary>
public sealed class OtherCoefficientsTests
{
    private static readonly Gen<ConfusionMatrix> AnyTable = Gen.Int[0, 30].Array[6].Array[6].Select(rows => new ConfusionMatrix(rows));

    /// <summary>irrCAC 1.0, vignette "overview": bp2.table and krippen2.table of cont3x3abstractors.</summary>
    [Fact]
    public void BrennanPredigerAndAlpha_TwoAbstractors_AreThePublished()
    {
        var ratings = RatingPatterns.From(PublishedTables.Abstractors);

        AssertIs(AgreementCoefficient.BrennanPrediger(ratings, AgreementWeights.Identity(3)), 0.835, 0.04693346, 0.742, 0.928);
        AssertIs(KrippendorffAlpha.Of(ratings, AgreementWeights.Identity(3)), 0.7972585, 0.05905473, 0.680, 0.914);
        AssertIs(AgreementCoefficient.Percent(ratings, AgreementWeights.Identity(3)), 0.89, 0.03128898, 0.828, 0.952);
    }

    /// <summary>irrCAC 1.0 on distrib.6raters. Its error of alpha there lacks a factor of two beside the same package's raw ratings and tables, so the value alone is held.</summary>
    [Fact]
    public void BrennanPredigerAndAlpha_SixRaters_AreThePublished()
    {
        AssertIs(AgreementCoefficient.BrennanPrediger(PublishedTables.Psychiatrists, AgreementWeights.Identity(5)), 0.4388889, 0.08312142, 0.261, 0.617);
        Assert.Equal(0.4204384, KrippendorffAlpha.Of(PublishedTables.Psychiatrists, AgreementWeights.Identity(5)).Value!.Value, 1e-7);
    }

    /// <summary>irrCAC 1.0 on cac.raw4raters, in which no rater rated everything.</summary>
    [Fact]
    public void BrennanPredigerAlphaAndConger_MissingReads_AreThePublished()
    {
        var identity = AgreementWeights.Identity(5);

        AssertIs(AgreementCoefficient.BrennanPrediger(PublishedTables.FourRaters, identity), 0.77273, 0.14472, 0.454, 1, 5e-6);
        var alpha = KrippendorffAlpha.Of(PublishedTables.FourRaters, identity);
        AssertIs(alpha, 0.74342, 0.14548, 0.423, 1, 5e-6);
        Assert.Equal(0.0003386245, alpha.P!.Value, 1e-8);
        var conger = CongerKappa.Of(PublishedTables.FourRatersReads, identity);
        AssertIs(conger, 0.76282, 0.14917, 0.435, 1, 5e-6);
        Assert.Equal(0.0003367066, conger.P!.Value, 1e-8);
    }

    /// <summary>pairedCAC 1.0, ttest.ac2(ratings1, ratings2); its coefficients by ttest.conger are 0.3932584 and 0.7250859.</summary>
    [Fact]
    public void Difference_TwoOccasions_IsThePublished()
    {
        var items = PublishedTables.Counts(PublishedTables.FirstRatings, 3).Zip(PublishedTables.Counts(PublishedTables.SecondRatings, 3), (a, b) => (a, b, 1L)).ToList();

        var difference = AgreementDifference.OfGwet(items, AgreementWeights.Identity(3));

        Assert.Equal(0.737382 - 0.4069193, difference.Value!.Value, 1e-6);
        Assert.Equal(0.1452689, difference.StandardError!.Value, 1e-7);
        Assert.Equal(0.03917311, difference.P!.Value, 1e-7);
        Assert.Equal(0.3932584, CongerKappa.Of(PublishedTables.FirstRatings, AgreementWeights.Identity(3)).Value!.Value, 1e-7);
        Assert.Equal(0.7250859, CongerKappa.Of(PublishedTables.SecondRatings, AgreementWeights.Identity(3)).Value!.Value, 1e-7);
    }

    [Fact]
    public void Difference_OfTheSameReads_HasNothingToTest()
    {
        var items = PublishedTables.Counts(PublishedTables.FirstRatings, 3).Select(a => (a, a, 1L)).ToList();

        var difference = AgreementDifference.OfGwet(items, AgreementWeights.Identity(3));

        Assert.Equal(0, difference.Value);
        Assert.Null(difference.P);
        Assert.Contains("no difference to test", difference.Undefined, StringComparison.Ordinal);
    }

    /// <summary>Of two readers Conger's kappa is Cohen's, whose published variance divides by n and not by n − 1.</summary>
    [Fact]
    public void Conger_TwoReaders_IsCohensKappa() => AnyTable.Where(t => t.Total > 2).Sample(table =>
    {
        var (a, b) = (new List<byte>(), new List<byte>());
        foreach (var (row, column) in Enumerable.Range(0, 36).SelectMany(cell => Enumerable.Repeat((cell / 6, cell % 6), table[cell / 6, cell % 6])))
        {
            a.Add((byte)row);
            b.Add((byte)column);
        }

        var cohen = CohenKappa.Of(table, AgreementWeights.Quadratic(6));
        var conger = CongerKappa.Of([[.. a], [.. b]], AgreementWeights.Quadratic(6));
        Assert.Equal(cohen.Value ?? 9, conger.Value ?? 9, 1e-9);
        Assert.Equal(cohen.StandardError ?? 0, (conger.StandardError ?? 0) * Math.Sqrt((table.Total - 1.0) / table.Total), 1e-9);
    });

    [Fact]
    public void Alpha_ManyItems_NearsScottsPi()
    {
        var many = RatingPatterns.From(new ConfusionMatrix([.. PublishedTables.Abstractors.Rows.Select(row => row.Select(n => n * 10_000).ToArray())]));

        Assert.Equal(
            AgreementCoefficient.Fleiss(many, AgreementWeights.Identity(3)).Value!.Value,
            KrippendorffAlpha.Of(many, AgreementWeights.Identity(3)).Value!.Value,
            1e-6);
    }

    /// <summary>PABAK of two classes: 2 po − 1.</summary>
    [Fact]
    public void BrennanPrediger_TwoClasses_IsPabak() =>
        Assert.Equal(
            (2 * (1001 / 1066.0)) - 1,
            AgreementCoefficient.BrennanPrediger(RatingPatterns.From(PublishedTables.Paper.ToMatrix()), AgreementWeights.Identity(2)).Value!.Value,
            1e-12);

    [Fact]
    public void Of_ThreeHundredReaders_Counts()
    {
        var ratings = new RatingPatterns(6);
        ratings.Add([300, 0, 0, 0, 0, 0], 10);
        ratings.Add([0, 150, 150, 0, 0, 0], 10);

        var expected = 0.5 + (0.5 * (2 * 150 * 149 / (300.0 * 299)));
        Assert.Equal(expected, AgreementCoefficient.Percent(ratings, AgreementWeights.Identity(6)).Value!.Value, 1e-12);
    }

    private static void AssertIs(Estimate estimate, double value, double error, double low, double high, double within = 1e-7)
    {
        Assert.Equal(value, estimate.Value!.Value, within);
        Assert.Equal(error, estimate.StandardError!.Value, within);
        Assert.Equal(low, estimate.Low!.Value, 5.01e-4);
        Assert.Equal(high, estimate.High!.Value, 5.01e-4);
    }
}
