namespace BilskyWeb.Imaging.Series;

/// <summary>Where one image lies in the patient (PS3.3 C.7.6.2): x to the left, y to the back, z to the head, in millimetres.</summary>
internal sealed record SliceGeometry(Vector Normal, Vector Centre)
{
    private const double CosineOf45 = 0.70710678;

    /// <summary>No scanner places a slice 10 m from its centre; such numbers are damage or malice.</summary>
    private const double FarthestMm = 10_000;

    /// <summary>Angle of the normal to the patient's length, in degrees, 0 to 90.</summary>
    public double TiltDegrees => Math.Acos(Math.Min(1, Math.Abs(Normal.Z))) * 180 / Math.PI;

    /// <summary>The plane whose normal is nearest. At exactly 45° an image that could be axial counts as axial: leaving it would lose it.</summary>
    public SlicePlane Plane
    {
        get
        {
            var (x, y, z) = (Math.Abs(Normal.X), Math.Abs(Normal.Y), Math.Abs(Normal.Z));
            return z >= CosineOf45 - 1e-6 ? SlicePlane.Axial
                : x >= y ? SlicePlane.Sagittal
                : SlicePlane.Coronal;
        }
    }

    /// <summary>Makes the geometry; null when the direction cosines are missing or are none.</summary>
    /// <param name="orientation">Direction cosines of a row, then of a column: six numbers.</param>
    /// <param name="position">Centre of the first pixel: three numbers.</param>
    /// <param name="rows">Rows of the image.</param>
    /// <param name="columns">Columns of the image.</param>
    /// <param name="spacing">Millimetres between rows, then between columns; missing counts as 0, so the first pixel stands for the centre.</param>
    public static SliceGeometry? From(IReadOnlyList<double> orientation, IReadOnlyList<double> position, int rows, int columns, IReadOnlyList<double> spacing)
    {
        if (orientation.Count != 6 || position.Count != 3 || orientation.Any(cosine => Math.Abs(cosine) > 1.1) || position.Any(mm => Math.Abs(mm) > FarthestMm))
        {
            return null;
        }

        var along = new Vector(orientation[0], orientation[1], orientation[2]);
        var down = new Vector(orientation[3], orientation[4], orientation[5]);
        var normal = along.Cross(down);
        if (Math.Abs(along.Length - 1) > 0.05 || Math.Abs(down.Length - 1) > 0.05 || normal.Length < 0.9)
        {
            return null;
        }

        normal = normal.Times(1 / normal.Length);
        var (rowMm, columnMm) = spacing is [> 0 and < 100 and var r, > 0 and < 100 and var c] ? (r, c) : (0, 0);
        var centre = new Vector(position[0], position[1], position[2])
            .Plus(along.Times(columnMm * (columns - 1) / 2))
            .Plus(down.Times(rowMm * (rows - 1) / 2));
        return new SliceGeometry(normal, centre);
    }
}

/// <summary>Three numbers in the patient's frame.</summary>
internal readonly record struct Vector(double X, double Y, double Z)
{
    public double Length => Math.Sqrt(Dot(this));

    public double Dot(Vector other) => (X * other.X) + (Y * other.Y) + (Z * other.Z);

    public Vector Plus(Vector other) => new(X + other.X, Y + other.Y, Z + other.Z);

    public Vector Times(double factor) => new(X * factor, Y * factor, Z * factor);

    public Vector Cross(Vector other) =>
        new((Y * other.Z) - (Z * other.Y), (Z * other.X) - (X * other.Z), (X * other.Y) - (Y * other.X));
}
