using BilskyWeb.Core.Geometry;
using BilskyWeb.Imaging.Datasets;

namespace BilskyWeb.Imaging.Pixels;

/// <summary>Which intensities are shown between black and white (PS3.3 C.11.2, function LINEAR).</summary>
/// <param name="Centre">Middle of the window, in the units of the modality rescale.</param>
/// <param name="Width">Width of the window, at least 1.</param>
public readonly record struct VoiWindow(double Centre, double Width)
{
    /// <summary>The window for one frame: the file's own where it suits the picture, else by percentiles.</summary>
    /// <param name="instance">The instance's attributes.</param>
    /// <param name="frame">Frame number, from 1.</param>
    /// <param name="image">The decoded frame.</param>
    public static VoiWindow For(DicomDataset instance, int frame, GreyImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        return FromFile(instance, frame) is { } own && own.Suits(image) ? own : FromPercentiles(image);
    }

    /// <summary>The first window that the file gives for a frame; null when it gives none.</summary>
    /// <param name="instance">The instance's attributes.</param>
    /// <param name="frame">Frame number, from 1.</param>
    public static VoiWindow? FromFile(DicomDataset instance, int frame)
    {
        ArgumentNullException.ThrowIfNull(instance);
        var groups = new FunctionalGroups(instance);
        if (groups.Number(frame, DicomTag.FrameVoiLutSequence, DicomTag.WindowCenter) is not { } centre
            || groups.Number(frame, DicomTag.FrameVoiLutSequence, DicomTag.WindowWidth) is not { } width
            || width < 1)
        {
            return null;
        }

        // A MONOCHROME1 picture was mirrored when it was decoded, so its window is mirrored too.
        var described = FrameDescription.Read(instance, groups, frame);
        return described.IsOk && described.Value.Inverted
            ? new VoiWindow(described.Value.Mirror - centre, width)
            : new VoiWindow(centre, width);
    }

    /// <summary>From the 1st to the 99.5th percentile of the picture, background left out.</summary>
    /// <param name="image">The decoded frame.</param>
    public static VoiWindow FromPercentiles(GreyImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        var sorted = (float[])image.Pixels.Clone();
        Array.Sort(sorted);
        // Air around the body is one value in many pictures; counted, it would push the window down.
        var first = Array.FindIndex(sorted, value => value > sorted[0]);
        var start = first < 0 ? 0 : first;
        double At(double share) => sorted[Math.Min(sorted.Length - 1, start + (int)((sorted.Length - 1 - start) * share))];
        var (low, high) = (At(0.01), At(0.995));
        return new VoiWindow((low + high) / 2, Math.Max(1e-6, high - low));
    }

    /// <summary>The grey level of an intensity, 0 to 255.</summary>
    public byte Grey(float intensity)
    {
        var level = ((intensity - Centre) / Width) + 0.5;
        return (byte)Math.Clamp(Math.Round(level * 255), 0, 255);
    }

    /// <summary>False for a window that shows the picture all black or all white, as de-identification and conversion tools leave behind.</summary>
    private bool Suits(GreyImage image)
    {
        var (low, high) = (Centre - (Width / 2), Centre + (Width / 2));
        var inside = image.Pixels.Count(value => value > low && value < high);
        return inside > image.Pixels.Length / 20;
    }
}
