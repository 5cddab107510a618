using BilskyWeb.Core;
using BilskyWeb.Core.Geometry;
using BilskyWeb.Core.Levels;

namespace BilskyWeb.Features.Grading.Levels;

/// <summary>The course of the canal through a run's slices, as its regions of interest show it, and the place of each slice along it.</summary>
internal sealed class GradedSpine
{
    private readonly Dictionary<int, double> _alongMm;

    private GradedSpine(SpineCurve curve, string frameOfReferenceUid, Dictionary<int, double> alongMm)
    {
        Curve = curve;
        FrameOfReferenceUid = frameOfReferenceUid;
        _alongMm = alongMm;
    }

    public SpineCurve Curve { get; }

    public string FrameOfReferenceUid { get; }

    /// <returns>Null when fewer than two slices say where they lie.</returns>
    public static GradedSpine? Through(IReadOnlyList<SliceResult> slices, Func<SliceResult, ImagePlane?> planeOf)
    {
        var placed = slices.Select(s => (Slice: s, Plane: planeOf(s))).Where(s => s.Plane is not null).Select(s => (s.Slice, Plane: s.Plane!)).ToList();

        // Blocks of another frame of reference have no known place beside the first.
        var frame = placed.Select(s => s.Plane.FrameOfReferenceUid).FirstOrDefault() ?? "";
        placed.RemoveAll(s => s.Plane.FrameOfReferenceUid != frame);
        var canal = placed.Select(s => Canal(s.Slice, s.Plane)).OfType<PatientVector>().ToList();
        var curve = SpineCurve.Through(canal) ?? SpineCurve.Through(placed.ConvertAll(s => s.Plane.Centre));
        if (curve is null)
        {
            return null;
        }

        var along = new Dictionary<int, double>();
        foreach (var (slice, plane) in placed)
        {
            if (curve.Crossing(plane) is { } mm)
            {
                along[slice.Ordinal] = mm;
            }
        }

        return new GradedSpine(curve, frame, along);
    }

    /// <summary>Names from pins; pins of another frame of reference say nothing here.</summary>
    public Result<LevelNaming> Name(IReadOnlyList<LevelPin> pins) => LevelNaming.From(
        [.. pins.Where(p => p.FrameOfReferenceUid == FrameOfReferenceUid)
            .Select(p => new FixedLevel(p.Level, Curve.Nearest(p.Place).AlongMm, p.OnSagittal ? FixedLevel.OnSagittalSdMm : FixedLevel.OnAxialSdMm))]);

    /// <summary>Place of a slice along the spine in millimetres; null when the slice does not say where it lies.</summary>
    public double? AlongMm(int ordinal) => _alongMm.TryGetValue(ordinal, out var mm) ? mm : null;

    private static PatientVector? Canal(SliceResult slice, ImagePlane plane) =>
        slice is { RoiX: { } x, RoiY: { } y, RoiWidth: { } width, RoiHeight: { } height } ? plane.ToPatient(new ImagePoint(x + (width / 2), y + (height / 2))) : null;
}
