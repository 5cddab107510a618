namespace BilskyWeb.Core.Geometry;

/// <summary>Why one image draws no line on another.</summary>
public enum NoCrossLine
{
    /// <summary>The two were not taken in one coordinate system: the patient may have been moved in between.</summary>
    DifferentFrameOfReference,

    /// <summary>At least one does not say in which coordinate system it was taken.</summary>
    FrameOfReferenceUnknown,

    /// <summary>The planes are parallel or nearly so: a slice of some millimetres would smear over centimetres of the other image.</summary>
    NearlyParallel,

    /// <summary>The planes meet outside one image or the other.</summary>
    Apart,
}

/// <summary>The line in which one image's plane cuts another image: the part that both images show.</summary>
/// <remarks>A struct of either a line or the reason why there is none; ask <see cref="WhyNot"/> first.</remarks>
public readonly record struct CrossLine
{
    /// <summary>Planes at a smaller angle draw no line.</summary>
    public const double LeastAngleDegrees = 10;

    private CrossLine(ImagePoint from, ImagePoint to, NoCrossLine? whyNot)
    {
        From = from;
        To = to;
        WhyNot = whyNot;
    }

    /// <summary>The end that is further left in the image (further up, for an upright line).</summary>
    public ImagePoint From { get; }

    /// <summary>The other end.</summary>
    public ImagePoint To { get; }

    /// <summary>Null when there is a line.</summary>
    public NoCrossLine? WhyNot { get; }

    /// <summary>The line that <paramref name="cutting"/> draws on <paramref name="shown"/>.</summary>
    public static CrossLine Of(ImagePlane cutting, ImagePlane shown)
    {
        ArgumentNullException.ThrowIfNull(cutting);
        ArgumentNullException.ThrowIfNull(shown);
        if (cutting.FrameOfReferenceUid.Length == 0 || shown.FrameOfReferenceUid.Length == 0)
        {
            return None(NoCrossLine.FrameOfReferenceUnknown);
        }

        if (cutting.FrameOfReferenceUid != shown.FrameOfReferenceUid)
        {
            return None(NoCrossLine.DifferentFrameOfReference);
        }

        // In millimetres along the shown image's rows (a) and columns (b) the cutting plane is rise · a + fall · b + offset = 0.
        var rise = cutting.Normal.Dot(shown.Row);
        var fall = cutting.Normal.Dot(shown.Column);
        var offset = cutting.DistanceMm(shown.Origin);
        var sine = Math.Sqrt((rise * rise) + (fall * fall));
        if (sine < Math.Sin(LeastAngleDegrees * Math.PI / 180))
        {
            return None(NoCrossLine.NearlyParallel);
        }

        var (startA, startB) = (-offset * rise / (sine * sine), -offset * fall / (sine * sine));
        var (stepA, stepB) = (-fall / sine, rise / sine);
        var start = shown.Origin.Plus(shown.Row.Times(startA)).Plus(shown.Column.Times(startB));
        var step = shown.Row.Times(stepA).Plus(shown.Column.Times(stepB));
        var (first, last) = (double.NegativeInfinity, double.PositiveInfinity);
        foreach (var image in (ImagePlane[])[shown, cutting])
        {
            var from = start.Minus(image.Origin);
            Clip(from.Dot(image.Row), step.Dot(image.Row), image.ColumnSpacingMm, image.Columns, ref first, ref last);
            Clip(from.Dot(image.Column), step.Dot(image.Column), image.RowSpacingMm, image.Rows, ref first, ref last);
        }

        if (!(first < last))
        {
            return None(NoCrossLine.Apart);
        }

        var one = shown.Project(start.Plus(step.Times(first)));
        var other = shown.Project(start.Plus(step.Times(last)));
        return (one.X - other.X, one.Y - other.Y) is ( < -1e-6, _) or ( <= 1e-6, < 0) ? new CrossLine(one, other, null) : new CrossLine(other, one, null);
    }

    private static CrossLine None(NoCrossLine reason) => new(default, default, reason);

    /// <summary>Keeps the part of the line start + t · step that lies between the outer edges of the first and the last pixel.</summary>
    private static void Clip(double start, double step, double spacingMm, int count, ref double first, ref double last)
    {
        var (low, high) = (-0.5 * spacingMm, (count - 0.5) * spacingMm);
        if (Math.Abs(step) < 1e-9)
        {
            if (start < low || start > high)
            {
                last = double.NegativeInfinity;
            }

            return;
        }

        var (enter, leave) = ((low - start) / step, (high - start) / step);
        first = Math.Max(first, Math.Min(enter, leave));
        last = Math.Min(last, Math.Max(enter, leave));
    }
}
