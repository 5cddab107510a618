namespace BilskyWeb.Core.Geometry;

/// <summary>
/// Images of any tilt and origin seen along their mean normal, so that a place on one can be compared with a place on another: a canal that
/// runs straight through two blocks stays at one place, although the images' corners lie apart.
/// </summary>
public sealed class AlongSpineView
{
    private readonly IReadOnlyList<ImagePlane> _planes;
    private readonly PatientVector _along;
    private readonly PatientVector _right;
    private readonly PatientVector _down;

    private AlongSpineView(IReadOnlyList<ImagePlane> planes, PatientVector along)
    {
        _planes = planes;
        _along = along;

        // To the patient's left, or to the back for images that face sideways.
        var reference = Math.Abs(along.X) < 0.9 ? new PatientVector(1, 0, 0) : new PatientVector(0, 1, 0);
        _right = reference.Minus(along.Times(along.Dot(reference))).Unit();
        _down = along.Cross(_right);
    }

    /// <summary>Makes the view.</summary>
    /// <param name="planes">One per image.</param>
    /// <returns>Null when an image does not say where it lies, or some stand at right angles to the rest.</returns>
    public static AlongSpineView? Of(IReadOnlyList<ImagePlane?> planes)
    {
        ArgumentNullException.ThrowIfNull(planes);
        if (planes.Count == 0 || planes.Any(p => p is null))
        {
            return null;
        }

        var known = planes.Select(p => p!).ToList();
        var sum = known.Aggregate(default(PatientVector), (total, p) => total.Plus(p.Normal.Times(Math.Sign(p.Normal.Dot(known[0].Normal)))));
        var along = sum.Length > 0 ? sum.Unit() : known[0].Normal;
        return known.TrueForAll(p => Math.Abs(p.Normal.Dot(along)) > 0.5) ? new AlongSpineView(known, along) : null;
    }

    /// <summary>Where a place on an image lies across the view, in millimetres.</summary>
    /// <param name="image">The image's place in the list.</param>
    /// <param name="point">Pixels from its top-left corner.</param>
    public (double X, double Y) Across(int image, ImagePoint point)
    {
        var there = _planes[image].ToPatient(point);
        return (there.Dot(_right), there.Dot(_down));
    }

    /// <summary>Where a place on an image lies along the view, in millimetres.</summary>
    /// <param name="image">The image's place in the list.</param>
    /// <param name="point">Pixels from its top-left corner.</param>
    public double AlongMm(int image, ImagePoint point) => _planes[image].ToPatient(point).Dot(_along);

    /// <summary>The place on an image that lies at a place across the view; undoes <see cref="Across"/>.</summary>
    /// <param name="image">The image's place in the list.</param>
    /// <param name="across">Millimetres.</param>
    public ImagePoint OnImage(int image, (double X, double Y) across)
    {
        var plane = _planes[image];
        var foot = _right.Times(across.X).Plus(_down.Times(across.Y));
        return plane.Project(foot.Minus(_along.Times(plane.DistanceMm(foot) / _along.Dot(plane.Normal))));
    }
}
