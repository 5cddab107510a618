using System.Buffers.Binary;
using System.Globalization;
using BilskyWeb.Core;

namespace BilskyWeb.Imaging.Pixels;

/// <summary>The stored values of one frame, and which of them are no signal.</summary>
/// <param name="Values">Row by row.</param>
/// <param name="IsPadding">Per pixel.</param>
/// <param name="Caution">What a reader should know of them, a sentence; null when nothing.</param>
internal sealed record StoredFrame(int[] Values, bool[] IsPadding, string? Caution);

/// <summary>
/// Reads stored values out of their words (PS3.5 section 8.1.1). Where words hold more than the stated bits or sign allow, what they hold is found
/// out by which reading is continuous: neighbouring pixels of anatomy differ little, while a value that wraps round, or an old overlay in unused
/// bits read as intensity, makes a jump of the whole range.
/// </summary>
internal static class StoredValues
{
    /// <summary>A reading is believed when it is so much smoother than the other one.</summary>
    private const double Clearly = 1.5;

    /// <summary>So much smoother that nothing else is asked.</summary>
    private const double FarApart = 8;

    /// <summary>At the edge of an overlay the values below it differ as they do anywhere.</summary>
    private const double AsSmoothAsElsewhere = 1.25;

    /// <summary>Neighbours that must differ between the readings before a statement about all allocated bits is given up.</summary>
    private const int FewestWitnesses = 16;

    /// <summary>Bytes in the wrong order make noise of a picture: neighbours differ by a third of the range instead of by some hundredths.</summary>
    private const double MuchRougher = 4;

    private const double LeastOfNoise = 0.1;

    /// <summary>Of fewer pixels chance makes a picture.</summary>
    private const int FewestPixels = 1000;

    internal static Result<StoredFrame> Read(FrameDescription d, ReadOnlySpan<byte> raw)
    {
        var words = Words(d, raw);
        if (d.BitsAllocated == 16 && d.BitsStored > 8 && words.Length >= FewestPixels && Array.ConvertAll(words, BinaryPrimitives.ReverseEndianness) is var turned && IsThePicture(d, turned, words))
        {
            var read = Read(d, turned);
            return read.IsOk
                ? read.Value with { Caution = $"The bytes of the pixel values stand in the wrong order; they were read the other way round.{(read.Value.Caution is { } more ? $" {more}" : "")}" }
                : read;
        }

        return Read(d, words);
    }

    private static Result<StoredFrame> Read(FrameDescription d, ushort[] words)
    {
        var values = Array.ConvertAll(words, d.Stated);
        var isPadding = new bool[values.Length];
        for (var i = 0; i < values.Length; i++)
        {
            isPadding[i] = d.IsPadding(values[i]) || d.IsPadding(d.Whole(words[i], d.Signed));
        }

        if (OutlierPadding.Find(values, isPadding, d.Columns) is { } outlier)
        {
            for (var i = 0; i < values.Length; i++)
            {
                isPadding[i] |= values[i] >= outlier.From && values[i] <= outlier.To;
            }
        }

        var isDoubtful = false;
        for (var i = 0; i < values.Length && !isDoubtful; i++)
        {
            isDoubtful = !isPadding[i] && d.IsDoubtful(words[i], values[i]);
        }

        return isDoubtful ? Settle(d, words, values, isPadding) : new StoredFrame(values, isPadding, null);
    }

    /// <summary>True when the words keep to the stated bits and are a picture, while the same words with their bytes as they stand are noise.</summary>
    private static bool IsThePicture(FrameDescription d, ushort[] turned, ushort[] asStored) =>
        Array.TrueForAll(turned, word => !d.IsDoubtful(word, d.Stated(word)))
        && Roughness(Array.ConvertAll(asStored, d.Stated), d.Columns) is >= LeastOfNoise and var noise
        && Roughness(Array.ConvertAll(turned, d.Stated), d.Columns) * MuchRougher <= noise;

    /// <summary>Mean difference of neighbours in a row, of the whole range of the image; 0 where all values are one.</summary>
    private static double Roughness(int[] values, int columns)
    {
        double sum = 0;
        var count = 0;
        for (var i = 1; i < values.Length; i++)
        {
            if (i % columns > 0)
            {
                sum += Math.Abs((double)values[i] - values[i - 1]);
                count++;
            }
        }

        var range = (double)values.Max() - values.Min();
        return count == 0 || range <= 0 ? 0 : sum / count / range;
    }

    private static Result<StoredFrame> Settle(FrameDescription d, ushort[] words, int[] stated, bool[] isPadding)
    {
        var unsigned = Array.ConvertAll(words, word => d.Whole(word, signed: false));
        var signed = Array.ConvertAll(words, word => d.Whole(word, signed: true));
        var bySign = new RivalReadings(unsigned, signed, isPadding, d.Columns).Measure();
        // Where both are as smooth, the header's sign stands.
        var asSigned = d.Signed ? bySign.WholeJump <= bySign.StatedJump * Clearly : bySign.WholeJump * Clearly < bySign.StatedJump;
        var whole = asSigned ? signed : unsigned;
        var rivals = new RivalReadings(stated, whole, isPadding, d.Columns).Measure();
        var takesWhole = new StoredFrame(whole, isPadding, Beyond(d, asSigned));
        if (d.BitsStored == d.BitsAllocated)
        {
            return rivals.Witnesses >= FewestWitnesses && rivals.WholeJump * Clearly <= rivals.StatedJump ? takesWhole : new StoredFrame(stated, isPadding, null);
        }

        var range = 1 << d.BitsStored;
        var isContinued = rivals.RunsOn(d.Signed ? -range / 2 : 0, range) && rivals.WholeIsSmooth();
        var isPicture = rivals.Witnesses < FewestWitnesses || rivals.StatedIsSmooth(range);
        var isOverlaid = isPicture && rivals.StatedJump <= AsSmoothAsElsewhere * rivals.PlainJump;
        var takesStated = (isContinued, isOverlaid) switch
        {
            (true, false) => false,
            (false, true) => true,
            (true, true) => rivals.StatedJump * FarApart <= rivals.WholeJump ? true : null,
            _ => rivals.WholeJump * Clearly <= rivals.StatedJump ? false
                : isPicture && rivals.StatedJump * FarApart <= rivals.WholeJump ? true
                : (bool?)null,
        };
        var bits = d.BitsStored.ToString(CultureInfo.InvariantCulture);
        return takesStated switch
        {
            false => takesWhole,
            // Negative values without copies of their sign above are as the standard allows them.
            true => new StoredFrame(stated, isPadding, Array.Exists(words, word => word >= range)
                ? $"Bits above the {bits} that the images state hold something else, as old overlays do; they were left out."
                : null),
            null => new UnreadablePixels("pixels.beyond_bits", $"The image states {bits} bits a pixel and holds values beyond them, and which of the two is right cannot be told. Export it again from the scanner."),
        };
    }

    private static string Beyond(FrameDescription d, bool asSigned) => (d.BitsStored < d.BitsAllocated, d.Signed, asSigned) switch
    {
        (_, false, true) => "The images state unsigned pixel values and hold negative ones; they were read as they are stored.",
        (_, true, false) => "The images state signed pixel values and hold larger unsigned ones; they were read as they are stored.",
        _ => $"Pixel values go beyond the {d.BitsStored.ToString(CultureInfo.InvariantCulture)} bits that the images state; they were read as they are stored.",
    };

    private static ushort[] Words(FrameDescription d, ReadOnlySpan<byte> raw)
    {
        var words = new ushort[d.Rows * d.Columns];
        for (var i = 0; i < words.Length; i++)
        {
            words[i] = (ushort)((d.BitsAllocated == 8 ? raw[i] : BinaryPrimitives.ReadUInt16LittleEndian(raw[(2 * i)..])) & ~d.OverlayBits);
        }

        return words;
    }
}
