using BilskyWeb.Core.Grading;

namespace BilskyWeb.Core.Levels;

/// <summary>A level: a run of neighbouring slices until a reader names the vertebra.</summary>
/// <param name="FromMm">The smaller end along the series' normal, in millimetres (centre of its slice).</param>
/// <param name="ToMm">The larger end.</param>
/// <param name="Grade">The worst grade supported there.</param>
/// <param name="KeySlice">Index of the slice that is the level's key image.</param>
/// <param name="Slices">Indices of its graded slices, in order along the spine.</param>
public sealed record SpineLevel(double FromMm, double ToMm, BilskyGrade Grade, int KeySlice, IReadOnlyList<int> Slices);
