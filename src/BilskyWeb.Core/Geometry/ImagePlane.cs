namespace BilskyWeb.Core.Geometry;

/// <summary>A place in an image, in pixels from its top-left corner, as regions of interest count: the first pixel's centre is (0.5, 0.5).</summary>
public readonly record struct ImagePoint(double X, double Y);

/// <summary>Where one image lies in the patient (PS3.3 C.7.6.2): the way from pixels to millimetres and back.</summary>
public sealed class ImagePlane
{
    /// <summary>Directions further from unit length or from a right angle than this are damage, not rounding.</summary>
    private const double Tolerance = 0.05;

    /// <summary>Makes a plane.</summary>
    /// <param name="origin">Centre of the first pixel (Image Position (Patient)).</param>
    /// <param name="row">Direction along a row, of increasing column index (first half of Image Orientation (Patient)).</param>
    /// <param name="column">Direction down a column, of increasing row index (second half).</param>
    /// <param name="columnSpacingMm">Millimetres from column to column, which is along a row (second value of Pixel Spacing).</param>
    /// <param name="rowSpacingMm">Millimetres from row to row (first value of Pixel Spacing).</param>
    /// <param name="columns">Columns of the image.</param>
    /// <param name="rows">Rows of the image.</param>
    /// <param name="frameOfReferenceUid">(0020,0052); empty when the image does not say.</param>
    /// <exception cref="ArgumentException">The numbers make no plane.</exception>
    public ImagePlane(
        PatientVector origin, PatientVector row, PatientVector column, double columnSpacingMm, double rowSpacingMm, int columns, int rows, string frameOfReferenceUid)
    {
        ArgumentNullException.ThrowIfNull(frameOfReferenceUid);
        if (!origin.IsFinite || !(Math.Abs(row.Length - 1) <= Tolerance) || !(Math.Abs(column.Length - 1) <= Tolerance) || !(Math.Abs(row.Dot(column)) <= Tolerance))
        {
            throw new ArgumentException("Row and column directions must be unit vectors at a right angle.", nameof(row));
        }

        if (!(columnSpacingMm > 0) || !(rowSpacingMm > 0) || !double.IsFinite(columnSpacingMm + rowSpacingMm) || columns <= 0 || rows <= 0)
        {
            throw new ArgumentException($"{columns} × {rows} pixels of {columnSpacingMm} × {rowSpacingMm} mm make no image.", nameof(columnSpacingMm));
        }

        Origin = origin;

        // Headers round their cosines: made exact, so that there and back again ends where it began.
        Row = row.Unit();
        Column = column.Minus(Row.Times(column.Dot(Row))).Unit();
        Normal = Row.Cross(Column);
        ColumnSpacingMm = columnSpacingMm;
        RowSpacingMm = rowSpacingMm;
        Columns = columns;
        Rows = rows;
        FrameOfReferenceUid = frameOfReferenceUid;
    }

    /// <summary>Centre of the first pixel.</summary>
    public PatientVector Origin { get; }

    /// <summary>Direction of increasing column index.</summary>
    public PatientVector Row { get; }

    /// <summary>Direction of increasing row index.</summary>
    public PatientVector Column { get; }

    /// <summary>Row × column.</summary>
    public PatientVector Normal { get; }

    /// <summary>Millimetres from one column to the next.</summary>
    public double ColumnSpacingMm { get; }

    /// <summary>Millimetres from one row to the next.</summary>
    public double RowSpacingMm { get; }

    /// <summary>Columns of the image.</summary>
    public int Columns { get; }

    /// <summary>Rows of the image.</summary>
    public int Rows { get; }

    /// <summary>Only planes of one frame of reference can be compared; empty when the image does not say.</summary>
    public string FrameOfReferenceUid { get; }

    /// <summary>The middle of the image.</summary>
    public PatientVector Centre => ToPatient(new ImagePoint(Columns / 2.0, Rows / 2.0));

    /// <summary>Where a place in the image lies in the patient.</summary>
    public PatientVector ToPatient(ImagePoint point) =>
        Origin.Plus(Row.Times((point.X - 0.5) * ColumnSpacingMm)).Plus(Column.Times((point.Y - 0.5) * RowSpacingMm));

    /// <summary>The foot of a patient point on this plane, in pixels; may lie outside the image.</summary>
    public ImagePoint Project(PatientVector point)
    {
        var from = point.Minus(Origin);
        return new ImagePoint((from.Dot(Row) / ColumnSpacingMm) + 0.5, (from.Dot(Column) / RowSpacingMm) + 0.5);
    }

    /// <summary>Signed distance of a patient point from this plane, positive on the side that <see cref="Normal"/> points to.</summary>
    public double DistanceMm(PatientVector point) => point.Minus(Origin).Dot(Normal);

    /// <summary>True when the place is within the image.</summary>
    public bool Contains(ImagePoint point) => point.X >= 0 && point.Y >= 0 && point.X <= Columns && point.Y <= Rows;
}
