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
/// <param name="FleissKappa">Fleiss' kappa; for two readers it is Scott's pi.</param>
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
    /// <summary>Brennan and Prediger's kappa, over the same classes as AC1.</summary>
    public required Estimate BrennanPrediger { get; init; }

    /// <summary>The same with quadratic weights over the whole scale; null for two classes.</summary>
    public Estimate? BrennanPredigerQuadratic { get; init; }

    /// <summary>Krippendorff's nominal alpha.</summary>
    public required Estimate KrippendorffAlpha { get; init; }

    /// <summary>Krippendorff's alpha with quadratic weights, his interval alpha of equally spaced grades; null for two classes.</summary>
    public Estimate? KrippendorffAlphaQuadratic { get; init; }

    /// <summary>Fleiss' kappa with quadratic weights; null for two classes.</summary>
    public Estimate? FleissKappaQuadratic { get; init; }

    /// <summary>Conger's kappa; null for two readers, whose is Cohen's.</summary>
    public Estimate? CongerKappa { get; init; }

    /// <summary>Conger's kappa with quadratic weights; null for two classes or two readers.</summary>
    public Estimate? CongerKappaQuadratic { get; init; }

    /// <summary>The band of AC1.</summary>
    public string? Band => LandisKoch.Band(GwetAc1.Value);

    /// <summary>Of two readers.</summary>
    /// <param name="matrix">Their table.</param>
    /// <param name="allCategories">Whether AC1 and Brennan–Prediger are taken over all classes, used or not.</param>
    public static Coefficients Of(ConfusionMatrix matrix, bool allCategories = false)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        return Of(RatingPatterns.From(matrix), allCategories) with
        {
            CohenKappa = Statistics.CohenKappa.Of(matrix, AgreementWeights.Identity(matrix.Classes)),
            CohenKappaQuadratic = matrix.Classes > 2 ? Statistics.CohenKappa.Of(matrix, AgreementWeights.Quadratic(matrix.Classes)) : null,
        };
    }

    /// <summary>Of any number of readers.</summary>
    /// <param name="ratings">Their reads.</param>
    /// <param name="allCategories">Whether AC1 and Brennan–Prediger are taken over all classes, used or not.</param>
    public static Coefficients Of(RatingPatterns ratings, bool allCategories = false)
    {
        ArgumentNullException.ThrowIfNull(ratings);
        var classes = ratings.Classes;
        var identity = AgreementWeights.Identity(classes);
        var quadratic = classes > 2 ? AgreementWeights.Quadratic(classes) : null;
        var used = ratings.OverUsedClasses();
        var overUsed = classes > 2 && !allCategories && ratings.Patterns.Any();
        return new Coefficients(
            AgreementCoefficient.Percent(ratings, identity),
            Over(AgreementCoefficient.Gwet),
            used?.Classes ?? (ratings.Patterns.Any() ? 1 : 0),
            quadratic is null ? null : AgreementCoefficient.Gwet(ratings, AgreementWeights.Linear(classes)),
            quadratic is null ? null : AgreementCoefficient.Gwet(ratings, AgreementWeights.Ordinal(classes)),
            quadratic is null ? null : AgreementCoefficient.Gwet(ratings, quadratic),
            null,
            null,
            AgreementCoefficient.Fleiss(ratings, identity))
        {
            BrennanPrediger = Over(AgreementCoefficient.BrennanPrediger),
            BrennanPredigerQuadratic = quadratic is null ? null : AgreementCoefficient.BrennanPrediger(ratings, quadratic),
            KrippendorffAlpha = Statistics.KrippendorffAlpha.Of(ratings, identity),
            KrippendorffAlphaQuadratic = quadratic is null ? null : Statistics.KrippendorffAlpha.Of(ratings, quadratic),
            FleissKappaQuadratic = quadratic is null ? null : AgreementCoefficient.Fleiss(ratings, quadratic),
        };

        Estimate Over(Func<RatingPatterns, AgreementWeights, Estimate> coefficient) =>
            !overUsed ? coefficient(ratings, identity)
            : used is null ? Estimate.None("One grade was chosen for every item: there is no chance agreement to take off.")
            : coefficient(used, AgreementWeights.Identity(used.Classes));
    }

    /// <summary>The same with all intervals at another level.</summary>
    internal Coefficients At(double level) => level == AgreementSettings.UsualLevel ? this : new(
        Percent.At(level),
        GwetAc1.At(level),
        ClassesUsed,
        GwetAc2Linear?.At(level),
        GwetAc2Ordinal?.At(level),
        GwetAc2Quadratic?.At(level),
        CohenKappa?.At(level),
        CohenKappaQuadratic?.At(level),
        FleissKappa.At(level))
    {
        BrennanPrediger = BrennanPrediger.At(level),
        BrennanPredigerQuadratic = BrennanPredigerQuadratic?.At(level),
        KrippendorffAlpha = KrippendorffAlpha.At(level),
        KrippendorffAlphaQuadratic = KrippendorffAlphaQuadratic?.At(level),
        FleissKappaQuadratic = FleissKappaQuadratic?.At(level),
        CongerKappa = CongerKappa?.At(level),
        CongerKappaQuadratic = CongerKappaQuadratic?.At(level),
    };
}
