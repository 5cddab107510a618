namespace BilskyWeb.Phantom.Physics;

/// <summary>A square image's place in the patient: DICOM patient axes (x left, y posterior, z superior), millimetres.</summary>
/// <param name="X">Centre, x.</param>
/// <param name="Y">Centre, y.</param>
/// <param name="Z">Centre, z.</param>
/// <param name="Row">Direction of increasing column index (unit vector of 3).</param>
/// <param name="Column">Direction of increasing row index (unit vector of 3).</param>
public sealed record SlicePlane(double X, double Y, double Z, double[] Row, double[] Column)
{
    /// <summary>Row × Column: the direction from slice to slice.</summary>
    public double[] Normal { get; } =
    [
        (Row[1] * Column[2]) - (Row[2] * Column[1]),
        (Row[2] * Column[0]) - (Row[0] * Column[2]),
        (Row[0] * Column[1]) - (Row[1] * Column[0]),
    ];

    /// <summary>An axial plane tipped about the left-right axis and turned in itself, in radians.</summary>
    public static SlicePlane Axial(double x, double y, double z, double tilt, double turn)
    {
        var (sinTilt, cosTilt) = Math.SinCos(tilt);
        var (sinTurn, cosTurn) = Math.SinCos(turn);
        return new SlicePlane(x, y, z, [cosTurn, sinTurn * cosTilt, sinTurn * sinTilt], [-sinTurn, cosTurn * cosTilt, cosTurn * sinTilt]);
    }

    /// <summary>A sagittal plane, anterior on the left of the image, head up.</summary>
    public static SlicePlane Sagittal(double x, double y, double z) => new(x, y, z, [0, 1, 0], [0, 0, -1]);

    /// <summary>Patient position of the first pixel's centre, as DICOM's Image Position (Patient).</summary>
    public double[] FirstPixel(int size, double spacingMm)
    {
        var half = (size - 1) / 2.0 * spacingMm;
        return [X - (half * (Row[0] + Column[0])), Y - (half * (Row[1] + Column[1])), Z - (half * (Row[2] + Column[2]))];
    }

    /// <summary>Millimetres along row and column from the plane's centre to the foot of a patient point.</summary>
    public (double AlongRow, double AlongColumn) Project(double x, double y, double z)
    {
        double dx = x - X, dy = y - Y, dz = z - Z;
        return ((dx * Row[0]) + (dy * Row[1]) + (dz * Row[2]), (dx * Column[0]) + (dy * Column[1]) + (dz * Column[2]));
    }
}
