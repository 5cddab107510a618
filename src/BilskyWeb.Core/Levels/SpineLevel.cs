using BilskyWeb.Core.Grading;

namespace BilskyWeb.Core.Levels;

/// <summary>A level: a run of neighbouring slices until a reader names the vertebra.</summary>
/// <param name="FromMm">The smaller end along the series' normal, in millimetres (centre of its slice).</param>
/// <param name="ToMm">The larger end.</param>
/// <param name="Grade">The worst grade supported there.</param>
/// <param name="KeySlice">Index of the slice that is the level's key image.</param>
/// <param name="Slices">Indices of its slices, in order along the spine: those with a grade, and next to a high grade those withheld or not assessable.</param>
public sealed record SpineLevel(double FromMm, double ToMm, BilskyGrade Grade, int KeySlice, IReadOnlyList<int> Slices)
{
    /// <summary>The worst grade of any of its slices alone.</summary>
    public BilskyGrade HighestSingleGrade { get; init; } = Grade;
}
