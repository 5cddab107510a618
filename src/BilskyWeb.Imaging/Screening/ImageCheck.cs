using BilskyWeb.Imaging.Datasets;

namespace BilskyWeb.Imaging.Screening;

/// <summary>Holds what an image says about its size against what it has and against what is allowed.</summary>
internal static class ImageCheck
{
    /// <summary>Checks size alone; possible as soon as the attributes are there, even if the file is cut off behind them.</summary>
    internal static Finding? Size(DicomDataset image, ScreeningLimits limits)
    {
        var rows = image.GetInt(DicomTag.Rows);
        var columns = image.GetInt(DicomTag.Columns);
        if (rows > limits.MaxImageSide || columns > limits.MaxImageSide)
        {
            return Finding.ImageTooLarge($"{columns} × {rows} pixels where {limits.MaxImageSide} × {limits.MaxImageSide} is the most");
        }

        if (image.GetDouble(DicomTag.NumberOfFrames) is { } frames && frames > limits.MaxFrames)
        {
            return Finding.ImageTooLarge($"it claims more than {limits.MaxFrames} frames");
        }

        var frameBits = FrameBits(image, DicomTag.PixelData);
        if (frameBits / 8 > limits.MaxFrameBytes || frameBits / 8 * Frames(image) > limits.MaxPixelBytes)
        {
            return Finding.ImageTooLarge($"its frames would take more than {limits.MaxPixelBytes >> 20} MB");
        }

        return null;
    }

    /// <summary>Checks an image against its pixel data.</summary>
    /// <param name="image">Attributes of the outermost level.</param>
    /// <param name="pixels">The pixel data found.</param>
    /// <param name="limits">What is allowed.</param>
    internal static Finding? Pixels(DicomDataset image, PixelElement pixels, ScreeningLimits limits)
    {
        if (image.GetInt(DicomTag.Rows) is not > 0 || image.GetInt(DicomTag.Columns) is not > 0)
        {
            return Finding.PixelDataMismatch("it does not say how many rows and columns it has");
        }

        if (Size(image, limits) is { } large)
        {
            return large;
        }

        if (image.Contains(DicomTag.NumberOfFrames) && image.GetString(DicomTag.NumberOfFrames) is not null && image.GetInt(DicomTag.NumberOfFrames) is not > 0)
        {
            return Finding.PixelDataMismatch("it does not say how many frames it has");
        }

        if (pixels.Tag == DicomTag.PixelData && image.GetInt(DicomTag.BitsAllocated) is not (1 or 8 or 16 or 32))
        {
            return Finding.PixelDataMismatch("its samples are not of 1, 8, 16 or 32 bits");
        }

        if (image.GetInt(DicomTag.SamplesPerPixel) is < 1 or > 4)
        {
            return Finding.PixelDataMismatch("its pixels are not of 1 to 4 samples");
        }

        var frames = Frames(image);
        if (pixels.Fragments is { } fragments)
        {
            return fragments < frames
                ? Finding.PixelDataMismatch($"it claims {frames} frames and has {fragments} compressed ones")
                : null;
        }

        var frameBits = FrameBits(image, pixels.Tag);
        var expected = ((frameBits * frames) + 7) / 8;
        if (pixels.Bytes < expected)
        {
            return Finding.PixelDataMismatch($"{pixels.Bytes} bytes of pixels where rows, columns, bits and frames ask for {expected}");
        }

        // Padding behind the last frame occurs; room for a whole frame more means that the description is wrong.
        return pixels.Bytes - expected > 1 && (pixels.Bytes - expected) * 8 >= frameBits
            ? Finding.PixelDataMismatch("it has room for more frames than it says")
            : null;
    }

    private static int Frames(DicomDataset image) => image.GetInt(DicomTag.NumberOfFrames) is { } frames and > 0 ? frames : 1;

    // Rows and columns are of 16 bits, bits at most 64, samples 16 bits: the product stays within 63 bits.
    private static long FrameBits(DicomDataset image, DicomTag pixels)
    {
        var samples = (long)(image.GetInt(DicomTag.SamplesPerPixel) ?? 1);
        var bits = pixels == DicomTag.FloatPixelData ? 32 : pixels == DicomTag.DoubleFloatPixelData ? 64 : Math.Clamp(image.GetInt(DicomTag.BitsAllocated) ?? 16, 1, 64);
        var area = (long)Math.Clamp(image.GetInt(DicomTag.Rows) ?? 0, 0, ushort.MaxValue) * Math.Clamp(image.GetInt(DicomTag.Columns) ?? 0, 0, ushort.MaxValue);
        // 4:2:2 shares the two chroma samples between neighbouring pixels.
        var isSubsampled = samples == 3 && image.GetString(DicomTag.PhotometricInterpretation) is "YBR_FULL_422" or "YBR_PARTIAL_422";
        return area * bits * (isSubsampled ? 2 : Math.Clamp(samples, 1, ushort.MaxValue));
    }
}
