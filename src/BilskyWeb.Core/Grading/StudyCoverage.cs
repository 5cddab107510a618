using System.Globalization;

namespace BilskyWeb.Core.Grading;

/// <summary>Which part of the spine has been looked at, so that "not flagged" never speaks for more than was graded.</summary>
/// <param name="Parts">One for each axis, head first.</param>
/// <param name="Left">Axial stacks that were left and show a part that was not graded, or may.</param>
public sealed record StudyCoverage(IReadOnlyList<CoveredPart> Parts, IReadOnlyList<LeftStack> Left)
{
    /// <summary>Graded slices farther apart than this, in millimetres, leave a gap: less than the height of a vertebra with its disc.</summary>
    public const double WidestStepMm = 20;

    /// <summary>Files that came with the study and could not be read; null when there were none.</summary>
    public UnreadFiles? Unread { get; init; }

    /// <summary>True where two stacks claim the same places and do not show the same: where anything of the study lies is then not known.</summary>
    public bool PositionsContradict { get; init; }

    /// <summary>Images that came again under the same identifiers with other contents: the archive keeps the first, so nobody graded the others.</summary>
    public int SentOtherwise { get; init; }

    /// <summary>True when a part of the study has no grade or no known place: a gap, a slice without a grade, a stack left that shows more, a file that could not be read, positions that contradict each other.</summary>
    public bool IsPartial => PositionsContradict || SentOtherwise > 0 || Unread is not null || Left.Count > 0 || Parts.Count == 0 || Parts.Any(p => p.From is null || p.Gaps.Count > 0 || p.WithoutGrade > 0);

    /// <summary>Whole sentences for a study's headline.</summary>
    public string Text => string.Join(' ', Sentences());

    /// <summary>For a row of a list.</summary>
    public string Short
    {
        get
        {
            List<string> said = [Graded.Any() ? $"Graded {string.Join(" and ", Graded.Select(p => Stretch(p.From!, p.To!)))}" : "Nothing graded"];
            if (Gaps.ToList() is { Count: > 0 } gaps)
            {
                said.Add($"gap{(gaps.Count == 1 ? "" : "s")} {string.Join(", ", gaps.Select(g => Stretch(g.From, g.To)))}");
            }

            if (PositionsContradict)
            {
                said.Add("positions cannot be trusted");
            }

            if (SentOtherwise > 0)
            {
                said.Add($"{Count(SentOtherwise, "image")} came again with other contents");
            }

            if (WithoutGrade > 0)
            {
                said.Add($"{Count(WithoutGrade, "slice")} without a grade");
            }

            if (Left.Count > 0)
            {
                said.Add($"{Count(Left.Count, "series", "series")} left");
            }

            if (Unread is not null)
            {
                said.Add(Unread.Short);
            }

            return string.Join("; ", said);
        }
    }

    private IEnumerable<CoveredPart> Graded => Parts.Where(p => p.From is not null);

    private IEnumerable<CoverageGap> Gaps => Parts.SelectMany(p => p.Gaps);

    private int WithoutGrade => Parts.Sum(p => p.WithoutGrade);

    /// <summary>Measures what the slices of a study cover.</summary>
    /// <param name="slices">All slices of the graded series, in order along the spine.</param>
    /// <param name="left">Stacks left that matter.</param>
    public static StudyCoverage Of(IReadOnlyList<PlacedSlice> slices, IReadOnlyList<LeftStack> left)
    {
        ArgumentNullException.ThrowIfNull(slices);
        ArgumentNullException.ThrowIfNull(left);
        return new StudyCoverage(
            [.. Enumerable.Range(0, slices.Count).GroupBy(i => slices[i].Axis).OrderBy(axis => axis.Key).Select(axis => Part(slices, axis.Key, [.. axis]))],
            left);
    }

    /// <summary>The same with names of levels in place of millimetres where a slice has one.</summary>
    /// <param name="nameOf">The name of a slice's level by the slice's index; null where it has none.</param>
    public StudyCoverage Named(Func<int, string?> nameOf)
    {
        CoverageEnd Name(CoverageEnd end) => end with { Level = nameOf(end.Slice) };
        return this with
        {
            Parts = [.. Parts.Select(p => p with
            {
                From = p.From is { } from ? Name(from) : null,
                To = p.To is { } to ? Name(to) : null,
                Gaps = [.. p.Gaps.Select(g => new CoverageGap(Name(g.From), Name(g.To)))],
            })],
        };
    }

    private static CoveredPart Part(IReadOnlyList<PlacedSlice> slices, int axis, List<int> all)
    {
        var graded = all.Where(i => slices[i].Slice.Status == SliceStatus.Graded).OrderByDescending(i => slices[i].PositionMm).ToList();
        var gaps = graded.Zip(graded.Skip(1)).Where(pair => slices[pair.First].PositionMm - slices[pair.Second].PositionMm > WidestStepMm)
            .Select(pair => new CoverageGap(End(pair.First), End(pair.Second)));
        return new CoveredPart(axis, graded.Count == 0 ? null : End(graded[0]), graded.Count == 0 ? null : End(graded[^1]), [.. gaps], all.Count, all.Count - graded.Count);

        CoverageEnd End(int i) => new(i, slices[i].PositionMm, null);
    }

    private IEnumerable<string> Sentences()
    {
        var graded = Graded.ToList();
        if (graded.Count == 0)
        {
            yield return "Nothing of the spine was graded.";
        }
        else if (graded.Count == 1)
        {
            yield return $"Graded: {Stretch(graded[0].From!, graded[0].To!)}.";
        }
        else
        {
            yield return $"Graded: {string.Join("; ", graded.Select((p, i) => $"part {i + 1} from {Stretch(p.From!, p.To!)}"))}. "
                + "The parts' positions cannot be compared (another frame of reference, or none): what lies between them is not known, and their order is that of their heights or series numbers.";
        }

        foreach (var gap in Gaps)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"Not graded in between: {Stretch(gap.From, gap.To)} ({gap.From.Mm - gap.To.Mm:0} mm).");
        }

        if (PositionsContradict)
        {
            yield return "Positions cannot be trusted: stacks of this study claim the same places and do not show the same. All are graded and shown apart; which of them lies higher is not known.";
        }

        if (SentOtherwise > 0)
        {
            yield return $"{Count(SentOtherwise, "image")} arrived again with other contents under the same number; the first {(SentOtherwise == 1 ? "one is" : "ones are")} kept and graded, the others are not here. Ask the sender which are right, and have them sent under new numbers.";
        }

        if (WithoutGrade > 0)
        {
            yield return $"{WithoutGrade} of {Count(Parts.Sum(p => p.Slices), "slice")} {(WithoutGrade == 1 ? "has" : "have")} no grade.";
        }

        foreach (var stack in Left)
        {
            yield return stack.MoreMm is { } more
                ? string.Create(CultureInfo.InvariantCulture, $"Left, though it shows {more:0} mm more: \"{stack.Title}\". {stack.Reason}")
                : $"Left, and what it shows cannot be compared: \"{stack.Title}\". {stack.Reason}";
        }

        if (Unread is not null)
        {
            yield return Unread.Text;
        }
    }

    private static string Stretch(CoverageEnd from, CoverageEnd to) => from is { Level: { } upper } && to is { Level: { } lower }
        ? upper == lower ? upper : $"{upper} to {lower}"
        : string.Create(CultureInfo.InvariantCulture, $"{from.Level ?? SpinePosition.Whole(from.Mm)} to {to.Level ?? SpinePosition.Whole(to.Mm)}{(to.Level is null ? " mm" : "")}");

    private static string Count(int n, string one, string? many = null) => n == 1 ? $"1 {one}" : string.Create(CultureInfo.InvariantCulture, $"{n} {many ?? one + "s"}");
}

/// <summary>What was graded on one axis.</summary>
/// <param name="Axis">Its number; positions of different axes cannot be compared.</param>
/// <param name="From">The uppermost graded slice; null when none was graded.</param>
/// <param name="To">The lowest.</param>
/// <param name="Gaps">Between graded slices more than <see cref="StudyCoverage.WidestStepMm"/> apart.</param>
/// <param name="Slices">All slices of the axis.</param>
/// <param name="WithoutGrade">Those of them without a grade.</param>
public sealed record CoveredPart(int Axis, CoverageEnd? From, CoverageEnd? To, IReadOnlyList<CoverageGap> Gaps, int Slices, int WithoutGrade);

/// <summary>A stretch without a grade, from the last graded slice above to the first one below.</summary>
public sealed record CoverageGap(CoverageEnd From, CoverageEnd To);

/// <summary>A slice at which a stretch ends.</summary>
/// <param name="Slice">Its index.</param>
/// <param name="Mm">Its place along the canal.</param>
/// <param name="Level">Its level, once a reader has pinned one.</param>
public sealed record CoverageEnd(int Slice, double Mm, string? Level);

/// <summary>An axial stack that was not graded and shows a part that nobody graded.</summary>
/// <param name="SeriesInstanceUid">The series.</param>
/// <param name="Title">How it is called.</param>
/// <param name="Reason">Why it was left.</param>
/// <param name="MoreMm">Millimetres that only it shows; null when its positions cannot be compared.</param>
public sealed record LeftStack(string SeriesInstanceUid, string Title, string Reason, double? MoreMm);
