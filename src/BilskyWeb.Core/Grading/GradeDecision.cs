namespace BilskyWeb.Core.Grading;

/// <summary>
/// From probabilities to a grade: first the side of the pathway line, by what a missed high grade costs; then the most probable grade on that side.
/// Kept apart from the probabilities, so that these can be honest.
/// </summary>
/// <remarks>
/// Where a missed high grade costs as much as c false alarms, calling high grade is the cheaper error in the mean from P(high) = 1 / (1 + c)
/// on (Elkan, The foundations of cost-sensitive learning, IJCAI 2001).
/// </remarks>
/// <param name="HighGradeFrom">High grade is called from this probability of high grade on. In (0, 1).</param>
public sealed record GradeDecision(double HighGradeFrom)
{
    /// <summary>High grade is called where it is the more probable; both errors cost the same.</summary>
    public static GradeDecision EvenOdds { get; } = new(0.5);

    /// <summary>The decision under which a missed high grade costs as much as so many false alarms.</summary>
    /// <param name="falseAlarms">c, above 0; 1 where both errors cost the same.</param>
    public static GradeDecision ForMissCost(double falseAlarms) => new(1 / (1 + falseAlarms));

    /// <summary>How many false alarms a missed high grade costs.</summary>
    public double MissCost => (1 - HighGradeFrom) / HighGradeFrom;

    /// <summary>The grade.</summary>
    /// <param name="probabilities">Six, by grade, summing to 1.</param>
    public BilskyGrade Of(IReadOnlyList<double> probabilities)
    {
        ArgumentNullException.ThrowIfNull(probabilities);
        var high = BilskyGrades.HighGradeProbability(probabilities) >= HighGradeFrom;
        return BilskyGrades.All.Where(g => g.IsHighGrade() == high).MaxBy(g => probabilities[(int)g]);
    }

    /// <summary>How far a probability of high grade is from the line: 0 on it, 1 at certainty on either side.</summary>
    public double Margin(double highGradeProbability) => highGradeProbability >= HighGradeFrom
        ? (highGradeProbability - HighGradeFrom) / (1 - HighGradeFrom)
        : (HighGradeFrom - highGradeProbability) / HighGradeFrom;
}
