namespace BilskyWeb.Core.Statistics;

/// <summary>The paper's dichotomous table: high grade called high or low, low grade called low or high.</summary>
/// <param name="TruePositives">High grade called high.</param>
/// <param name="FalseNegatives">High grade called low.</param>
/// <param name="TrueNegatives">Low grade called low.</param>
/// <param name="FalsePositives">Low grade called high.</param>
public sealed record HighGradeTable(int TruePositives, int FalseNegatives, int TrueNegatives, int FalsePositives)
{
    /// <summary>Confidence level of the shares' intervals, between 0 and 1.</summary>
    public double Level { get; init; } = AgreementSettings.UsualLevel;

    /// <summary>Number of items.</summary>
    public int Total => TruePositives + FalseNegatives + TrueNegatives + FalsePositives;

    /// <summary>Share of high grade called high.</summary>
    public Share Sensitivity => Share.From(TruePositives, TruePositives + FalseNegatives, "The reference has no high-grade item.", Level);

    /// <summary>Share of low grade called low.</summary>
    public Share Specificity => Share.From(TrueNegatives, TrueNegatives + FalsePositives, "The reference has no low-grade item.", Level);

    /// <summary>Positive predictive value: share of items called high that are. It holds for this sample's share of high grade only.</summary>
    public Share PositivePredictiveValue => Share.From(TruePositives, TruePositives + FalsePositives, "The reader called no item high grade.", Level);

    /// <summary>Negative predictive value: share of items called low that are. It holds for this sample's share of high grade only.</summary>
    public Share NegativePredictiveValue => Share.From(TrueNegatives, TrueNegatives + FalseNegatives, "The reader called no item low grade.", Level);

    /// <summary>The same counts as a table of two classes, low first.</summary>
    public ConfusionMatrix ToMatrix() => new([[TrueNegatives, FalsePositives], [FalseNegatives, TruePositives]]);
}
