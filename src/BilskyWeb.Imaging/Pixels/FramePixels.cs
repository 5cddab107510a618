using BilskyWeb.Core;
using BilskyWeb.Core.Geometry;
using BilskyWeb.Imaging.Datasets;

namespace BilskyWeb.Imaging.Pixels;

/// <summary>
/// Turns the uncompressed bytes of one frame into intensities (PS3.3 C.7.6.3, C.11.1; PS3.5 section 8): bits stored within bits
/// allocated, sign, modality rescale, MONOCHROME1, padding. Decompression is the archive's work.
/// </summary>
public static class FramePixels
{
    /// <summary>Largest number of rows or of columns that is decoded. Clinical MR is at most 2048; a larger frame is refused, not loaded.</summary>
    public const int MaxSide = 4096;

    /// <summary>Decodes one frame.</summary>
    /// <param name="instance">The instance's attributes, without pixel data: WADO-RS metadata or a screened header.</param>
    /// <param name="frame">Frame number, from 1; 1 for single-frame objects.</param>
    /// <param name="raw">The bytes of that frame alone, little endian, uncompressed. One padding byte at the end is allowed.</param>
    /// <returns>The image in the units of the modality rescale, bright meaning more signal; <see cref="UnreadablePixels"/> when the
    /// object is in colour, over 16 bits, over <see cref="MaxSide"/>, without spacing, or when its bytes and its description differ.</returns>
    public static Result<GreyImage> Decode(DicomDataset instance, int frame, ReadOnlySpan<byte> raw)
    {
        var read = Read(instance, frame, raw);
        return read.IsOk ? read.Value.Image : read.Error!;
    }

    /// <summary>The same, with what a reader should know of the pixels.</summary>
    /// <inheritdoc cref="Decode"/>
    public static Result<DecodedFrame> Read(DicomDataset instance, int frame, ReadOnlySpan<byte> raw)
    {
        ArgumentNullException.ThrowIfNull(instance);
        var groups = new FunctionalGroups(instance);
        var described = FrameDescription.Read(instance, groups, frame);
        if (!described.IsOk)
        {
            return described.Error!;
        }

        var d = described.Value;
        var expected = (long)d.Rows * d.Columns * (d.BitsAllocated / 8);
        if (raw.Length < expected || raw.Length > expected + 1)
        {
            return new UnreadablePixels("pixels.length", $"The frame has {raw.Length} bytes where {d.Rows} × {d.Columns} pixels of {d.BitsAllocated} bits make {expected}. Send the image again from its source.");
        }

        var stored = StoredValues.Read(d, raw);
        return stored.IsOk
            ? new DecodedFrame(new GreyImage(d.Columns, d.Rows, Intensities(d, stored.Value), d.ColumnSpacingMm, d.RowSpacingMm), stored.Value.Caution)
            : stored.Error!;
    }

    private static float[] Intensities(FrameDescription d, StoredFrame stored)
    {
        var pixels = new float[stored.Values.Length];
        var lowest = float.PositiveInfinity;
        for (var i = 0; i < pixels.Length; i++)
        {
            pixels[i] = d.Intensity(stored.Values[i]);
            lowest = stored.IsPadding[i] ? lowest : Math.Min(lowest, pixels[i]);
        }

        // Padding is no signal: it becomes the darkest of what was measured, so it neither shows nor shifts the window.
        var background = float.IsFinite(lowest) ? lowest : 0f;
        for (var i = 0; i < pixels.Length; i++)
        {
            pixels[i] = stored.IsPadding[i] ? background : pixels[i];
        }

        return pixels;
    }
}

/// <summary>A decoded frame.</summary>
/// <param name="Image">In the units of the modality rescale, bright meaning more signal.</param>
/// <param name="Caution">What a reader should know of its pixels, a sentence; null when nothing.</param>
public sealed record DecodedFrame(GreyImage Image, string? Caution);
