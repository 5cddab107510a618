using BilskyWeb.Core.Geometry;
using BilskyWeb.Core.Grading;
using SkiaSharp;

namespace BilskyWeb.Imaging.Rendering;

/// <summary>
/// Where a key image puts what: the canal's surroundings large on the left, the whole slice small beside them, the facts below it, and
/// a band with the notice under all. Without a region there is nothing to enlarge, so the whole slice takes the large place.
/// </summary>
internal sealed record KeyImageLayout
{
    public const int Margin = 26;
    public const int Band = 52;

    private const int LargeSide = 640;
    private const int SmallSide = 320;

    /// <summary>The surroundings are this many times the region wide and high: its outline stays in sight, and what lies just beside it.</summary>
    private const double Surroundings = 1.3;

    private KeyImageLayout(GreyImage slice, RegionOfInterest? roi)
    {
        Shown = roi is { } region && Crop(slice, region) is { } crop ? crop : SKRect.Create(slice.Width, slice.Height);
        IsCropped = Shown.Width < slice.Width || Shown.Height < slice.Height;
        var large = Fit(Shown.Width * slice.ColumnSpacingMm, Shown.Height * slice.RowSpacingMm, LargeSide);
        var small = Fit(slice.Width * slice.ColumnSpacingMm, slice.Height * slice.RowSpacingMm, SmallSide);
        Large = SKRect.Create(Margin + ((LargeSide - large.Width) / 2), Margin + ((LargeSide - large.Height) / 2), large.Width, large.Height);
        var column = Margin + LargeSide + Margin;
        Small = SKRect.Create(column, Margin, small.Width, small.Height);
        Facts = SKRect.Create(column, IsCropped ? Small.Bottom + 24 : Margin, SmallSide, 0);
    }

    /// <summary>The whole canvas; the same for every key image, so that a board of them is even.</summary>
    public static SKSizeI Canvas { get; } = new(Margin + LargeSide + Margin + SmallSide + Margin, Margin + LargeSide + Margin + Band);

    /// <summary>What is shown large, in pixels of the slice.</summary>
    public SKRect Shown { get; }

    /// <summary>True when that is not the whole slice, which then stands beside it.</summary>
    public bool IsCropped { get; }

    /// <summary>Where it is drawn, true to its proportions in millimetres.</summary>
    public SKRect Large { get; }

    /// <summary>Where the whole slice is drawn.</summary>
    public SKRect Small { get; }

    /// <summary>Where the facts begin, and how wide they may be.</summary>
    public SKRect Facts { get; }

    public static KeyImageLayout Of(GreyImage slice, RegionOfInterest? roi) => new(slice, roi);

    /// <summary>Pixels of a picture: the longer side as asked, the other by millimetres, not by pixels.</summary>
    public static SKSizeI Fit(double widthMm, double heightMm, int longSide)
    {
        var scale = longSide / Math.Max(widthMm, heightMm);
        return new SKSizeI(Math.Max(1, (int)Math.Round(widthMm * scale)), Math.Max(1, (int)Math.Round(heightMm * scale)));
    }

    /// <summary>A part of the slice, or a mark on it, as it lies in a picture of the part that is shown.</summary>
    public static SKRect Place(SKRect part, SKRect shown, SKRect picture)
    {
        var (sx, sy) = (picture.Width / shown.Width, picture.Height / shown.Height);
        return SKRect.Create(picture.Left + ((part.Left - shown.Left) * sx), picture.Top + ((part.Top - shown.Top) * sy), part.Width * sx, part.Height * sy);
    }

    /// <summary>The surroundings of the region, moved into the slice where they reach over its border; null when the region lies outside it.</summary>
    private static SKRect? Crop(GreyImage slice, RegionOfInterest roi)
    {
        if (!(roi.Width > 0) || !(roi.Height > 0) || roi.X >= slice.Width || roi.Y >= slice.Height || roi.X + roi.Width <= 0 || roi.Y + roi.Height <= 0)
        {
            return null;
        }

        var (x, width) = Side(roi.CentreX, roi.Width, slice.Width);
        var (y, height) = Side(roi.CentreY, roi.Height, slice.Height);
        return SKRect.Create(x, y, width, height);

        static (float From, float Length) Side(double centre, double length, int available)
        {
            var wanted = Math.Min(length * Surroundings, available);
            return ((float)Math.Clamp(centre - (wanted / 2), 0, available - wanted), (float)wanted);
        }
    }
}
