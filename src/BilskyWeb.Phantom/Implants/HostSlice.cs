using BilskyWeb.Core.Geometry;
using BilskyWeb.Imaging.Rendering;

namespace BilskyWeb.Phantom.Implants;

/// <summary>A slice to implant into: its pixels and masks, where the patient's back and left are. Stored values are the unit of intensity; only their order and ratios are used.</summary>
/// <param name="Image">The pixels.</param>
/// <param name="Cord">Row-major; null where no cord mask is published.</param>
/// <param name="Canal">Row-major; null where no canal mask is published.</param>
/// <param name="Sac">Row-major; null where no sac mask is published.</param>
internal sealed record HostSlice(GreyImage Image, bool[]? Cord, bool[]? Canal, bool[]? Sac)
{
    /// <summary>Unit vector towards the patient's back in the image.</summary>
    public (double X, double Y) Back { get; init; } = (0, 1);

    /// <summary>Unit vector towards the patient's left in the image.</summary>
    public (double X, double Y) Left { get; init; } = (1, 0);

    /// <summary>Reads pixels and masks.</summary>
    /// <exception cref="InvalidDataException">A file cannot be read; the message names it.</exception>
    public static HostSlice Load(HostFile file)
    {
        var image = new GreyImage(file.Columns, file.Rows, Array.ConvertAll(file.ReadPixels(), v => (float)v), file.ColumnSpacingMm, file.RowSpacingMm);
        var o = file.Orientation;
        return new HostSlice(image, Mask(MaskKind.Cord), Mask(MaskKind.Canal), Mask(MaskKind.Sac)) { Back = Unit(o[1], o[4]), Left = Unit(o[0], o[3]) };

        bool[]? Mask(MaskKind kind) => file.Masks.FirstOrDefault(m => m.Kind == kind) is { } mask ? MaskPng.Read(mask.Path).Inside : null;
    }

    /// <summary>Intensity at a place in millimetres from the image's top-left corner, linear between pixels.</summary>
    public double At(double xMm, double yMm)
    {
        double x = Math.Clamp((xMm / Image.ColumnSpacingMm) - 0.5, 0, Image.Width - 1.001), y = Math.Clamp((yMm / Image.RowSpacingMm) - 0.5, 0, Image.Height - 1.001);
        int i = (int)x, j = (int)y;
        double s = x - i, t = y - j;
        var (right, below) = (Math.Min(i + 1, Image.Width - 1), Math.Min(j + 1, Image.Height - 1));
        var p = Image.Pixels;
        return (((p[(j * Image.Width) + i] * (1 - s)) + (p[(j * Image.Width) + right] * s)) * (1 - t)) + (((p[(below * Image.Width) + i] * (1 - s)) + (p[(below * Image.Width) + right] * s)) * t);
    }

    private static (double X, double Y) Unit(double x, double y)
    {
        var length = Math.Sqrt((x * x) + (y * y));
        return (x / length, y / length);
    }
}
