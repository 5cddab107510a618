namespace BilskyWeb.Core.Statistics;

/// <summary>Low against high grade: the paper's unit of everything.</summary>
public sealed record DichotomousAgreement(HighGradeTable Table, Coefficients Coefficients)
{
    internal static DichotomousAgreement Of(ConfusionMatrix matrix, AgreementSettings settings)
    {
        var table = matrix.SplitAtPathwayLine(settings.Cut) with { Level = settings.Level };
        return new DichotomousAgreement(table, Coefficients.Of(table.ToMatrix()).At(settings.Level));
    }
}

/// <summary>All six grades.</summary>
public sealed record SixClassAgreement(ConfusionMatrix Confusion, Coefficients Coefficients);

/// <summary>Study by study, and slices with the studies drawn anew.</summary>
/// <param name="Studies">Number of studies with a slice that both read.</param>
/// <param name="Dichotomous">A study is high grade when any of its slices is.</param>
/// <param name="SixClass">A study's grade is that of its worst slice; null where readers choose low or high.</param>
/// <param name="Replicates">How many samples the intervals below come from.</param>
/// <param name="SliceSensitivity">Sensitivity of slices, interval by cluster bootstrap.</param>
/// <param name="SliceSpecificity">Specificity of slices, interval by cluster bootstrap.</param>
/// <param name="SliceGwetAc1">Dichotomous AC1 of slices, interval by cluster bootstrap.</param>
/// <param name="SliceGwetAc2Quadratic">AC2 of slices with quadratic weights, interval by cluster bootstrap; null where readers choose low or high.</param>
public sealed record StudyAgreement(
    int Studies,
    DichotomousAgreement Dichotomous,
    SixClassAgreement? SixClass,
    int Replicates,
    Estimate SliceSensitivity,
    Estimate SliceSpecificity,
    Estimate SliceGwetAc1,
    Estimate? SliceGwetAc2Quadratic);

/// <summary>One reader against the reference.</summary>
/// <param name="Name">The reader.</param>
/// <param name="Items">Items that both read.</param>
/// <param name="NotRead">Items with a reference that this reader did not read.</param>
/// <param name="Dichotomous">Low against high grade.</param>
/// <param name="SixClass">Six grades; null where readers choose low or high.</param>
/// <param name="Study">Study level; null when the items' studies are not known.</param>
/// <param name="Roc">ROC; null when the reader gives no probabilities.</param>
/// <param name="Calibration">Calibration; null when the reader gives no probabilities.</param>
public sealed record ReaderAgreement(
    string Name, int Items, int NotRead, DichotomousAgreement Dichotomous, SixClassAgreement? SixClass, StudyAgreement? Study, RocCurve? Roc, CalibrationCurve? Calibration);

/// <summary>Two readers: held against the reference on the items that both of them and it have read, and with each other on those that both have read.</summary>
/// <param name="A">One reader.</param>
/// <param name="B">The other.</param>
/// <param name="HighGradeItems">High-grade items compared.</param>
/// <param name="LowGradeItems">Low-grade items compared.</param>
/// <param name="SensitivityP">Exact McNemar on the high-grade items; null when there are none.</param>
/// <param name="SpecificityP">Exact McNemar on the low-grade items; null when there are none.</param>
public sealed record ReaderComparison(string A, string B, int HighGradeItems, int LowGradeItems, double? SensitivityP, double? SpecificityP)
{
    /// <summary>Items that both have read, whether or not the reference has.</summary>
    public required int Items { get; init; }

    /// <summary>AC1 of the two with each other, low against high grade.</summary>
    public required Estimate GwetAc1 { get; init; }

    /// <summary>Cohen's kappa of the two with each other, low against high grade.</summary>
    public required Estimate CohenKappa { get; init; }

    /// <summary>AC2 of the two with each other over six grades, quadratic weights; null where readers choose low or high.</summary>
    public Estimate? GwetAc2Quadratic { get; init; }

    /// <summary>AC1 of B with the reference minus that of A, low against high grade.</summary>
    public required Estimate Ac1Difference { get; init; }

    /// <summary>AC2 of B with the reference minus that of A over six grades, quadratic weights; null where readers choose low or high.</summary>
    public Estimate? Ac2QuadraticDifference { get; init; }

    /// <summary>Area under B's ROC curve minus that under A's; null unless both give probabilities.</summary>
    public Estimate? AucDifference { get; init; }
}
