using BilskyWeb.Core.Geometry;
using CsCheck;

namespace BilskyWeb.Core.Tests.Geometry;

/// <summary>Planes for tests: the two standard ones, and any.</summary>
internal static class Planes
{
    /// <summary>A straight axial image of 200 × 200 mm whose middle is at (0, 0, z).</summary>
    public static ImagePlane Axial(double z, string frame = "1.2", double spacingMm = 0.5) =>
        Around(new PatientVector(0, 0, z), new(1, 0, 0), new(0, 1, 0), 200, 200, spacingMm, spacingMm, frame);

    /// <summary>A straight sagittal image of 240 × 320 mm, anterior on the left, whose middle is at (x, 0, 0).</summary>
    public static ImagePlane Sagittal(double x, string frame = "1.2", double columnSpacingMm = 0.8, double rowSpacingMm = 1) =>
        Around(new PatientVector(x, 0, 0), new(0, 1, 0), new(0, 0, -1), 240, 320, columnSpacingMm, rowSpacingMm, frame);

    /// <summary>An axial image tipped towards the head at its back, as slices along a disc are.</summary>
    public static ImagePlane Tilted(double z, double degrees, string frame = "1.2")
    {
        var (sine, cosine) = Math.SinCos(degrees * Math.PI / 180);
        return Around(new PatientVector(0, 0, z), new(1, 0, 0), new(0, cosine, sine), 200, 200, 0.5, 0.5, frame);
    }

    /// <summary>Any image: any direction, pixels that are not square, not square itself.</summary>
    public static Gen<ImagePlane> Any { get; } =
        Gen.Select(Gen.Double[-1, 1].Array[9], Gen.Double[0.2, 2], Gen.Double[0.2, 2], Gen.Int[16, 512], Gen.Int[16, 512])
            .Where(t => Row(t.Item1).Length > 0.1 && Row(t.Item1).Unit().Cross(Down(t.Item1)).Length > 0.1)
            .Select(t =>
            {
                var row = Row(t.Item1).Unit();
                var down = Down(t.Item1).Minus(row.Times(Down(t.Item1).Dot(row))).Unit();
                return new ImagePlane(new PatientVector(t.Item1[6], t.Item1[7], t.Item1[8]).Times(100), row, down, t.Item2, t.Item3, t.Item4, t.Item5, "1.2");
            });

    private static PatientVector Row(double[] n) => new(n[0], n[1], n[2]);

    private static PatientVector Down(double[] n) => new(n[3], n[4], n[5]);

    private static ImagePlane Around(PatientVector centre, PatientVector row, PatientVector column, double widthMm, double heightMm, double columnSpacingMm, double rowSpacingMm, string frame) =>
        new(
            centre.Minus(row.Times((widthMm - columnSpacingMm) / 2)).Minus(column.Times((heightMm - rowSpacingMm) / 2)),
            row,
            column,
            columnSpacingMm,
            rowSpacingMm,
            (int)Math.Round(widthMm / columnSpacingMm),
            (int)Math.Round(heightMm / rowSpacingMm),
            frame);
}
