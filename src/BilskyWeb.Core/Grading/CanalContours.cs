using System.Globalization;
using BilskyWeb.Core.Geometry;

namespace BilskyWeb.Core.Grading;

/// <summary>The outlines that a slice was measured by, closed, in pixels of an image: x to the right, y down, from its top-left corner.</summary>
/// <param name="Cord">The cord; empty without one.</param>
/// <param name="Sac">The sac with the cord in it.</param>
/// <param name="Mass">Around each place that is more mass than anything else; holes have outlines of their own.</param>
public sealed record CanalContours(IReadOnlyList<ImagePoint> Cord, IReadOnlyList<ImagePoint> Sac, IReadOnlyList<IReadOnlyList<ImagePoint>> Mass)
{
    // Every second ray: 7.5°, or half a millimetre on a cord's outline.
    private const int RayStep = 2;

    // Half of a place, and specks that no reader would draw left out.
    private const float MassShare = 0.5f;
    private const double LeastMassMm2 = 0.5;

    // In samples: far less than a pixel of any image.
    private const double Tolerance = 0.15;

    /// <summary>The outlines of a region's shape and map.</summary>
    /// <param name="shape">Measured on the map.</param>
    /// <param name="map">What the region is made of.</param>
    /// <param name="region">Where the region lies in the image.</param>
    public static CanalContours Of(CanalShape shape, CanalMap map, RegionOfInterest region)
    {
        ArgumentNullException.ThrowIfNull(shape);
        ArgumentNullException.ThrowIfNull(map);
        var sideMm = map.Side * map.SampleMm;
        return new CanalContours(
            shape.HasCord ? Rays(shape.CordMm) : [],
            Rays(shape.SacMm),
            [.. ShareOutline.Around(map.Of(CanalTissue.EpiduralMass), map.Side, MassShare)
                .Where(loop => ShareOutline.Area(loop) * map.SampleMm * map.SampleMm >= LeastMassMm2)
                .Select(loop => ShareOutline.Thinned(loop, Tolerance).ConvertAll(p => Place(p.X * map.SampleMm, p.Y * map.SampleMm)))]);

        List<ImagePoint> Rays(double[] mm)
        {
            List<ImagePoint> points = [];
            for (var ray = 0; ray < CanalShape.Rays; ray += RayStep)
            {
                var (x, y) = CanalShape.Direction(ray);
                points.Add(Place(shape.CentreX + (mm[ray] * x), shape.CentreY + (mm[ray] * y)));
            }

            return points;
        }

        ImagePoint Place(double xMm, double yMm) => new(region.X + (xMm / sideMm * region.Width), region.Y + (yMm / sideMm * region.Height));
    }

    /// <summary>The same on another image of the slice.</summary>
    /// <param name="way">From a pixel of this image to one of that.</param>
    public CanalContours Moved(Func<ImagePoint, ImagePoint> way) =>
        new([.. Cord.Select(way)], [.. Sac.Select(way)], [.. Mass.Select(loop => (IReadOnlyList<ImagePoint>)[.. loop.Select(way)])]);

    /// <summary>As stored: a line each for cord, sac and every outline of mass, as <see cref="Points"/> writes them; read again by <see cref="Parse"/>.</summary>
    public override string ToString() => string.Join('\n', new[] { Points(Cord), Points(Sac) }.Concat(Mass.Select(Points)));

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    /// <exception cref="FormatException">It is something else.</exception>
    public static CanalContours Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var lines = text.Split('\n').Select(ReadPoints).ToList();
        return lines.Count >= 2 ? new CanalContours(lines[0], lines[1], lines[2..]) : throw new FormatException("Outlines are a line for the cord, one for the sac and one for each of mass.");
    }

    /// <summary>An outline as the points of an SVG polygon, to a tenth of a pixel: "131.5,157.2 132,158.1".</summary>
    public static string Points(IReadOnlyList<ImagePoint> outline) =>
        string.Join(' ', outline.Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.X:0.#},{p.Y:0.#}")));

    private static IReadOnlyList<ImagePoint> ReadPoints(string line) =>
        [.. line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(point => point.Split(',') is [var x, var y]
            ? new ImagePoint(double.Parse(x, CultureInfo.InvariantCulture), double.Parse(y, CultureInfo.InvariantCulture))
            : throw new FormatException($"'{point}' is no point."))];
}
