using BilskyWeb.Core.Statistics;
using CsCheck;

namespace BilskyWeb.Core.Tests.Statistics;

/// <summary>Where readers do not vary there is nothing to estimate, and rounding must not pass for variance.</summary>
public sealed class NoVariationTests
{
    private static readonly string[] SpreadReasons =
    [
        "The readers agree on every item: no standard error can be estimated.", "Every item was read alike: no standard error can be estimated.",
        "Every item contributes the same to the coefficient: no standard error can be estimated.",
    ];

    /// <summary>It was printed as 0.00 (0.00–0.00), with a p from rounding.</summary>
    [Theory]
    [InlineData(37, 13, 0, 0, "The reference chose one class")]
    [InlineData(0, 0, 7, 93, "The reference chose one class")]
    [InlineData(37, 0, 13, 0, "The reader chose one class")]
    [InlineData(0, 982, 0, 84, "The reader chose one class")]
    [InlineData(0, 7, 0, 0, "Each reader chose one class")]
    [InlineData(0, 0, 0, 1066, "Both readers chose one and the same class")]
    public void CohenKappa_AReaderWhoNeverVaries_IsUndefined(int lowLow, int lowHigh, int highLow, int highHigh, string reason)
    {
        foreach (var weights in new[] { AgreementWeights.Identity(2), AgreementWeights.Quadratic(2) })
        {
            var kappa = CohenKappa.Of(new ConfusionMatrix([[lowLow, lowHigh], [highLow, highHigh]]), weights);

            Assert.Equal((null, null, null, null), (kappa.Value, kappa.Low, kappa.StandardError, kappa.P));
            Assert.StartsWith(reason, kappa.Undefined, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void CohenKappa_WholeAgreement_IsOneWithoutInterval()
    {
        var kappa = CohenKappa.Of(new ConfusionMatrix([[982, 0], [0, 84]]), AgreementWeights.Identity(2));

        Assert.Equal(1, kappa.Value!.Value, 1e-12);
        Assert.Null(kappa.P);
        Assert.Equal(SpreadReasons[0], kappa.Undefined);
    }

    [Fact]
    public void CongerKappa_NobodyVaries_IsUndefined()
    {
        var kappa = CongerKappa.Of([[0, 0, 0], [1, 1, 1], [1, 1, 1]], AgreementWeights.Identity(2));

        Assert.Null(kappa.Value);
        Assert.StartsWith("Every reader chose one and the same class for all items", kappa.Undefined, StringComparison.Ordinal);
    }

    /// <summary>A thousand random tables of few cells, as real readers leave them: an interval has a width, or is not there with a reason that is true.</summary>
    [Fact]
    public void AnyCoefficient_FewCells_HasAWidthOrATrueReason() =>
        Gen.Select(Gen.Int[0, 3], Gen.Int[0, 3], Gen.Int[1, 3000]).Array[1, 4].Sample(cells =>
        {
            var table = new ConfusionMatrix(4);
            foreach (var (a, b, items) in cells)
            {
                table.Add(a, b, items);
            }

            var ratings = RatingPatterns.From(table);
            byte[][] reads = [Reads(cells, c => c.Item1), Reads(cells, c => c.Item2), Reads(cells, c => c.Item1)];
            foreach (var weights in new[] { AgreementWeights.Identity(4), AgreementWeights.Linear(4), AgreementWeights.Quadratic(4) })
            {
                foreach (var estimate in new[]
                {
                    AgreementCoefficient.Gwet(ratings, weights), AgreementCoefficient.Fleiss(ratings, weights), AgreementCoefficient.BrennanPrediger(ratings, weights),
                    AgreementCoefficient.Percent(ratings, weights), KrippendorffAlpha.Of(ratings, weights), CohenKappa.Of(table, weights), CongerKappa.Of(reads, weights),
                })
                {
                    Assert.Equal(estimate.Undefined is null, estimate.Low is not null);
                    Assert.True(estimate.StandardError is null or > 1e-6, $"{estimate}");
                    if (estimate.Value is not null && table.Total > 1 && estimate.Undefined is { } reason)
                    {
                        Assert.Contains(reason, SpreadReasons);
                        Assert.Equal(cells.All(c => c.Item1 == c.Item2), reason == SpreadReasons[0]);
                    }
                }
            }
        });

    private static byte[] Reads((int, int, int)[] cells, Func<(int, int, int), int> read) => [.. cells.SelectMany(c => Enumerable.Repeat((byte)read(c), c.Item3))];
}
