namespace BilskyWeb.Core.Statistics;

/// <summary>Coefficients of two or more readers over one set of classes.</summary>
/// <param name="Percent">Share of pairs of reads in the same class.</param>
/// <param name="GwetAc1">Gwet's AC1.</param>
/// <param name="GwetAc2Linear">AC2 with linear weights; null for two classes, where weights make no difference.</param>
/// <param name="GwetAc2Ordinal">AC2 with ordinal weights; null for two classes.</param>
/// <param name="GwetAc2Quadratic">AC2 with quadratic weights; null for two classes.</param>
/// <param name="CohenKappa">Cohen's kappa; null for more than two readers.</param>
/// <param name="CohenKappaQuadratic">Cohen's kappa with quadratic weights; null for two classes or more than two readers.</param>
/// <param name="FleissKappa">Fleiss' kappa.</param>
public sealed record Coefficients(
    Estimate Percent,
    Estimate GwetAc1,
    Estimate? GwetAc2Linear,
    Estimate? GwetAc2Ordinal,
    Estimate? GwetAc2Quadratic,
    Estimate? CohenKappa,
    Estimate? CohenKappaQuadratic,
    Estimate FleissKappa)
{
    /// <summary>The band of AC1.</summary>
    public string? Band => LandisKoch.Band(GwetAc1.Value);

    /// <summary>Of two readers.</summary>
    public static Coefficients Of(ConfusionMatrix matrix)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        return Of(matrix.Classes, w => AgreementCoefficient.Percent(matrix, w), w => AgreementCoefficient.Gwet(matrix, w), w => AgreementCoefficient.Fleiss(matrix, w)) with
        {
            CohenKappa = Statistics.CohenKappa.Of(matrix, AgreementWeights.Identity(matrix.Classes)),
            CohenKappaQuadratic = matrix.Classes > 2 ? Statistics.CohenKappa.Of(matrix, AgreementWeights.Quadratic(matrix.Classes)) : null,
        };
    }

    /// <summary>Of any number of readers.</summary>
    public static Coefficients Of(RatingPatterns ratings)
    {
        ArgumentNullException.ThrowIfNull(ratings);
        return Of(ratings.Classes, w => AgreementCoefficient.Percent(ratings, w), w => AgreementCoefficient.Gwet(ratings, w), w => AgreementCoefficient.Fleiss(ratings, w));
    }

    private static Coefficients Of(
        int classes, Func<AgreementWeights, Estimate> percent, Func<AgreementWeights, Estimate> gwet, Func<AgreementWeights, Estimate> fleiss)
    {
        var identity = AgreementWeights.Identity(classes);
        var weighted = classes > 2;
        return new Coefficients(
            percent(identity),
            gwet(identity),
            weighted ? gwet(AgreementWeights.Linear(classes)) : null,
            weighted ? gwet(AgreementWeights.Ordinal(classes)) : null,
            weighted ? gwet(AgreementWeights.Quadratic(classes)) : null,
            null,
            null,
            fleiss(identity));
    }
}
