namespace BilskyWeb.Core.Geometry;

/// <summary>A point or a direction in the patient's frame (PS3.3 C.7.6.2): x to the left, y to the back, z to the head, in millimetres.</summary>
public readonly record struct PatientVector(double X, double Y, double Z)
{
    /// <summary>Euclidean length.</summary>
    public double Length => Math.Sqrt(Dot(this));

    /// <summary>True when all three are finite numbers.</summary>
    public bool IsFinite => double.IsFinite(X) && double.IsFinite(Y) && double.IsFinite(Z);

    /// <summary>Scalar product.</summary>
    public double Dot(PatientVector other) => (X * other.X) + (Y * other.Y) + (Z * other.Z);

    /// <summary>Sum.</summary>
    public PatientVector Plus(PatientVector other) => new(X + other.X, Y + other.Y, Z + other.Z);

    /// <summary>Difference.</summary>
    public PatientVector Minus(PatientVector other) => new(X - other.X, Y - other.Y, Z - other.Z);

    /// <summary>Multiple.</summary>
    public PatientVector Times(double factor) => new(X * factor, Y * factor, Z * factor);

    /// <summary>Vector product.</summary>
    public PatientVector Cross(PatientVector other) =>
        new((Y * other.Z) - (Z * other.Y), (Z * other.X) - (X * other.Z), (X * other.Y) - (Y * other.X));

    /// <summary>The same direction with length 1.</summary>
    public PatientVector Unit() => Times(1 / Length);
}
