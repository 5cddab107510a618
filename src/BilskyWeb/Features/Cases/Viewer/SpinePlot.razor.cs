using System.Globalization;
using BilskyWeb.Core.Grading;
using BilskyWeb.Features.Grading;
using Microsoft.AspNetCore.Components;

namespace BilskyWeb.Features.Cases.Viewer;

/// <summary>P(high grade) of every slice from head to foot, the pathway line, and each slice's grade in colour and text.</summary>
public sealed partial class SpinePlot
{
    private const double Width = 1000;
    private const double Height = 110;

    /// <summary>What is less probable is drawn as this, and what is more as its complement.</summary>
    private const double Lowest = 0.001;

    private static readonly double[] Ticks = [0.01, 0.1, 0.5, 0.9, 0.99];

    /// <summary>Slices in order, at least one.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<SliceResult> Slices { get; set; } = [];

    /// <summary>The probability from which the run called high grade; null where the nearest prototype decided, which is close to even odds.</summary>
    [Parameter]
    public double? HighGradeFrom { get; set; }

    /// <summary>Ordinal of the slice on show when the plot is first drawn; afterwards the viewer moves the cursor by itself.</summary>
    [Parameter]
    public int Selected { get; set; }

    /// <summary>Runs of slices of one vertebra with the disc below it, head first; a run without a name keeps its room.</summary>
    private List<(string Name, int Slices)> Levels
    {
        get
        {
            var runs = new List<(string Name, int Slices)>();
            foreach (var name in Slices.Select(s => s.LevelName?.Split('-')[0] ?? ""))
            {
                if (runs is [.., var last] && last.Name == name)
                {
                    runs[^1] = (name, last.Slices + 1);
                }
                else
                {
                    runs.Add((name, 1));
                }
            }

            return runs is [{ Name: "" }] ? [] : runs;
        }
    }

    /// <summary>Stretches of slices of one axis: positions are comparable within a part only.</summary>
    private List<(int First, int Last)> Parts
    {
        get
        {
            var firsts = Enumerable.Range(0, Slices.Count).Where(i => i == 0 || Slices[i].Axis != Slices[i - 1].Axis).ToList();
            return [.. firsts.Select((first, n) => (first, (n + 1 < firsts.Count ? firsts[n + 1] : Slices.Count) - 1))];
        }
    }

    private double Line => HighGradeFrom ?? GradeDecision.EvenOdds.HighGradeFrom;

    private double Step => Width / Slices.Count;

    private double X(int ordinal) => ordinal * Step;

    /// <summary>
    /// By the logarithm of the odds, within its bounds: the pathway line lies where few slices are, at 3% or so, and on an even scale
    /// it and all that lies under it would be the plot's floor.
    /// </summary>
    internal static double Y(double probability)
    {
        var share = Math.Clamp(probability, Lowest, 1 - Lowest);
        return Height / 2 * (1 + (0.94 * Math.Log((1 - share) / share) / Math.Log((1 - Lowest) / Lowest)));
    }

    private static string Share(double probability) => string.Create(CultureInfo.InvariantCulture, $"{Y(probability) / Height * 100:0.##}%");

    private static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.#}%");

    private static string N(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    private string SpokenSlice(int ordinal)
    {
        var slice = Slices[Math.Clamp(ordinal, 0, Slices.Count - 1)];
        var said = slice.Status switch
        {
            SliceStatus.Graded => $"grade {slice.Grade?.ToText()}, high-grade probability {slice.HighGradeProbability * 100:0}%",
            SliceStatus.Abstained when slice.IsWithheldByOpinions => $"withheld, prototypes {slice.Grade?.ToText()}, measured {slice.Geometry?.Grade?.ToText()}",
            SliceStatus.Abstained => $"model abstains, leaning to {slice.Grade?.ToText()}",
            SliceStatus.Excluded => "excluded",
            SliceStatus.NoCanal => "no canal found",
        };
        said += slice.RoiSource == RoiSource.Neighbours ? ", canal not seen" : slice.NotAssessable ? ", not assessable" : "";
        return string.Create(CultureInfo.InvariantCulture, $"Slice {slice.Ordinal + 1} of {Slices.Count}, {(Parts.Count > 1 ? $"part {Parts.FindIndex(p => ordinal <= p.Last) + 1}, " : "")}{(slice.LevelName is { } level ? level + ", " : "")}{SpinePosition.Of(slice.PositionMm)}, {said}");
    }

    private static string CellText(SliceResult slice) => slice.Status switch
    {
        SliceStatus.Graded => slice.Grade?.ToText() ?? "",
        SliceStatus.Abstained => "?",
        SliceStatus.Excluded or SliceStatus.NoCanal => "–",
    };

    private static string CellStyle(SliceResult slice) => slice is { Status: SliceStatus.Graded, Grade: { } grade }
        ? $"--grade:var(--grade-{grade.ToText()})"
        : "";
}
