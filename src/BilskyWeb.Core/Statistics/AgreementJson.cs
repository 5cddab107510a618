using System.Text.Json.Serialization;
using BilskyWeb.Core.Grading;

namespace BilskyWeb.Core.Statistics;

/// <summary>The shape in which <c>agree --json</c> and <c>evaluate --json</c> print. What is undefined has a null value and says why.</summary>
internal sealed record AgreementJson(
    int Items,
    string Reference,
    int ItemsWithoutReference,
    IReadOnlyList<ReaderJson> Readers,
    IReadOnlyList<PairJson> Pairs,
    TogetherJson? Together,
    int ItemsWithoutStudy,
    MethodsJson Methods,
    IReadOnlyList<string> Notes)
{
    /// <param name="analysis">What was computed.</param>
    /// <param name="notes">What had to be said of the file.</param>
    internal static AgreementJson From(AgreementAnalysis analysis, IReadOnlyList<string>? notes = null) => new(
        analysis.Items,
        analysis.Reference,
        analysis.ItemsWithoutReference,
        [.. analysis.Readers.Select(ReaderJson.From)],
        [.. analysis.Pairs.Select(PairJson.From)],
        analysis.Together is { } together
            ? new TogetherJson(analysis.Readers.Count + 1, CoefficientsJson.From(together), CoefficientsJson.From(analysis.TogetherSixClass))
            : null,
        analysis.ItemsWithoutStudy,
        MethodsJson.From(analysis.Settings),
        notes ?? []);
}

/// <summary>What was chosen, and by what the variances divide.</summary>
internal sealed record MethodsJson(double Level, string HighGradeFrom, string Categories, long Seed, string TwoReaderVarianceDividedBy, string ManyReaderVarianceDividedBy, string CalibrationBins)
{
    internal static MethodsJson From(AgreementSettings settings) => new(
        settings.Level, settings.Cut.ToText(), settings.AllCategories ? "all" : "used", settings.Seed,
        AgreementCoefficient.TwoReaderDivisor, AgreementCoefficient.ManyReaderDivisor, "[k/10, (k+1)/10), the last one closed");
}

internal sealed record EstimateJson(
    double? Value,
    double? Low,
    double? High,
    double? Se,
    double? P,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Undefined)
{
    internal static EstimateJson? From(Estimate? estimate) =>
        estimate is null ? null : new EstimateJson(estimate.Value, estimate.Low, estimate.High, estimate.StandardError, estimate.P, estimate.Undefined);
}

internal sealed record ShareJson(
    double? Value,
    double? Low,
    double? High,
    int Count,
    int Of,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Undefined)
{
    internal static ShareJson From(Share share) => new(share.Value, share.Low, share.High, share.Count, share.Of, share.Undefined);
}

internal sealed record DichotomousJson(
    int Tp,
    int Fn,
    int Tn,
    int Fp,
    EstimateJson PercentAgreement,
    EstimateJson GwetAc1,
    string? Band,
    EstimateJson CohenKappa,
    EstimateJson FleissKappa,
    ShareJson Sensitivity,
    ShareJson Specificity,
    ShareJson Ppv,
    ShareJson Npv,
    EstimateJson BrennanPrediger,
    EstimateJson KrippendorffAlpha)
{
    internal static DichotomousJson From(DichotomousAgreement agreement)
    {
        var (table, figures) = (agreement.Table, agreement.Coefficients);
        return new DichotomousJson(
            table.TruePositives,
            table.FalseNegatives,
            table.TrueNegatives,
            table.FalsePositives,
            EstimateJson.From(figures.Percent)!,
            EstimateJson.From(figures.GwetAc1)!,
            figures.Band,
            EstimateJson.From(figures.CohenKappa)!,
            EstimateJson.From(figures.FleissKappa)!,
            ShareJson.From(table.Sensitivity),
            ShareJson.From(table.Specificity),
            ShareJson.From(table.PositivePredictiveValue),
            ShareJson.From(table.NegativePredictiveValue),
            EstimateJson.From(figures.BrennanPrediger)!,
            EstimateJson.From(figures.KrippendorffAlpha)!);
    }
}

[method: JsonConstructor]
internal sealed record CoefficientsJson(
    EstimateJson PercentAgreement,
    EstimateJson GwetAc1,
    string? Band,
    int ClassesUsed,
    EstimateJson? GwetAc2Linear,
    EstimateJson? GwetAc2Ordinal,
    EstimateJson? GwetAc2Quadratic,
    EstimateJson? CohenKappa,
    EstimateJson? CohenKappaQuadratic,
    EstimateJson FleissKappa,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<IReadOnlyList<int>>? Confusion,
    EstimateJson BrennanPrediger,
    EstimateJson? BrennanPredigerQuadratic,
    EstimateJson KrippendorffAlpha,
    EstimateJson? KrippendorffAlphaQuadratic,
    EstimateJson? FleissKappaQuadratic,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] EstimateJson? CongerKappa,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] EstimateJson? CongerKappaQuadratic)
{
    internal static CoefficientsJson? From(SixClassAgreement? agreement) => agreement is null ? null : From(agreement.Coefficients)! with { Confusion = agreement.Confusion.Rows };

    internal static CoefficientsJson? From(Coefficients? figures) => figures is null ? null : new CoefficientsJson(
        EstimateJson.From(figures.Percent)!,
        EstimateJson.From(figures.GwetAc1)!,
        figures.Band,
        figures.ClassesUsed,
        EstimateJson.From(figures.GwetAc2Linear),
        EstimateJson.From(figures.GwetAc2Ordinal),
        EstimateJson.From(figures.GwetAc2Quadratic),
        EstimateJson.From(figures.CohenKappa),
        EstimateJson.From(figures.CohenKappaQuadratic),
        EstimateJson.From(figures.FleissKappa)!,
        null,
        EstimateJson.From(figures.BrennanPrediger)!,
        EstimateJson.From(figures.BrennanPredigerQuadratic),
        EstimateJson.From(figures.KrippendorffAlpha)!,
        EstimateJson.From(figures.KrippendorffAlphaQuadratic),
        EstimateJson.From(figures.FleissKappaQuadratic),
        EstimateJson.From(figures.CongerKappa),
        EstimateJson.From(figures.CongerKappaQuadratic));
}

internal sealed record ClusterBootstrapJson(int Replicates, EstimateJson Sensitivity, EstimateJson Specificity, EstimateJson GwetAc1, EstimateJson? GwetAc2Quadratic);

internal sealed record StudyJson(int Studies, DichotomousJson Dichotomous, CoefficientsJson? SixClass, ClusterBootstrapJson ClusterBootstrap)
{
    internal static StudyJson? From(StudyAgreement? study) => study is null ? null : new StudyJson(
        study.Studies,
        DichotomousJson.From(study.Dichotomous),
        CoefficientsJson.From(study.SixClass),
        new ClusterBootstrapJson(
            study.Replicates,
            EstimateJson.From(study.SliceSensitivity)!,
            EstimateJson.From(study.SliceSpecificity)!,
            EstimateJson.From(study.SliceGwetAc1)!,
            EstimateJson.From(study.SliceGwetAc2Quadratic)));
}

internal sealed record CalibrationBinJson(double From, double To, double? MeanSaid, ShareJson Came);

internal sealed record CalibrationJson(double? ExpectedError, IReadOnlyList<CalibrationBinJson> Bins)
{
    internal static CalibrationJson? From(CalibrationCurve? curve) => curve is null
        ? null
        : new CalibrationJson(curve.ExpectedError, [.. curve.Bins.Select(b => new CalibrationBinJson(b.From, b.To, b.MeanSaid, ShareJson.From(b.Came)))]);
}

internal sealed record ReaderJson(
    string Name,
    int Items,
    int NotRead,
    DichotomousJson Dichotomous,
    CoefficientsJson? SixClass,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] StudyJson? Study,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] EstimateJson? Auc,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] CalibrationJson? Calibration)
{
    internal static ReaderJson From(ReaderAgreement reader) => new(
        reader.Name,
        reader.Items,
        reader.NotRead,
        DichotomousJson.From(reader.Dichotomous),
        CoefficientsJson.From(reader.SixClass),
        StudyJson.From(reader.Study),
        EstimateJson.From(reader.Roc?.Area),
        CalibrationJson.From(reader.Calibration));
}

/// <summary>Two readers. Differences are B's agreement or area with the reference minus A's.</summary>
internal sealed record PairJson(
    string A,
    string B,
    int HighGradeItems,
    int LowGradeItems,
    double? SensitivityP,
    double? SpecificityP,
    string Test,
    int Items,
    EstimateJson GwetAc1,
    EstimateJson CohenKappa,
    EstimateJson? GwetAc2Quadratic,
    EstimateJson Ac1Difference,
    EstimateJson? Ac2QuadraticDifference,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] EstimateJson? AucDifference)
{
    internal static PairJson From(ReaderComparison pair) => new(
        pair.A,
        pair.B,
        pair.HighGradeItems,
        pair.LowGradeItems,
        pair.SensitivityP,
        pair.SpecificityP,
        "McNemar exact",
        pair.Items,
        EstimateJson.From(pair.GwetAc1)!,
        EstimateJson.From(pair.CohenKappa)!,
        EstimateJson.From(pair.GwetAc2Quadratic),
        EstimateJson.From(pair.Ac1Difference)!,
        EstimateJson.From(pair.Ac2QuadraticDifference),
        EstimateJson.From(pair.AucDifference));
}

internal sealed record TogetherJson(int Readers, CoefficientsJson? Dichotomous, CoefficientsJson? SixClass);
