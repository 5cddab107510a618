using BilskyWeb.Core.Geometry;
using BilskyWeb.Core.Grading;
using BilskyWeb.Inference.Preprocessing;

namespace BilskyWeb.Training.Datasets;

/// <summary>One axial slice with what a reader, or the phantom's geometry, says about it.</summary>
/// <param name="Image">The frame.</param>
/// <param name="Canal">Centre of the spinal canal in pixels from the image's top-left corner; null when there is none in view, or nothing is said of it.</param>
/// <param name="Grade">The reference grade; null when there is none (no canal, or excluded).</param>
/// <param name="Exclusion">Coded reason not to grade the slice, or null.</param>
internal sealed record LabelledSlice(GreyImage Image, (double X, double Y)? Canal, BilskyGrade? Grade, string? Exclusion)
{
    /// <summary>False where nobody has said whether a canal is in view: a slice without a label, or one that was left out without a box.</summary>
    internal bool CanalIsKnown { get; init; } = true;

    /// <summary>Millimetres along the stack, larger towards the head; null when not known.</summary>
    internal double? PositionMm { get; init; }
}

/// <summary>A stack of axial slices, whole and head first, as the clinic's pipeline gets it. Its study belongs to one patient, and never to two sides of a split.</summary>
/// <param name="Study">Names the study in logs and splits; a study may have several stacks.</param>
/// <param name="Slices">The slices, labelled or not.</param>
/// <param name="Intensity">The stack's intensity range.</param>
internal sealed record LabelledSeries(string Study, IReadOnlyList<LabelledSlice> Slices, SeriesIntensity Intensity)
{
    /// <summary>A series whose slices are all at hand.</summary>
    internal static LabelledSeries Of(string study, IReadOnlyList<LabelledSlice> slices) => new(study, slices, SeriesIntensity.Measure(slices.Select(s => s.Image)));
}
