using System.Globalization;
using BilskyWeb.Imaging.Rendering;

namespace BilskyWeb.Training.Trainers;

/// <summary>A run's log.csv as a picture beside it: losses, and what validation says, epoch by epoch.</summary>
internal static class LossCurves
{
    internal const string FileName = "log.png";

    // Seconds are no curve of learning, and millimetres have an axis of their own.
    private static readonly (string Title, double? Top, Func<string, bool> Holds)[] Panels =
    [
        ("Loss", null, c => c is "loss" or "cross_entropy" or "validation_loss"),
        ("Terms beside the cross-entropy", null, c => c is "compactness" or "adversarial"),
        ("On validation: shares", 1, c => c is "validation_accuracy" or "validation_sensitivity" or "validation_specificity" or "validation_within_3mm" or "validation_within_5mm"),
        ("On validation: median error, mm", null, c => c is "validation_median_mm"),
    ];

    /// <summary>Draws the log of a folder anew. A picture is worth no run: where none can be drawn, it is said.</summary>
    internal static void Write(string folder, TextWriter progress)
    {
        var lines = File.ReadAllLines(Path.Combine(folder, TrainingLog.FileName));
        if (lines.Length < 2)
            return;
        var columns = lines[0].Split(',');
        var rows = Array.ConvertAll(lines[1..], l => l.Split(','));
        var curves = columns.Select((name, i) => new Curve(name, [.. rows.Select(r => Value(r[i]))])).ToArray();
        var panels = Panels
            .Select(p => new CurvePanel(p.Title, [.. curves.Where(c => p.Holds(c.Name)).Select(c => c with { Name = c.Name.Replace("validation_", "", StringComparison.Ordinal).Replace('_', ' ') })], p.Top))
            .Where(p => p.Curves.Count > 0)
            .ToArray();
        try
        {
            File.WriteAllBytes(Path.Combine(folder, FileName), CurveChart.Draw(panels, "epochs"));
        }
        catch (FileNotFoundException e)
        {
            progress.WriteLine($"{FileName} was not drawn. {e.Message}");
        }
    }

    private static double Value(string cell) => double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : double.NaN;
}
