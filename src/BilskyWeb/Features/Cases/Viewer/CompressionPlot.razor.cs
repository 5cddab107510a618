using System.Globalization;
using BilskyWeb.Core.Grading;
using BilskyWeb.Features.Grading;
using Microsoft.AspNetCore.Components;

namespace BilskyWeb.Features.Cases.Viewer;

/// <summary>Cord area, gap between cord and mass, and canal compromise of every slice from head to foot.</summary>
public sealed partial class CompressionPlot
{
    private const double Width = 1000, Height = 40;

    /// <summary>Slices in order, at least one.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<SliceResult> Slices { get; set; } = [];

    /// <summary>Ordinal of the slice on show when the plot is first drawn.</summary>
    [Parameter]
    public int Selected { get; set; }

    private double Step => Width / Slices.Count;

    private IEnumerable<Course> Courses =>
    [
        Of("Cord area", "mm²", "smallest", worstIsLeast: true, g => g.CordMm2),
        Of("CSF between cord and mass", "mm", "thinnest", worstIsLeast: true, g => g.CordGapMm),
        Of("Canal taken by mass", "%", "most", worstIsLeast: false, g => g.CanalCompromise * 100),
    ];

    private Course Of(string name, string unit, string worst, bool worstIsLeast, Func<CompressionGeometry, double?> measure)
    {
        var values = Slices.Select(s => s.Geometry is { } g ? measure(g) : null).ToList();
        var known = values.OfType<double>().ToList();
        if (known.Count == 0)
        {
            return new Course(name, unit, "on no slice", []);
        }

        var (most, at) = (Math.Max(known.Max(), 1e-6), worstIsLeast ? known.Min() : known.Max());
        return new Course(name, unit, string.Create(CultureInfo.InvariantCulture, $"{worst} {at:0.#} {unit}, slice {values.IndexOf(at) + 1}; scale 0 to {most:0.#}"), [.. Lines(values, most)]);
    }

    // A slice without the measurement parts the line; one alone is a short stroke.
    private IEnumerable<string> Lines(List<double?> values, double most)
    {
        List<string> points = [];
        for (var i = 0; i <= values.Count; i++)
        {
            if (i < values.Count && values[i] is { } value && (i == 0 || Slices[i].Axis == Slices[i - 1].Axis || points.Count == 0))
            {
                points.Add(Point(i + 0.5, value));
                continue;
            }

            if (points.Count > 0)
            {
                yield return points.Count > 1 ? string.Join(' ', points) : $"{Point(i - 0.7, values[i - 1]!.Value)} {Point(i - 0.3, values[i - 1]!.Value)}";
                points = i < values.Count && values[i] is { } next ? [Point(i + 0.5, next)] : [];
            }
        }

        string Point(double slice, double value) => $"{N(slice * Step)},{N(Height - 2 - (value / most * (Height - 4)))}";
    }

    private static string N(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    private sealed record Course(string Name, string Unit, string Said, IReadOnlyList<string> Lines);
}
