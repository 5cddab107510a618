using BilskyWeb.Core.Grading;

namespace BilskyWeb.Features.Grading;

/// <summary>Which part of the spine was looked at, in words and in numbers.</summary>
/// <param name="Text">Whole sentences.</param>
/// <param name="Short">For a row of a list.</param>
/// <param name="Partial">True when a part of the study has no grade: a gap, a slice without one, a stack left that shows more, or a file that could not be read.</param>
/// <param name="Parts">One for each axis, head first.</param>
/// <param name="Left">Axial stacks left that show a part that was not graded.</param>
public sealed record CoverageJson(string Text, string Short, bool Partial, IReadOnlyList<CoveredPartJson> Parts, IReadOnlyList<LeftStackJson> Left)
{
    /// <summary>Files that came with the study and could not be read; null when there were none.</summary>
    public UnreadJson? Unread { get; init; }

    /// <summary>True where two stacks claim the same places and do not show the same: where anything of the study lies is then not known.</summary>
    public bool PositionsContradict { get; init; }

    /// <summary>Images that came again under the same identifiers with other contents: the first are kept.</summary>
    public int SentOtherwise { get; init; }

    internal static CoverageJson? From(string? stored) => GradingRecord.ReadCoverage(stored) is { } coverage
        ? new CoverageJson(
            coverage.Text, coverage.Short, coverage.IsPartial,
            [.. coverage.Parts.Select(p => new CoveredPartJson(p.Axis, p.From?.Mm, p.To?.Mm, p.From?.Level, p.To?.Level, [.. p.Gaps.Select(g => new CoverageGapJson(g.From.Mm, g.To.Mm, g.From.Level, g.To.Level))], p.Slices, p.WithoutGrade))],
            [.. coverage.Left.Select(l => new LeftStackJson(l.SeriesInstanceUid, l.Title, l.Reason, l.MoreMm))])
        {
            PositionsContradict = coverage.PositionsContradict,
            SentOtherwise = coverage.SentOtherwise,
            Unread = coverage.Unread is { } unread
                ? new UnreadJson(unread.OfStudy, unread.OfDelivery, unread.Archives, unread.NeedReader, [.. unread.Series.Select(s => new UnreadSeriesJson(s.SeriesInstanceUid, s.Title, s.Files, s.IsGraded) { NotCome = s.NotCome, SetAside = s.SetAside })])
                {
                    NotCome = unread.NotCome,
                    SetAside = unread.SetAside,
                    Nameless = unread.Nameless,
                }
                : null,
        }
        : null;
}

/// <summary>Files that could not be read: those that say that they are the study's, by series; those that came with it and do not say whose they are; archives that were not unpacked.</summary>
public sealed record UnreadJson(int OfStudy, int OfDelivery, int Archives, bool NeedReader, IReadOnlyList<UnreadSeriesJson> Series)
{
    /// <summary>Images that the archive from which the study was fetched holds, and that did not come.</summary>
    public int NotCome { get; init; }

    /// <summary>Those of them that came, and that a reviewer did not take for this study's.</summary>
    public int SetAside { get; init; }

    /// <summary>Files that do not say which image they are: they count until a reviewer signs.</summary>
    public int Nameless { get; init; }
}

/// <summary>The unread files of one series; <c>graded</c> when the rest of it was graded.</summary>
public sealed record UnreadSeriesJson(string? SeriesInstanceUid, string Title, int Files, bool Graded)
{
    /// <summary>True for images that did not come from the archive from which the study was fetched.</summary>
    public bool NotCome { get; init; }

    /// <summary>True for those that came, and that a reviewer did not take for this study's.</summary>
    public bool SetAside { get; init; }
}

/// <summary>What was graded on one axis, from the uppermost graded slice to the lowest; names where a reader has pinned levels.</summary>
public sealed record CoveredPartJson(
    int Axis, double? FromMm, double? ToMm, string? FromLevel, string? ToLevel, IReadOnlyList<CoverageGapJson> Gaps, int Slices, int WithoutGrade);

/// <summary>A stretch of more than 20 mm without a grade, from the last graded slice above to the first below.</summary>
public sealed record CoverageGapJson(double FromMm, double ToMm, string? FromLevel, string? ToLevel);

/// <summary>An axial stack that was left; <c>moreMm</c> is null when its positions cannot be compared.</summary>
public sealed record LeftStackJson(string SeriesInstanceUid, string Title, string Reason, double? MoreMm);

/// <summary>The same in short, for lists and headlines.</summary>
public sealed record CoverageNote(string Short, string Text, bool IsPartial)
{
    /// <summary>Null for runs that do not tell.</summary>
    internal static CoverageNote? Of(string? stored) =>
        GradingRecord.ReadCoverage(stored) is { } coverage ? new CoverageNote(coverage.Short, coverage.Text, coverage.IsPartial) : null;
}
