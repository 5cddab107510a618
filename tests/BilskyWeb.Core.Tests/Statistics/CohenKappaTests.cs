using BilskyWeb.Core.Statistics;
using CsCheck;

namespace BilskyWeb.Core.Tests.Statistics;

public sealed class CohenKappaTests
{
    /// <summary>irrCAC 1.0: kappa 0.7964094, SE 0.05891072, CI (0.68, 0.913); Scott's pi, which Fleiss' kappa is for two, 0.7962397.</summary>
    [Fact]
    public void Of_TwoAbstractors_IsThePublishedKappa()
    {
        var kappa = CohenKappa.Of(PublishedTables.Abstractors, AgreementWeights.Identity(3));
        var scott = AgreementCoefficient.Fleiss(RatingPatterns.From(PublishedTables.Abstractors), AgreementWeights.Identity(3));

        Assert.Equal(0.7964094, kappa.Value!.Value, 1e-7);
        Assert.Equal(0.05891072, kappa.StandardError!.Value, 1e-8);
        Assert.Equal(0.680, kappa.Low!.Value, 5e-4);
        Assert.Equal(0.913, kappa.High!.Value, 5e-4);
        Assert.Equal(0.7962397, scott.Value!.Value, 1e-7);
        Assert.Equal(0.05905473, scott.StandardError!.Value, 1e-8);
    }

    /// <summary>Why the paper reports AC1: nearly all slices are low grade, so kappa falls though readers agree on 94 of 100.</summary>
    [Fact]
    public void Of_ThePapersModel_IsFarBelowAc1() =>
        Assert.InRange(CohenKappa.Of(PublishedTables.Paper.ToMatrix(), AgreementWeights.Identity(2)).Value!.Value, 0.68, 0.72);

    [Fact]
    public void Of_OneClass_IsUndefined()
    {
        var kappa = CohenKappa.Of(new ConfusionMatrix([[10, 0], [0, 0]]), AgreementWeights.Identity(2));

        Assert.Null(kappa.Value);
        Assert.Contains("one and the same class", kappa.Undefined, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_NoItem_IsUndefined() => Assert.Equal("No item was read by both.", CohenKappa.Of(new ConfusionMatrix(6), AgreementWeights.Identity(6)).Undefined);

    [Fact]
    public void Of_TwoClassesAnyWeights_AreOneKappa() => Gen.Int[0, 50].Array[2].Array[2].Select(rows => new ConfusionMatrix(rows)).Sample(table =>
        Assert.Equal(CohenKappa.Of(table, AgreementWeights.Identity(2)), CohenKappa.Of(table, AgreementWeights.Quadratic(2))));
}
