namespace BilskyWeb.Core.Statistics;

/// <summary>Coefficients of two or more readers over one set of classes. The weighted ones keep the whole scale: a distance is one whether or not a grade between was chosen.</summary>
/// <param name="Percent">Share of pairs of reads in the same class.</param>
/// <param name="GwetAc1">Gwet's AC1. Of six grades it is taken over those that somebody chose, as irrCAC and Stata take it.</param>
/// <param name="ClassesUsed">How many classes somebody chose.</param>
/// <param name="GwetAc2Linear">AC2 with linear weights; null for two classes, where weights make no difference.</param>
/// <param name="GwetAc2Ordinal">AC2 with ordinal weights; null for two classes.</param>
/// <param name="GwetAc2Quadratic">AC2 with quadratic weights; null for two classes.</param>
/// <param name="CohenKappa">Cohen's kappa; null for more than two readers.</param>
/// <param name="CohenKappaQuadratic">Cohen's kappa with quadratic weights; null for two classes or more than two readers.</param>
/// <param name="FleissKappa">Fleiss' kappa.</param>
public sealed record Coefficients(
    Estimate Percent,
    Estimate GwetAc1,
    int ClassesUsed,
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
        return Of(RatingPatterns.From(matrix)) with
        {
            CohenKappa = Statistics.CohenKappa.Of(matrix, AgreementWeights.Identity(matrix.Classes)),
            CohenKappaQuadratic = matrix.Classes > 2 ? Statistics.CohenKappa.Of(matrix, AgreementWeights.Quadratic(matrix.Classes)) : null,
        };
    }

    /// <summary>Of any number of readers.</summary>
    public static Coefficients Of(RatingPatterns ratings)
    {
        ArgumentNullException.ThrowIfNull(ratings);
        var classes = ratings.Classes;
        var identity = AgreementWeights.Identity(classes);
        var used = ratings.OverUsedClasses();
        var weighted = classes > 2;
        return new Coefficients(
            AgreementCoefficient.Percent(ratings, identity),
            weighted && ratings.Patterns.Any() ? OverUsed(used) : AgreementCoefficient.Gwet(ratings, identity),
            used?.Classes ?? (ratings.Patterns.Any() ? 1 : 0),
            weighted ? AgreementCoefficient.Gwet(ratings, AgreementWeights.Linear(classes)) : null,
            weighted ? AgreementCoefficient.Gwet(ratings, AgreementWeights.Ordinal(classes)) : null,
            weighted ? AgreementCoefficient.Gwet(ratings, AgreementWeights.Quadratic(classes)) : null,
            null,
            null,
            AgreementCoefficient.Fleiss(ratings, identity));
    }

    private static Estimate OverUsed(RatingPatterns? used) => used is null
        ? Estimate.None("One grade was chosen for every item: there is no chance agreement to take off.")
        : AgreementCoefficient.Gwet(used, AgreementWeights.Identity(used.Classes));
}
