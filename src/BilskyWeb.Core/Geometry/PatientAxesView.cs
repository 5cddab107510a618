using BilskyWeb.Core.Grading;

namespace BilskyWeb.Core.Geometry;

/// <summary>
/// The way between an axial image as it is stored and the same image along the patient's axes as radiologists expect it: x to the patient's left,
/// y to the back, seen from the feet (PS3.3 C.7.6.2). Networks and our own pictures see the latter; regions are told in stored pixels.
/// </summary>
/// <remarks>
/// A stored image may be mirrored, turned by quarters or transposed: its pixels are moved and none is changed. One that lies askew in its own plane
/// by more than <see cref="LeftAskewDegrees"/> is resampled about its middle, size and spacing kept. Images that are not axial, or do not say how they lie,
/// are seen as stored.
/// </remarks>
public sealed class PatientAxesView
{
    /// <summary>An image askew by less keeps its pixels: patients lie so, and the grader has learnt from regions turned by up to 12°.</summary>
    public const double LeftAskewDegrees = 10;

    private const double CosineOf45 = 0.70710678;

    private readonly ImagePlane? _stored;
    private readonly bool _sidesSwap;
    private readonly bool _resampled;

    private PatientAxesView(ImagePlane? stored, ImagePlane? shown, bool sidesSwap, bool resampled)
    {
        _stored = stored;
        Shown = shown;
        _sidesSwap = sidesSwap;
        _resampled = resampled;
    }

    /// <summary>An image seen as it is stored.</summary>
    public static PatientAxesView AsStored { get; } = new(null, null, false, false);

    /// <summary>Where the image as shown lies in the patient; null when it does not say.</summary>
    public ImagePlane? Shown { get; }

    /// <summary>True when nothing is moved.</summary>
    public bool IsAsStored => _stored is null || ReferenceEquals(_stored, Shown);

    /// <summary>The view of an image that lies in a plane; as stored when the plane is null or not axial.</summary>
    public static PatientAxesView Of(ImagePlane? stored)
    {
        if (stored is null || Math.Abs(stored.Normal.Z) < CosineOf45 - 1e-6)
        {
            return new PatientAxesView(stored, stored, false, false);
        }

        // Seen from the feet, row × column points to the head. Of all turns in the plane the one that brings rows to the left and columns to the back together best.
        var hand = stored.Normal.Z >= 0 ? 1 : -1;
        var (row, column) = (stored.Row, stored.Column);
        var angle = Math.Atan2(column.X - (hand * row.Y), row.X + (hand * column.Y));
        var quarter = (int)Math.Round(angle / (Math.PI / 2));
        var askew = Math.Abs(angle - (quarter * Math.PI / 2)) > LeftAskewDegrees * Math.PI / 180;
        var swap = quarter % 2 != 0;
        if (quarter == 0 && hand == 1 && !askew)
        {
            return new PatientAxesView(stored, stored, false, false);
        }

        var (cosine, sine) = askew ? (Math.Cos(angle), Math.Sin(angle)) : (quarter % 2 == 0 ? 1 - Math.Abs(quarter) : 0, swap ? quarter : 0);
        var shownRow = row.Times(cosine).Plus(column.Times(sine));
        var shownColumn = column.Times(hand * cosine).Plus(row.Times(-hand * sine));
        var (columnMm, rowMm) = swap ? (stored.RowSpacingMm, stored.ColumnSpacingMm) : (stored.ColumnSpacingMm, stored.RowSpacingMm);
        var (columns, rows) = swap ? (stored.Rows, stored.Columns) : (stored.Columns, stored.Rows);
        var origin = stored.Centre.Plus(shownRow.Times(-(columns - 1) / 2.0 * columnMm)).Plus(shownColumn.Times(-(rows - 1) / 2.0 * rowMm));
        return new PatientAxesView(stored, new ImagePlane(origin, shownRow, shownColumn, columnMm, rowMm, columns, rows, stored.FrameOfReferenceUid), swap, askew);
    }

    /// <summary>A place of the stored image in the image as shown, in pixels.</summary>
    public ImagePoint ToShown(ImagePoint stored) => IsAsStored ? stored : Shown!.Project(_stored!.ToPatient(stored));

    /// <summary>A place of the image as shown in the stored image, in pixels.</summary>
    public ImagePoint ToStored(ImagePoint shown) => IsAsStored ? shown : _stored!.Project(Shown!.ToPatient(shown));

    /// <summary>A region of the stored image as it lies in the image as shown: about the same centre, of the same size in millimetres.</summary>
    public RegionOfInterest ToShown(RegionOfInterest stored) => Move(stored, ToShown);

    /// <summary>A region of the image as shown as it lies in the stored image: about the same centre, of the same size in millimetres.</summary>
    public RegionOfInterest ToStored(RegionOfInterest shown) => Move(shown, ToStored);

    /// <summary>The nearest view that moves whole pixels only, for who draws on the stored ones: quarter turns and mirroring, no resampling.</summary>
    public QuarterTurn Quarters
    {
        get
        {
            if (IsAsStored)
            {
                return new QuarterTurn(1, 0, 0, 1, Shown);
            }

            var (start, right, down) = (ToStored(new ImagePoint(0.5, 0.5)), ToStored(new ImagePoint(1.5, 0.5)), ToStored(new ImagePoint(0.5, 1.5)));
            var (rightX, rightY) = _sidesSwap ? (0, Math.Sign(right.Y - start.Y)) : (Math.Sign(right.X - start.X), 0);
            var (downX, downY) = _sidesSwap ? (Math.Sign(down.X - start.X), 0) : (0, Math.Sign(down.Y - start.Y));
            var plane = new ImagePlane(
                Shown!.Origin, _stored!.Row.Times(rightX).Plus(_stored.Column.Times(rightY)), _stored.Row.Times(downX).Plus(_stored.Column.Times(downY)),
                Shown.ColumnSpacingMm, Shown.RowSpacingMm, Shown.Columns, Shown.Rows, Shown.FrameOfReferenceUid);
            return new QuarterTurn(rightX, rightY, downX, downY, plane);
        }
    }

    /// <summary>The image along the patient's axes.</summary>
    /// <param name="stored">The image as stored; of the plane's size.</param>
    /// <returns>The same image when nothing moves. What lies beyond a resampled image's border is its darkest value.</returns>
    /// <exception cref="ArgumentException">The image is not of the plane's size.</exception>
    public GreyImage Show(GreyImage stored)
    {
        ArgumentNullException.ThrowIfNull(stored);
        if (IsAsStored)
        {
            return stored;
        }

        if (stored.Width != _stored!.Columns || stored.Height != _stored.Rows)
        {
            throw new ArgumentException($"The image is {stored.Width} × {stored.Height} pixels, its plane {_stored.Columns} × {_stored.Rows}.", nameof(stored));
        }

        var (width, height) = (Shown!.Columns, Shown.Rows);
        var pixels = new float[width * height];

        // A step to the right and a step down in the shown image are fixed steps in the stored one.
        var (start, right, down) = (ToStored(new ImagePoint(0.5, 0.5)), ToStored(new ImagePoint(1.5, 0.5)), ToStored(new ImagePoint(0.5, 1.5)));
        var outside = _resampled ? Darkest(stored.Pixels) : 0;
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var at = new ImagePoint(start.X + ((right.X - start.X) * x) + ((down.X - start.X) * y), start.Y + ((right.Y - start.Y) * x) + ((down.Y - start.Y) * y));
                pixels[(y * width) + x] = _resampled ? Between(stored, at, outside) : stored.Pixels[((int)at.Y * stored.Width) + (int)at.X];
            }
        }

        return new GreyImage(width, height, pixels, _sidesSwap ? stored.RowSpacingMm : stored.ColumnSpacingMm, _sidesSwap ? stored.ColumnSpacingMm : stored.RowSpacingMm);
    }

    private RegionOfInterest Move(RegionOfInterest region, Func<ImagePoint, ImagePoint> way)
    {
        if (IsAsStored)
        {
            return region;
        }

        var centre = way(new ImagePoint(region.CentreX, region.CentreY));
        var (width, height) = _sidesSwap ? (region.Height, region.Width) : (region.Width, region.Height);
        return new RegionOfInterest(centre.X - (width / 2), centre.Y - (height / 2), width, height, region.Score);
    }

    private static float Darkest(float[] pixels)
    {
        var darkest = float.PositiveInfinity;
        foreach (var pixel in pixels)
        {
            darkest = Math.Min(darkest, float.IsFinite(pixel) ? pixel : darkest);
        }

        return float.IsFinite(darkest) ? darkest : 0;
    }

    private static float Between(GreyImage image, ImagePoint at, float outside)
    {
        if (at.X < 0 || at.Y < 0 || at.X > image.Width || at.Y > image.Height)
        {
            return outside;
        }

        var (x, y) = (Math.Clamp(at.X - 0.5, 0, image.Width - 1), Math.Clamp(at.Y - 0.5, 0, image.Height - 1));
        var (left, top) = ((int)x, (int)y);
        var (below, beside) = (Math.Min(top + 1, image.Height - 1) * image.Width, Math.Min(left + 1, image.Width - 1));
        var upper = Mix(image.Pixels[(top * image.Width) + left], image.Pixels[(top * image.Width) + beside], x - left);
        var lower = Mix(image.Pixels[below + left], image.Pixels[below + beside], x - left);
        return Mix(upper, lower, y - top);
    }

    private static float Mix(float one, float other, double share) => (float)(one + ((other - one) * share));
}
