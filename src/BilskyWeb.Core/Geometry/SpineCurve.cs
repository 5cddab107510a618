using BilskyWeb.Core.Statistics;

namespace BilskyWeb.Core.Geometry;

/// <summary>The course of the spinal canal in the patient, and places along it in millimetres from the first point towards the feet.</summary>
public sealed class SpineCurve
{
    /// <summary>Half the stretch that is averaged: longer than a detector's jitter from slice to slice, shorter than a curve of the spine.</summary>
    private const double SmoothingMm = 14;

    /// <summary>How far the curve goes straight on beyond its ends: a neck above a thoracic stack still has a place on it.</summary>
    private const double BeyondMm = 600;

    /// <summary>The stretch that gives the direction beyond an end.</summary>
    private const double EndMm = 40;

    private readonly PatientVector[] _points;
    private readonly double[] _along;

    private SpineCurve(PatientVector[] points)
    {
        _points = points;
        _along = new double[points.Length];
        for (var i = 1; i < points.Length; i++)
        {
            _along[i] = _along[i - 1] + points[i].Minus(points[i - 1]).Length;
        }

        // Zero at the first measured point, not at the end of the straight part before it.
        var zero = _along[1];
        for (var i = 0; i < _along.Length; i++)
        {
            _along[i] -= zero;
        }
    }

    /// <summary>Length between the first and the last measured point, in millimetres.</summary>
    public double LengthMm => _along[^2];

    /// <summary>Lays the curve through points of the canal.</summary>
    /// <param name="points">In any order; single wrong ones are outvoted by their neighbours.</param>
    /// <returns>Null when there are not two points apart.</returns>
    public static SpineCurve? Through(IReadOnlyList<PatientVector> points)
    {
        ArgumentNullException.ThrowIfNull(points);
        if (points.Count < 2)
        {
            return null;
        }

        // Down the patient: the canal of a spine that is graded never turns back upon itself. The direction from halves, not from the ends,
        // of which one may be wrong.
        var ordered = points.OrderByDescending(p => p.Z).ToArray();
        var chord = Mean(ordered[((ordered.Length + 1) / 2)..]).Minus(Mean(ordered[..(ordered.Length / 2)]));
        if (!(chord.Length > 0.5))
        {
            return null;
        }

        var axis = chord.Unit();
        var placed = ordered.Select(p => p.Minus(ordered[0])).Select(p => (At: p.Dot(axis), Off: p.Minus(axis.Times(p.Dot(axis))))).OrderBy(p => p.At).ToArray();

        // Only sideways: a place along the spine is where its slice lies, however the detector trembled.
        var smooth = Smooth(Smooth(placed, values => Quantile.Median(values)!.Value), values => values.Average());
        var inner = smooth.Where((p, i) => i == 0 || p.At - smooth[i - 1].At > 0.01).Select(p => ordered[0].Plus(axis.Times(p.At)).Plus(p.Off)).ToArray();
        return inner.Length < 2 ? null : new SpineCurve([Beyond(inner), .. inner, Beyond([.. inner.Reverse()])]);
    }

    /// <summary>The place on the curve nearest to a patient point, and how far off the point lies.</summary>
    public (double AlongMm, double OffMm) Nearest(PatientVector point)
    {
        var best = (AlongMm: 0.0, OffMm: double.PositiveInfinity);
        for (var i = 1; i < _points.Length; i++)
        {
            var side = _points[i].Minus(_points[i - 1]);
            var share = Math.Clamp(point.Minus(_points[i - 1]).Dot(side) / side.Dot(side), 0, 1);
            var off = point.Minus(_points[i - 1].Plus(side.Times(share))).Length;
            if (off < best.OffMm)
            {
                best = (_along[i - 1] + (share * side.Length), off);
            }
        }

        return best;
    }

    /// <summary>The point of the curve at a place; beyond its ends straight on.</summary>
    public PatientVector At(double alongMm)
    {
        var i = Math.Clamp(Array.FindIndex(_along, a => a > alongMm), 1, _points.Length - 1);
        var share = (alongMm - _along[i - 1]) / (_along[i] - _along[i - 1]);
        return _points[i - 1].Plus(_points[i].Minus(_points[i - 1]).Times(share));
    }

    /// <summary>Where an image's plane cuts the curve; null when it does not within reach.</summary>
    public double? Crossing(ImagePlane plane)
    {
        ArgumentNullException.ThrowIfNull(plane);
        double? best = null;
        var nearest = double.PositiveInfinity;
        var before = plane.DistanceMm(_points[0]);
        for (var i = 1; i < _points.Length; i++)
        {
            var here = plane.DistanceMm(_points[i]);
            if (before != here && before * here <= 0)
            {
                var along = _along[i - 1] + ((_along[i] - _along[i - 1]) * before / (before - here));

                // A steep plane may meet a straight end too: the crossing within the image is meant.
                var off = At(along).Minus(plane.Centre).Length;
                if (off < nearest)
                {
                    (best, nearest) = (along, off);
                }
            }

            before = here;
        }

        return best;
    }

    private static PatientVector Beyond(PatientVector[] points)
    {
        var inside = Array.Find(points, p => p.Minus(points[0]).Length >= EndMm);
        inside = inside == default ? points[^1] : inside;
        return points[0].Plus(points[0].Minus(inside).Unit().Times(BeyondMm));
    }

    private static PatientVector Mean(PatientVector[] points) => points.Aggregate(default(PatientVector), (sum, p) => sum.Plus(p)).Times(1.0 / points.Length);

    private static (double At, PatientVector Off)[] Smooth((double At, PatientVector Off)[] points, Func<IEnumerable<double>, double> join) =>
        [.. points.Select(here =>
        {
            var near = points.Where(p => Math.Abs(p.At - here.At) <= SmoothingMm).Select(p => p.Off).ToArray();
            return (here.At, new PatientVector(join(near.Select(p => p.X)), join(near.Select(p => p.Y)), join(near.Select(p => p.Z))));
        })];
}
