using BilskyWeb.Core.Grading;

namespace BilskyWeb.Core.Statistics;

/// <summary>What a statistician may choose; what is not chosen is as the paper has it.</summary>
public sealed record AgreementSettings
{
    /// <summary>Level of intervals that nobody chooses otherwise.</summary>
    public const double UsualLevel = 0.95;

    /// <summary>The paper's choices.</summary>
    public static AgreementSettings Usual { get; } = new();

    /// <summary>Confidence level of every interval, between 0 and 1.</summary>
    public double Level { get; init; } = UsualLevel;

    /// <summary>The lowest grade that counts as high: 1c is the pathway line's.</summary>
    public BilskyGrade Cut { get; init; } = BilskyGrades.FirstHighGrade;

    /// <summary>
    /// Whether AC1 and Brennan–Prediger of six grades are taken over all six, as with irrCAC's <c>categ.labels</c>; else over those that somebody chose, as irrCAC and Stata do
    /// without it.
    /// </summary>
    public bool AllCategories { get; init; }

    /// <summary>Decides the bootstrap's draws.</summary>
    public long Seed { get; init; } = 20220504;
}
