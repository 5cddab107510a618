using System.Globalization;

namespace BilskyWeb.Core.Grading;

/// <summary>
/// From slices to a study. A grade stands when enough neighbouring slices show it or worse, or when one slice does with a large margin;
/// the study's grade is the worst that stands, and the study is flagged when that is above the pathway line. It is flagged as well, for a person's look, where a
/// part of the spine has no answer, or where slices were withheld that one of two opinions calls high grade.
/// </summary>
/// <remarks>
/// With the paper's specificity of 93.6% per slice (Hallinan et al. 2022), "any slice at 1c or worse" would flag about five of six clean studies of 27
/// slices. Asking the same support of every grade, not of the flag alone, keeps the reported grade and the flag from contradicting
/// each other and one noisy slice from setting either. A lesion's worst slice may be one alone, so the highest single grade stands beside the supported one.
/// </remarks>
public sealed class StudyRule
{
    /// <summary>The rule's name, shown where it is set.</summary>
    public const string Name = "supported grade";

    private const string DefaultVersion = "1.4.0";

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
    /// <param name="decision">From which probability high grade was called, for the reason's words; null where that is not known.</param>
    public StudyVerdict Judge(IReadOnlyList<PlacedSlice> slices, GradeDecision? decision = null)
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
        var notAssessable = Assessability.NotAssessable(slices, Settings.NeighbourGapMm);
        var isHigh = highest?.IsHighGrade() ?? false;
        var suspected = Suspected(slices, graded);
        var needsReader = NeedsReader(slices, graded, notAssessable) || suspected.Contains(true);
        var words = new StudyReason(slices, graded, supported, notAssessable, suspected, Settings, decision);
        return new StudyVerdict(highest, isHigh || needsReader, words.Text(isHigh, needsReader), supported)
        {
            HighestSingleGrade = graded.Count == 0 ? null : graded.Max(i => slices[i].Slice.Grade),
            NeedsReader = needsReader,
            NotAssessable = notAssessable,
            Suspected = suspected,
        };
    }

    private static bool NeedsReader(IReadOnlyList<PlacedSlice> slices, IReadOnlyList<int> graded, bool[] notAssessable)
    {
        var unread = slices.Count(s => !s.Slice.ByPerson) - graded.Count(i => !slices[i].Slice.ByPerson);
        return notAssessable.Contains(true) || unread * 2 > slices.Count;
    }

    private static bool Shows(PlacedSlice slice, BilskyGrade grade, double probability) =>
        slice.Slice.Grade >= grade && slice.ProbabilityAtLeast(grade) >= probability;

    /// <summary>
    /// Slices withheld although an opinion calls them high grade. They are asked for the support that a grade is asked for, among the graded ones: what would have
    /// flagged the study, had it not been withheld, flags it for a reader.
    /// </summary>
    private bool[] Suspected(IReadOnlyList<PlacedSlice> slices, IReadOnlyList<int> graded)
    {
        var suspected = new bool[slices.Count];
        var withheld = Enumerable.Range(0, slices.Count).Where(i => IsWithheldHigh(slices[i])).ToHashSet();
        if (withheld.Count == 0)
        {
            return suspected;
        }

        bool Belongs(int i) => withheld.Contains(i) || Shows(slices[i], BilskyGrades.FirstHighGrade, Settings.NeighbourProbability);
        var runs = Neighbourhood.Runs(slices, [.. graded.Concat(withheld).Order()], Settings.NeighbourGapMm, Belongs)
            .Where(run => run.Count >= Settings.NeighbouringSlices)
            .SelectMany(run => run);
        foreach (var i in runs.Concat(withheld.Where(i => Shows(slices[i], BilskyGrades.FirstHighGrade, Settings.SingleSliceProbability))).Where(withheld.Contains))
        {
            suspected[i] = true;
        }

        return suspected;
    }

    private bool IsWithheldHigh(PlacedSlice slice) =>
        slice.Slice is { RestsOnBoth: true, Status: SliceStatus.Abstained, ByPerson: false }
        && (slice.Slice.Geometry?.Grade?.IsHighGrade() == true || Shows(slice, BilskyGrades.FirstHighGrade, Settings.NeighbourProbability));

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
}
