using BilskyWeb.Core;
using BilskyWeb.Imaging.Datasets;

namespace BilskyWeb.Imaging.Pixels;

/// <summary>How the bytes of one frame are to be read, checked against what is supported.</summary>
internal sealed class FrameDescription
{
    private static readonly DicomTag ModalityLutSequence = new(0x0028, 0x3000);

    public required int Rows { get; init; }

    public required int Columns { get; init; }

    public required int BitsAllocated { get; init; }

    public required int BitsStored { get; init; }

    /// <summary>Bits below the stored ones (high bit + 1 − bits stored).</summary>
    public required int Shift { get; init; }

    public required bool Signed { get; init; }

    /// <summary>Bits of a word that declared overlays hold (PS3.5 section 8.1.2, retired).</summary>
    public required int OverlayBits { get; init; }

    public required bool Inverted { get; init; }

    public required double Slope { get; init; }

    public required double Intercept { get; init; }

    public required (int From, int To)? Padding { get; init; }

    public required double RowSpacingMm { get; init; }

    public required double ColumnSpacingMm { get; init; }

    /// <summary>The sum of an intensity and its mirror image (MONOCHROME1).</summary>
    public double Mirror => (Slope * (Signed ? -1 : (1 << BitsStored) - 1)) + (2 * Intercept);

    /// <summary>The stored value as the image states it: bits stored within bits allocated, with or without sign.</summary>
    public int Stated(ushort word)
    {
        var bits = (word >> Shift) & ((1 << BitsStored) - 1);
        return Signed && bits >= 1 << (BitsStored - 1) ? bits - (1 << BitsStored) : bits;
    }

    /// <summary>All allocated bits as one number.</summary>
    public int Whole(ushort word, bool signed) => (BitsAllocated, signed) switch
    {
        (8, true) => (sbyte)word,
        (_, true) => (short)word,
        _ => word,
    };

    /// <summary>True where a word holds what its description does not allow, or what another description would read otherwise.</summary>
    public bool IsDoubtful(ushort word, int stated) =>
        Shift == 0 && (BitsStored < BitsAllocated ? Whole(word, Signed) != stated : BitsAllocated == 16 && word >= 0x8000);

    public bool IsPadding(int value) => Padding is { } padding && value >= padding.From && value <= padding.To;

    /// <summary>A stored value in the units of the modality rescale, bright meaning more signal.</summary>
    public float Intensity(int value)
    {
        // MONOCHROME1 shows low values bright: mirrored within the stored range, the same for every slice of a series.
        var lowestAndHighest = Signed ? -1 : (1 << BitsStored) - 1;
        return (float)((Slope * (Inverted ? lowestAndHighest - value : value)) + Intercept);
    }

    public static Result<FrameDescription> Read(DicomDataset instance, FunctionalGroups groups, int frame)
    {
        if (frame < 1 || frame > groups.FrameCount)
        {
            return Refuse("pixels.frame", $"The image has {groups.FrameCount} frames; there is no frame {frame}.");
        }

        var (rows, columns) = (instance.GetInt(DicomTag.Rows) ?? 0, instance.GetInt(DicomTag.Columns) ?? 0);
        if (rows < 1 || columns < 1)
        {
            return Refuse("pixels.no_image", "The object holds no image (no rows and columns).");
        }

        if (rows > FramePixels.MaxSide || columns > FramePixels.MaxSide)
        {
            return Refuse("pixels.too_large", $"The image is {columns} × {rows} pixels; up to {FramePixels.MaxSide} × {FramePixels.MaxSide} are read. Clinical MR is never that large.");
        }

        var photometric = instance.GetString(DicomTag.PhotometricInterpretation) ?? "MONOCHROME2";
        if ((instance.GetInt(DicomTag.SamplesPerPixel) ?? 1) != 1 || photometric is not ("MONOCHROME1" or "MONOCHROME2"))
        {
            return Refuse("pixels.colour", $"The image is in colour ({photometric}); grading needs the scanner's own grey images, not a capture of the screen.");
        }

        var allocated = instance.GetInt(DicomTag.BitsAllocated) ?? 16;
        var stored = instance.GetInt(DicomTag.BitsStored) ?? allocated;
        var high = instance.GetInt(DicomTag.HighBit) ?? stored - 1;
        if (allocated is not (8 or 16))
        {
            return Refuse("pixels.bits", $"The image has {allocated} bits per pixel; 8 and 16 are read, which is what MR scanners write.");
        }

        if (stored < 1 || stored > allocated || high < stored - 1 || high >= allocated)
        {
            return Refuse("pixels.bits", $"The image contradicts itself: {stored} bits stored up to bit {high} of {allocated}.");
        }

        if (UnreadableNumber.In(groups, frame) is { } unreadable)
        {
            return unreadable;
        }

        if (instance.GetSequence(ModalityLutSequence).Count > 0)
        {
            return Refuse("pixels.modality_lut", "The image's values mean something only by a table (Modality LUT Sequence, 0028,3000), which MR images do not have and which is not read. Send the scanner's original series.");
        }

        var spacing = Spacing(groups, frame);
        if (spacing is null)
        {
            return Refuse("pixels.no_spacing", "The image does not say how many millimetres a pixel covers, so nothing can be measured in it. Send the scanner's original series.");
        }

        const int Largest = 1_000_000;
        var slope = groups.Number(frame, DicomTag.PixelValueTransformationSequence, DicomTag.RescaleSlope) ?? 1;
        var intercept = groups.Number(frame, DicomTag.PixelValueTransformationSequence, DicomTag.RescaleIntercept) ?? 0;
        if (slope == 0 || Math.Abs(slope) > Largest || Math.Abs(intercept) > 1e9)
        {
            return Refuse("pixels.rescale", $"The image's rescale (slope {slope}, intercept {intercept}) makes no intensities.");
        }

        var signed = instance.GetInt(DicomTag.PixelRepresentation) == 1;
        return new FrameDescription
        {
            Rows = rows,
            Columns = columns,
            BitsAllocated = allocated,
            BitsStored = stored,
            Shift = high + 1 - stored,
            Signed = signed,
            OverlayBits = Overlays(instance, allocated) & ~(((1 << stored) - 1) << (high + 1 - stored)),
            Inverted = photometric == "MONOCHROME1",
            Slope = slope,
            Intercept = intercept,
            Padding = PaddingOf(instance, stored, signed),
            RowSpacingMm = spacing.Value.Row,
            ColumnSpacingMm = spacing.Value.Column,
        };
    }

    private static (int From, int To)? PaddingOf(DicomDataset instance, int stored, bool signed)
    {
        if (instance.GetInt(DicomTag.PixelPaddingValue) is not { } first)
        {
            return null;
        }

        var last = instance.GetInt(DicomTag.PixelPaddingRangeLimit) ?? first;
        // Writers disagree on US or SS for these two: read both as the pixels are read.
        var (a, b) = (AsStored(first, stored, signed), AsStored(last, stored, signed));
        return (Math.Min(a, b), Math.Max(a, b));
    }

    private static int AsStored(int value, int stored, bool signed)
    {
        if (signed)
        {
            return value >= 1 << (stored - 1) && value < 1 << 16 ? (short)value : value;
        }

        return value < 0 ? value & ((1 << stored) - 1) : value;
    }

    private static (double Row, double Column)? Spacing(FunctionalGroups groups, int frame)
    {
        var spacing = groups.Numbers(frame, DicomTag.PixelMeasuresSequence, DicomTag.PixelSpacing);
        return spacing is [> 0 and < 100, > 0 and < 100] ? (spacing[0], spacing[1]) : null;
    }

    private static int Overlays(DicomDataset instance, int allocated)
    {
        var bits = 0;
        for (ushort group = 0x6000; group <= 0x601E; group += 2)
        {
            if (instance.GetInt(new DicomTag(group, 0x0100)) > 1 && instance.GetInt(new DicomTag(group, 0x0102)) is { } position && position >= 0 && position < allocated)
            {
                bits |= 1 << position;
            }
        }

        return bits;
    }

    private static UnreadablePixels Refuse(string code, string message) => new(code, message);
}
