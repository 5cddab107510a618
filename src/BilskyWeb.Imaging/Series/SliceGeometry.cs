using BilskyWeb.Core.Geometry;
using BilskyWeb.Imaging.Datasets;
using BilskyWeb.Imaging.Pixels;

namespace BilskyWeb.Imaging.Series;

/// <summary>Where one image lies in the patient (PS3.3 C.7.6.2): x to the left, y to the back, z to the head, in millimetres.</summary>
internal sealed record SliceGeometry(PatientVector Normal, PatientVector Centre)
{
    private const double CosineOf45 = 0.70710678;

    /// <summary>No scanner places a slice 10 m from its centre; such numbers are damage or malice.</summary>
    private const double FarthestMm = 10_000;

    /// <summary>The way from pixels to patient millimetres; null when the pixels' size or a right angle is missing.</summary>
    public ImagePlane? ImagePlane { get; private init; }

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

    /// <summary>The same place in no stated frame of reference.</summary>
    public SliceGeometry Apart() => ImagePlane is not { } plane ? this : this with
    {
        ImagePlane = new ImagePlane(plane.Origin, plane.Row, plane.Column, plane.ColumnSpacingMm, plane.RowSpacingMm, plane.Columns, plane.Rows, ""),
    };

    /// <summary>Reads where a frame lies (PS3.3 C.7.6.2, C.7.6.16.2.3 and .4).</summary>
    /// <param name="instance">The instance's attributes.</param>
    /// <param name="groups">Its functional groups.</param>
    /// <param name="frame">Frame number, from 1.</param>
    /// <param name="anywhere">True when the direction matters alone, and a place need not be known.</param>
    public static SliceGeometry? Read(DicomDataset instance, FunctionalGroups groups, int frame, bool anywhere = false) =>
        // A multi-frame object without functional groups has one position for all its frames, which is none.
        groups.FrameCount > 1 && !groups.AreThere && !anywhere
            ? null
            : From(
                groups.Numbers(frame, DicomTag.PlaneOrientationSequence, DicomTag.ImageOrientationPatient),
                anywhere ? [0, 0, 0] : groups.Numbers(frame, DicomTag.PlanePositionSequence, DicomTag.ImagePositionPatient),
                instance.GetInt(DicomTag.Rows) ?? 0,
                instance.GetInt(DicomTag.Columns) ?? 0,
                groups.Numbers(frame, DicomTag.PixelMeasuresSequence, DicomTag.PixelSpacing),
                instance.GetString(DicomTag.FrameOfReferenceUid) ?? "");

    /// <summary>Makes the geometry; null when the direction cosines are missing or are none.</summary>
    /// <param name="orientation">Direction cosines of a row, then of a column: six numbers.</param>
    /// <param name="position">Centre of the first pixel: three numbers.</param>
    /// <param name="rows">Rows of the image.</param>
    /// <param name="columns">Columns of the image.</param>
    /// <param name="spacing">Millimetres between rows, then between columns; missing counts as 0, so the first pixel stands for the centre.</param>
    /// <param name="frameOfReferenceUid">(0020,0052), or empty.</param>
    public static SliceGeometry? From(
        IReadOnlyList<double> orientation, IReadOnlyList<double> position, int rows, int columns, IReadOnlyList<double> spacing, string frameOfReferenceUid)
    {
        if (orientation.Count != 6 || position.Count != 3 || orientation.Any(cosine => Math.Abs(cosine) > 1.1) || position.Any(mm => Math.Abs(mm) > FarthestMm))
        {
            return null;
        }

        var along = new PatientVector(orientation[0], orientation[1], orientation[2]);
        var down = new PatientVector(orientation[3], orientation[4], orientation[5]);
        var normal = along.Cross(down);
        if (Math.Abs(along.Length - 1) > 0.05 || Math.Abs(down.Length - 1) > 0.05 || normal.Length < 0.9)
        {
            return null;
        }

        normal = normal.Times(1 / normal.Length);
        var (rowMm, columnMm) = spacing is [> 0 and < 100 and var r, > 0 and < 100 and var c] ? (r, c) : (0, 0);
        var centre = new PatientVector(position[0], position[1], position[2])
            .Plus(along.Times(columnMm * (columns - 1) / 2))
            .Plus(down.Times(rowMm * (rows - 1) / 2));
        return new SliceGeometry(normal, centre)
        {
            ImagePlane = rowMm > 0 && columnMm > 0 && rows > 0 && columns > 0 && Math.Abs(along.Dot(down)) < 0.05
                ? new ImagePlane(new PatientVector(position[0], position[1], position[2]), along, down, columnMm, rowMm, columns, rows, frameOfReferenceUid)
                : null,
        };
    }
}
