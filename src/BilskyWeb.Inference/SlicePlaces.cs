using BilskyWeb.Core.Geometry;
using BilskyWeb.Inference.Preprocessing;

namespace BilskyWeb.Inference;

/// <summary>Where a slice lies and which scan it is of.</summary>
/// <param name="Plane">The way from the pixels handed over, which lie along the patient's axes, to patient millimetres; null when the image does not say.</param>
/// <param name="Scan">Number of its series: every scan has its own intensity range.</param>
public readonly record struct SlicePlace(ImagePlane? Plane, int Scan);

/// <summary>What the places of slices tell: their intensity ranges, and which places across the spine are the same.</summary>
internal sealed class SlicePlaces
{
    /// <summary>Ranges that are alike within this share are of one gain.</summary>
    private const double AlikeShare = 0.15;

    /// <summary>Slices so near show much the same. Stacks at neighbouring discs lie some 20 mm apart.</summary>
    private const double NeighbourMm = 30;

    /// <summary>The usual step between axial slices of a spine, taken where places are not told.</summary>
    private const double UsualStepMm = 4;

    private readonly AlongSpineView? _view;
    private readonly IReadOnlyList<GreyImage> _series;
    private readonly IReadOnlyList<SlicePlace>? _places;

    private SlicePlaces(IReadOnlyList<GreyImage> series, IReadOnlyList<SlicePlace>? places, SeriesIntensity[] intensity, AlongSpineView? view)
    {
        _series = series;
        _places = places;
        Intensity = intensity;
        _view = view;
    }

    /// <summary>Per slice the range of its scan.</summary>
    public IReadOnlyList<SeriesIntensity> Intensity { get; }

    /// <summary>Reads the places; without them all slices are of one scan, and lie straight behind each other.</summary>
    public static SlicePlaces Of(IReadOnlyList<GreyImage> series, IReadOnlyList<SlicePlace>? places)
    {
        if (places is not null && places.Count != series.Count)
        {
            throw new ArgumentException($"{places.Count} places for {series.Count} slices.", nameof(places));
        }

        return new SlicePlaces(series, places, Measure(series, places), places is null ? null : AlongSpineView.Of([.. places.Select(p => p.Plane)]));
    }

    /// <summary>Number of a slice's scan.</summary>
    public int Scan(int slice) => _places?[slice].Scan ?? 0;

    /// <summary>Where a place on a slice, in pixels, lies along the spine, in millimetres from anywhere.</summary>
    public double AlongMm(int slice, (double X, double Y) point) => _view?.AlongMm(slice, new ImagePoint(point.X, point.Y)) ?? slice * UsualStepMm;

    /// <summary>A place on a slice in millimetres that are comparable from slice to slice.</summary>
    public (double X, double Y) Across(int slice, (double X, double Y) point) => _view is not null
        ? _view.Across(slice, new ImagePoint(point.X, point.Y))
        : (point.X * _series[slice].ColumnSpacingMm, point.Y * _series[slice].RowSpacingMm);

    /// <summary>The place on a slice, in pixels, at comparable millimetres.</summary>
    public (double X, double Y) OnSlice(int slice, (double X, double Y) across)
    {
        if (_view is null)
        {
            return (across.X / _series[slice].ColumnSpacingMm, across.Y / _series[slice].RowSpacingMm);
        }

        var point = _view.OnImage(slice, across);
        return (point.X, point.Y);
    }

    /// <summary>How far, in millimetres and signed, one slice lies from another along the spine, measured where both meet a place across it.</summary>
    /// <param name="across">Comparable millimetres.</param>
    /// <param name="from">The slice that is asked about.</param>
    /// <param name="on">The slice that it is seen from.</param>
    public double AwayMm((double X, double Y) across, int from, int on) => _view is null
        ? (from - on) * UsualStepMm
        : _view.AlongMm(from, _view.OnImage(from, across)) - _view.AlongMm(on, _view.OnImage(on, across));

    /// <summary>Short stacks at one gain share a range: a few slices around a disc would give a poor one, and blocks of one spine must not differ.</summary>
    private static SeriesIntensity[] Measure(IReadOnlyList<GreyImage> series, IReadOnlyList<SlicePlace>? places)
    {
        var ranges = new SeriesIntensity[series.Count];
        var scans = Enumerable.Range(0, series.Count).GroupBy(i => places?[i].Scan ?? 0).Select(scan => (Own: SeriesIntensity.Measure([.. scan.Select(i => series[i])]), Slices: scan.ToList())).ToList();
        var alone = new Dictionary<int, SeriesIntensity>();
        while (scans.Count > 0)
        {
            // The largest scan leads; the rest are like it or not, or go on where one that is like it ends.
            var lead = scans.MaxBy(s => s.Slices.Count);
            var alike = scans.FindAll(s => Alike(lead.Own, s.Own));
            for (var next = 0; next < alike.Count; next++)
            {
                alike.AddRange(scans.FindAll(s => !alike.Contains(s) && GoesOn(alike[next].Slices, s.Slices)));
            }

            // In one order, so that the same slices have the same range however they are split.
            var slices = alike.SelectMany(s => s.Slices).Order().ToList();
            var range = alike.Count == 1 ? lead.Own : SeriesIntensity.Measure([.. slices.Select(i => series[i])]);
            slices.ForEach(i => ranges[i] = range);
            scans.RemoveAll(alike.Contains);
        }

        return ranges;

        // What lies in two blocks differs, and with it their ranges: an abdomen is darker than a neck. Their nearest slices show much the same.
        bool GoesOn(List<int> one, List<int> other)
        {
            var nearest = one.SelectMany(a => other.Select(b => (One: a, Other: b, Away: Away(a, b)))).MinBy(pair => pair.Away);
            return nearest.Away <= NeighbourMm && Alike(Alone(nearest.One), Alone(nearest.Other));
        }

        double Away(int one, int other) => places?[one].Plane is { } a && places[other].Plane is { } b && a.FrameOfReferenceUid == b.FrameOfReferenceUid
            ? a.Centre.Minus(b.Centre).Length
            : double.PositiveInfinity;

        SeriesIntensity Alone(int slice) => alone.TryGetValue(slice, out var known) ? known : alone[slice] = SeriesIntensity.Measure([series[slice]]);
    }

    private static bool Alike(SeriesIntensity one, SeriesIntensity other)
    {
        var width = Math.Max(one.High - one.Low, other.High - other.Low);
        return one == other || (Math.Abs(one.High - other.High) <= AlikeShare * width && Math.Abs(one.Low - other.Low) <= AlikeShare * width);
    }
}
