namespace BilskyWeb.Core.Geometry;

/// <summary>An image of a spine.</summary>
/// <param name="Plane">Where it lies.</param>
/// <param name="Block">Number of its block: images of one tilt that follow each other.</param>
/// <param name="Canal">The canal's centre on it; null where it was not found.</param>
public readonly record struct CanalImage(ImagePlane Plane, int Block, PatientVector? Canal);

/// <summary>
/// Puts images in order along the spinal canal: block by block, head first, by where their planes meet the canal. An image's own corner or centre says
/// little: of a plane tilted by 25° a place 3 cm before the canal lies 13 mm higher or lower.
/// </summary>
public static class CanalOrder
{
    private const double LeastCourseMm = 20;

    /// <summary>Places images along the canal.</summary>
    /// <param name="images">Images of one spine in one frame of reference, in any order.</param>
    /// <returns>
    /// Per image its number and its position: the height in the patient's frame at which its plane meets the canal, in millimetres, larger towards the head.
    /// For a straight axial stack that is the images' own height. In order along the spine; images of one block stay together.
    /// </returns>
    public static IReadOnlyList<(int Image, double PositionMm)> Of(IReadOnlyList<CanalImage> images)
    {
        ArgumentNullException.ThrowIfNull(images);
        var curve = Course([.. images.Select(i => i.Canal).OfType<PatientVector>()]) ?? SpineCurve.Through([.. images.Select(i => i.Plane.Centre)]);
        return [.. images
            .Select((image, number) => (Number: number, image.Block, Mm: HeightMm(curve, image.Plane)))
            .GroupBy(i => i.Block)
            .OrderByDescending(block => block.Average(i => i.Mm)).ThenBy(block => block.Key)
            .SelectMany(block => block.OrderByDescending(i => i.Mm).ThenBy(i => i.Number))
            .Select(i => (i.Number, i.Mm))];
    }

    /// <summary>A few finds close together tell where the canal is, and not which way it runs: then it runs down the patient.</summary>
    private static SpineCurve? Course(PatientVector[] canals)
    {
        if (canals.Length == 0)
        {
            return null;
        }

        if (canals.Max(c => c.Z) - canals.Min(c => c.Z) >= LeastCourseMm)
        {
            return SpineCurve.Through(canals);
        }

        var middle = canals.Aggregate(default(PatientVector), (sum, c) => sum.Plus(c)).Times(1.0 / canals.Length);
        var down = new PatientVector(0, 0, LeastCourseMm);
        return SpineCurve.Through([middle.Plus(down), middle.Minus(down)]);
    }

    private static double HeightMm(SpineCurve? curve, ImagePlane plane) => curve?.Crossing(plane) is { } along ? curve.At(along).Z : plane.Centre.Z;
}
