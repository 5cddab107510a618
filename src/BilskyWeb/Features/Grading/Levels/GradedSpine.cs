using BilskyWeb.Core;
using BilskyWeb.Core.Geometry;
using BilskyWeb.Core.Levels;

namespace BilskyWeb.Features.Grading.Levels;

/// <summary>The course of the canal through a run's slices, as its regions of interest show it, and the place of each slice along it.</summary>
internal sealed class GradedSpine
{
    private readonly Dictionary<int, double> _alongMm;
    private readonly HashSet<string> _images;

    private GradedSpine(SpineCurve curve, string frameOfReferenceUid, Dictionary<int, double> alongMm, HashSet<string> images)
    {
        Curve = curve;
        FrameOfReferenceUid = frameOfReferenceUid;
        _alongMm = alongMm;
        _images = images;
    }

    public SpineCurve Curve { get; }

    public string FrameOfReferenceUid { get; }

    /// <summary>One for each axis on which at least two slices say where they lie: stacks of another frame of reference have no known place beside the first.</summary>
    public static IReadOnlyList<GradedSpine> Through(IReadOnlyList<SliceResult> slices, Func<SliceResult, ImagePlane?> planeOf) =>
        [.. slices.Select(s => (Slice: s, Plane: planeOf(s))).Where(s => s.Plane is not null).Select(s => (s.Slice, Plane: s.Plane!))
            .GroupBy(s => (s.Slice.Axis, s.Plane.FrameOfReferenceUid))
            .Select(axis => Through(axis.Key.FrameOfReferenceUid, [.. axis])).OfType<GradedSpine>()];

    private static GradedSpine? Through(string frame, List<(SliceResult Slice, ImagePlane Plane)> placed)
    {
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

        return new GradedSpine(curve, frame, along, [.. placed.Select(s => s.Slice.SopInstanceUid)]);
    }

    /// <summary>True when a place on an image means a place of this spine. An image that does not say its frame of reference must be one of the graded slices.</summary>
    public bool Holds(string frameOfReferenceUid, string sopInstanceUid) =>
        frameOfReferenceUid == FrameOfReferenceUid && (frameOfReferenceUid.Length > 0 || _images.Contains(sopInstanceUid));

    /// <summary>Names from pins; pins of another frame of reference say nothing here.</summary>
    public Result<LevelNaming> Name(IReadOnlyList<LevelPin> pins) => LevelNaming.From(
        [.. pins.Where(p => Holds(p.FrameOfReferenceUid, p.SopInstanceUid))
            .Select(p => new FixedLevel(p.Level, Curve.Nearest(p.Place).AlongMm, p.OnSagittal ? FixedLevel.OnSagittalSdMm : FixedLevel.OnAxialSdMm))]);

    /// <summary>Place of a slice along the spine in millimetres; null when the slice does not say where it lies.</summary>
    public double? AlongMm(int ordinal) => _alongMm.TryGetValue(ordinal, out var mm) ? mm : null;

    private static PatientVector? Canal(SliceResult slice, ImagePlane plane) =>
        slice is { RoiX: { } x, RoiY: { } y, RoiWidth: { } width, RoiHeight: { } height } ? plane.ToPatient(new ImagePoint(x + (width / 2), y + (height / 2))) : null;
}
