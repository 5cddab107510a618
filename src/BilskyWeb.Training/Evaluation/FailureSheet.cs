using System.Globalization;
using BilskyWeb.Core.Geometry;
using BilskyWeb.Core.Grading;
using BilskyWeb.Imaging.Rendering;
using BilskyWeb.Inference.Preprocessing;
using BilskyWeb.Training.Datasets;

namespace BilskyWeb.Training.Evaluation;

/// <summary>A picture of what went wrong: slices on the wrong side of the pathway line, canals missed, and canals found where none is in view.</summary>
internal sealed class FailureSheet
{
    private const double MissedMm = 5, AroundCanalMm = 50;

    // A sheet of some hundred pictures can still be looked at; what is more is counted.
    private const int MostOfAKind = 120;

    private readonly List<(double Probability, SheetCell Cell)> _missed = [];
    private readonly List<(double Probability, SheetCell Cell)> _falseAlarms = [];
    private readonly List<(double ErrorMm, SheetCell Cell)> _canals = [];
    private readonly List<(double Score, SheetCell Cell)> _beside = [];
    private int _studies, _slices;

    /// <summary>What is added from here on is of another study.</summary>
    internal void NextStudy() => (_studies, _slices) = (_studies + 1, 0);

    /// <summary>Adds what is wrong in a stack of the study.</summary>
    /// <param name="series">The reference.</param>
    /// <param name="answers">The pipeline's answer per slice.</param>
    internal void Add(LabelledSeries series, IReadOnlyList<GradedSlice> answers)
    {
        for (var i = 0; i < answers.Count; i++)
        {
            var (slice, answer) = (series.Slices[i], answers[i]);
            var place = string.Create(CultureInfo.InvariantCulture, $"study {_studies}, slice {++_slices}");
            AddGrade(series, slice, answer, place);
            AddCanal(series, slice, answer, place);
        }
    }

    /// <summary>Adds what was found in views of the study that hold no canal (<see cref="BesideSpine"/>).</summary>
    /// <param name="views">One side of its slices.</param>
    /// <param name="regions">The detector's answer per view.</param>
    internal void AddBeside(IReadOnlyList<GreyImage> views, IReadOnlyList<RegionOfInterest?> regions)
    {
        var intensity = SeriesIntensity.Measure(views);
        for (var i = 0; i < views.Count; i++)
        {
            if (regions[i] is { } found)
            {
                var whole = Whole(views[i]);
                var place = string.Create(CultureInfo.InvariantCulture, $"study {_studies}, view {i + 1} of a side");
                var said = string.Create(CultureInfo.InvariantCulture, $"score {found.Score:0.00}");
                _beside.Add((found.Score, new SheetCell(Grey(intensity, views[i], whole), [place, "no spine in view", said], null, Mark(whole, found.CentreX, found.CentreY))));
            }
        }
    }

    /// <summary>The sheet, as a PNG file.</summary>
    /// <param name="name">The test set and the pipeline.</param>
    /// <exception cref="FileNotFoundException">No font is installed; the message says what to install.</exception>
    internal byte[] Draw(string name) => ContactSheet.Draw($"{name}\nP: probability of high grade. Where a canal was missed: circle the reference, cross the answer.", Sections());

    /// <summary>Missed high grades, the least probable first; false alarms, the most probable first; canals, the farthest first; canals that are none, the surest first.</summary>
    internal IReadOnlyList<SheetSection> Sections() =>
    [
        Section("High grade, called low", _missed.OrderBy(c => c.Probability).Select(c => c.Cell)),
        Section("Low grade, called high", _falseAlarms.OrderByDescending(c => c.Probability).Select(c => c.Cell)),
        Section("Canal missed by more than 5 mm, or not found", _canals.OrderByDescending(c => c.ErrorMm).Select(c => c.Cell)),
        Section("Canal found where the spine is out of view", _beside.OrderByDescending(c => c.Score).Select(c => c.Cell)),
    ];

    private static SheetSection Section(string heading, IEnumerable<SheetCell> cells)
    {
        var all = cells.ToArray();
        var shown = all.Length > MostOfAKind ? string.Create(CultureInfo.InvariantCulture, $", the worst {MostOfAKind} shown") : "";
        return new SheetSection(string.Create(CultureInfo.InvariantCulture, $"{heading}: {all.Length}{shown}"), [.. all.Take(MostOfAKind)]);
    }

    private void AddGrade(LabelledSeries series, LabelledSlice slice, GradedSlice answer, string place)
    {
        if (slice is not { Grade: { } reference, Exclusion: null } || answer is not { Grade: { } grade, Roi: { } roi } || grade.IsHighGrade() == reference.IsHighGrade())
            return;
        var (x, y) = slice.Canal ?? (roi.CentreX, roi.CentreY);
        var withheld = answer.Status == SliceStatus.Graded ? "" : " (withheld)";
        var off = slice.Canal is null ? "" : string.Create(CultureInfo.InvariantCulture, $", canal {ErrorMm(slice, answer):0.0} mm off");

        // No marks: they would lie on the very millimetres that the grade is about.
        var cell = new SheetCell(
            Grey(series.Intensity, slice.Image, RoiCrop.Around(slice.Image, x, y, AroundCanalMm, 1)),
            [place, $"is {reference.ToText()}, called {grade.ToText()}{withheld}", string.Create(CultureInfo.InvariantCulture, $"P {answer.HighGradeProbability:0.000}{off}")],
            null,
            null);
        (reference.IsHighGrade() ? _missed : _falseAlarms).Add((answer.HighGradeProbability, cell));
    }

    private void AddCanal(LabelledSeries series, LabelledSlice slice, GradedSlice answer, string place)
    {
        if (slice.Canal is not { } canal)
            return;
        var error = ErrorMm(slice, answer);
        if (error <= MissedMm)
            return;
        var whole = Whole(slice.Image);
        var said = answer.Roi is { } found
            ? string.Create(CultureInfo.InvariantCulture, $"{error:0.#} mm off, score {found.Score:0.00}")
            : "no canal found";
        _canals.Add((error, new SheetCell(
            Grey(series.Intensity, slice.Image, whole),
            [place, $"is {slice.Grade?.ToText() ?? slice.Exclusion ?? "not graded"}", said],
            Mark(whole, canal.X, canal.Y),
            answer.Roi is { } there ? Mark(whole, there.CentreX, there.CentreY) : null)));
    }

    private static double ErrorMm(LabelledSlice slice, GradedSlice answer) => slice.Canal is { } canal && answer.Roi is { } roi
        ? double.Hypot((roi.CentreX - canal.X) * slice.Image.ColumnSpacingMm, (roi.CentreY - canal.Y) * slice.Image.RowSpacingMm)
        : double.PositiveInfinity;

    private static RegionOfInterest Whole(GreyImage image) =>
        RoiCrop.Around(image, image.Width / 2.0, image.Height / 2.0, Math.Max(image.Width * image.ColumnSpacingMm, image.Height * image.RowSpacingMm), 1);

    private static byte[] Grey(SeriesIntensity intensity, GreyImage image, RegionOfInterest shown) => Bytes.From(RoiCrop.Cut(image, shown, intensity, ContactSheet.Side));

    private static SheetMark Mark(RegionOfInterest shown, double x, double y) => new((x - shown.X) / shown.Width, (y - shown.Y) / shown.Height);
}
