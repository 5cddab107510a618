using System.Globalization;

namespace BilskyWeb.Core.Grading;

/// <summary>
/// From slices to a study. A grade stands when enough neighbouring slices show it or worse, or when one slice does with a large margin;
/// the study's grade is the worst that stands, and the study is flagged when that is above the pathway line.
/// </summary>
/// <remarks>
/// With the paper's specificity of 93.6% per slice (Hallinan et al. 2022), "any slice at 1c or worse" would flag about five of six clean studies of 27
/// slices. Asking the same support of every grade, not of the flag alone, keeps the reported grade and the flag from contradicting
/// each other and one noisy slice from setting either.
/// </remarks>
public sealed class StudyRule
{
    /// <summary>The rule's name, shown where it is set.</summary>
    public const string Name = "supported grade";

    private const string DefaultVersion = "1.1.0";

    /// <summary>Makes the rule.</summary>
    /// <param name="settings">What it asks; the defaults when null.</param>
    /// <exception cref="ArgumentException">A setting makes no sense; the message names it.</exception>
    public StudyRule(StudyRuleSettings? settings = null)
    {
        Settings = settings ?? StudyRuleSettings.Default;
        if (Settings.Problem() is { } problem)
        {
            throw new ArgumentException(problem, nameof(settings));
        }

        Version = Settings == StudyRuleSettings.Default
            ? DefaultVersion
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{DefaultVersion}+p{Settings.NeighbourProbability:0.###}-n{Settings.NeighbouringSlices}-s{Settings.SingleSliceProbability:0.###}-g{Settings.NeighbourGapMm:0.#}");
    }

    /// <summary>What the rule asks.</summary>
    public StudyRuleSettings Settings { get; }

    /// <summary>The rule's version; settings other than the defaults are part of it, so that a stored result always says what judged it.</summary>
    public string Version { get; }

    /// <summary>Judges a study.</summary>
    /// <param name="slices">All slices of the graded series, in order along the spine.</param>
    public StudyVerdict Judge(IReadOnlyList<PlacedSlice> slices)
    {
        ArgumentNullException.ThrowIfNull(slices);
        var graded = Neighbourhood.GradedIndices(slices);
        var supported = new BilskyGrade?[slices.Count];
        foreach (var grade in BilskyGrades.All)
        {
            foreach (var index in Supporting(slices, graded, grade))
            {
                supported[index] = grade;
            }
        }

        var highest = supported.Max();
        var flagged = highest?.IsHighGrade() ?? false;
        return new StudyVerdict(highest, flagged, Reason(slices, graded, supported, flagged), supported);
    }

    private static double Round(double value) => Math.Round(value, 2);

    private static string Position(double mm) => string.Create(CultureInfo.InvariantCulture, $"{mm:0.#} mm").Replace('-', '−');

    private static bool Shows(PlacedSlice slice, BilskyGrade grade, double probability) =>
        slice.Slice.Grade >= grade && slice.ProbabilityAtLeast(grade) >= probability;

    private HashSet<int> Supporting(IReadOnlyList<PlacedSlice> slices, IReadOnlyList<int> graded, BilskyGrade grade)
    {
        if (grade == BilskyGrade.Grade0)
        {
            // Every grade is 0 or worse.
            return [.. graded];
        }

        var showing = graded.Where(i => Shows(slices[i], grade, Settings.NeighbourProbability)).ToHashSet();
        var supporting = Neighbourhood.Runs(slices, graded, Settings.NeighbourGapMm, showing.Contains)
            .Where(run => run.Count >= Settings.NeighbouringSlices)
            .SelectMany(run => run)
            .ToHashSet();
        supporting.UnionWith(graded.Where(i => Shows(slices[i], grade, Settings.SingleSliceProbability)));
        return supporting;
    }

    private string Reason(IReadOnlyList<PlacedSlice> slices, IReadOnlyList<int> graded, IReadOnlyList<BilskyGrade?> supported, bool flagged)
    {
        var ungraded = slices.Count - graded.Count;
        if (graded.Count == 0)
        {
            return $"No grade: none of the {slices.Count} slices could be graded. A reader must look at the images.";
        }

        var text = flagged ? WhyFlagged(slices, graded, supported) : WhyNot(slices, graded);
        return ungraded == 0 ? text
            : ungraded * 2 <= slices.Count ? $"{text} {ungraded} of {slices.Count} slices could not be graded."
            : $"{text} Most slices, {ungraded} of {slices.Count}, could not be graded: a reader must look at the images.";
    }

    private string WhyFlagged(IReadOnlyList<PlacedSlice> slices, IReadOnlyList<int> graded, IReadOnlyList<BilskyGrade?> supported)
    {
        var longest = Neighbourhood.Runs(slices, graded, Settings.NeighbourGapMm, i => supported[i]?.IsHighGrade() ?? false).MaxBy(run => run.Count)!;
        var worst = longest.MaxBy(i => slices[i].Slice.HighGradeProbability);
        var probability = Round(slices[worst].Slice.HighGradeProbability).ToString("0.00", CultureInfo.InvariantCulture);
        return longest.Count >= Settings.NeighbouringSlices
            ? $"High grade on {longest.Count} neighbouring slices, {Position(slices[longest[0]].PositionMm)} to {Position(slices[longest[^1]].PositionMm)}; highest probability {probability}."
            : $"High grade on one slice, at {Position(slices[worst].PositionMm)}, with probability {probability}: enough for one slice alone.";
    }

    private string WhyNot(IReadOnlyList<PlacedSlice> slices, IReadOnlyList<int> graded)
    {
        var high = graded.Count(i => slices[i].Slice.Grade!.Value.IsHighGrade());
        var alone = Settings.SingleSliceProbability > 1
            ? ""
            : string.Create(CultureInfo.InvariantCulture, $", nor a probability of {Settings.SingleSliceProbability:0.##} on one alone");
        return high == 0
            ? "No slice is high grade."
            : $"{high} of {slices.Count} slices {(high == 1 ? "looks" : "look")} high grade, without {Settings.NeighbouringSlices} neighbouring ones that agree{alone}.";
    }
}
