using System.Buffers.Binary;
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

        return new GreyImage(d.Columns, d.Rows, Intensities(d, raw), d.ColumnSpacingMm, d.RowSpacingMm);
    }

    private static float[] Intensities(FrameDescription d, ReadOnlySpan<byte> raw)
    {
        var pixels = new float[d.Rows * d.Columns];
        // At most 65,536 stored values: a table gives every pixel's meaning, and padding, for one look-up.
        var (table, isPadding) = d.Table();
        var lowest = float.PositiveInfinity;
        var padded = 0;
        for (var i = 0; i < pixels.Length; i++)
        {
            var stored = d.BitsAllocated == 8 ? raw[i] : BinaryPrimitives.ReadUInt16LittleEndian(raw[(2 * i)..]);
            var index = (stored >> d.Shift) & d.Mask;
            if (isPadding is not null && isPadding[index])
            {
                pixels[i] = float.NaN;
                padded++;
            }
            else
            {
                lowest = Math.Min(lowest, pixels[i] = table[index]);
            }
        }

        if (padded > 0)
        {
            // Padding is no signal: it becomes the darkest of what was measured, so it neither shows nor shifts the window.
            var background = float.IsFinite(lowest) ? lowest : 0f;
            for (var i = 0; i < pixels.Length; i++)
            {
                if (float.IsNaN(pixels[i]))
                {
                    pixels[i] = background;
                }
            }
        }

        return pixels;
    }
}
