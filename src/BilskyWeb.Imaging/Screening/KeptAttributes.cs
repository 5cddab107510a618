using System.Buffers.Binary;
using System.Collections.Frozen;
using System.Globalization;
using System.Text.Unicode;
using BilskyWeb.Imaging.Datasets;

namespace BilskyWeb.Imaging.Screening;

/// <summary>The attributes of one data set that the header wants, as bytes until the data set is complete: its character set may stand anywhere.</summary>
internal sealed class KeptAttributes
{
    /// <summary>Sequences that say where the frames of an enhanced object lie and how they were made.</summary>
    private static readonly FrozenSet<DicomTag> WantedSequences = new[]
    {
        DicomTag.SharedFunctionalGroupsSequence, DicomTag.PerFrameFunctionalGroupsSequence, DicomTag.FrameContentSequence,
        DicomTag.PlanePositionSequence, DicomTag.PlaneOrientationSequence, DicomTag.PixelMeasuresSequence,
        DicomTag.MrTimingAndRelatedParametersSequence, DicomTag.MrEchoSequence, DicomTag.MrImageFrameTypeSequence,
        DicomTag.PixelValueTransformationSequence, DicomTag.FrameVoiLutSequence, DicomTag.MrModifierSequence, DicomTag.MrDiffusionSequence,
        DicomTag.UnassignedSharedConvertedAttributesSequence, DicomTag.UnassignedPerFrameConvertedAttributesSequence, DicomTag.PhilipsFrameAttributesSequence,
    }.ToFrozenSet();

    private readonly List<(DicomTag Tag, string Vr, byte[] Value, bool IsBigEndian)> _values = [];
    private readonly List<(DicomTag Tag, List<KeptAttributes> Items)> _sequences = [];

    /// <summary>True when the header wants the sequence's items.</summary>
    internal static bool WantsSequence(DicomTag tag) => WantedSequences.Contains(tag);

    /// <summary>True when the header wants the value.</summary>
    internal static bool Wants(DicomTag tag, string vr)
    {
        var meant = vr == "UN" ? tag.StandardVr : vr;
        return tag.IsWellKnown && meant is not (null or "SQ") && !DicomVr.IsBinary(meant);
    }

    internal void Add(DicomTag tag, string vr, ReadOnlySpan<byte> value, bool isBigEndian) => _values.Add((tag, vr, value.ToArray(), isBigEndian));

    internal List<KeptAttributes> AddSequence(DicomTag tag)
    {
        var items = new List<KeptAttributes>();
        _sequences.Add((tag, items));
        return items;
    }

    /// <summary>True when every text that depends on a character set is well-formed UTF-8, ASCII alone included.</summary>
    internal bool IsTextUtf8 => _values.TrueForAll(v => !DicomVr.UsesCharacterSet(v.Vr == "UN" ? v.Tag.StandardVr ?? "UN" : v.Vr) || Utf8.IsValid(v.Value))
        && _sequences.TrueForAll(sequence => sequence.Items.TrueForAll(item => item.IsTextUtf8));

    /// <summary>Decodes everything. Of an attribute kept twice the first counts.</summary>
    internal DicomDataset ToDataset() => ToDataset(SpecificCharacterSet.Default);

    // The depth of kept sequences is that of the few wanted ones within each other, so this recursion is short.
    private DicomDataset ToDataset(SpecificCharacterSet inherited)
    {
        var characters = inherited;
        foreach (var (tag, _, value, _) in _values)
        {
            if (tag == DicomTag.SpecificCharacterSet)
            {
                characters = SpecificCharacterSet.From(Split(SpecificCharacterSet.DecodePlain(value)));
                break;
            }
        }

        var dataset = new DicomDataset();
        foreach (var (tag, vr, value, isBigEndian) in _values)
        {
            if (!dataset.Contains(tag))
            {
                dataset.Put(tag, Decode(tag, vr, value, isBigEndian, characters));
            }
        }

        foreach (var (tag, items) in _sequences)
        {
            if (!dataset.Contains(tag))
            {
                dataset.Put(tag, new DicomElement("SQ", [.. items.Select(item => item.ToDataset(characters))]));
            }
        }

        return dataset;
    }

    private static DicomElement Decode(DicomTag tag, string vr, byte[] value, bool isBigEndian, SpecificCharacterSet characters)
    {
        // UN holds what some relay could not name; the dictionary can.
        var known = vr == "UN" ? tag.StandardVr ?? "UN" : vr;
        if (DicomVr.IsNumber(known) || known == "AT")
        {
            return new DicomElement(known, Numbers(known, value, isBigEndian));
        }

        var text = DicomVr.UsesCharacterSet(known) ? characters.Decode(value) : SpecificCharacterSet.DecodePlain(value);
        if (DicomVr.IsSingleText(known))
        {
            return new DicomElement(known, text.TrimEnd() is { Length: > 0 } single ? [single] : []);
        }

        var values = Split(text);
        return values is [""]
            ? new DicomElement(known, [])
            : new DicomElement(known, [.. values.Select(part => part.Length == 0 ? null : known == "PN" ? (object)DicomPersonName.FromText(part) : part)]);
    }

    private static string[] Split(string text) => text.Split('\\', StringSplitOptions.TrimEntries);

    private static object?[] Numbers(string vr, ReadOnlySpan<byte> bytes, bool isBigEndian)
    {
        var size = vr == "AT" ? 4 : DicomVr.NumberSize(vr);
        var numbers = new object?[bytes.Length / size];
        Span<byte> one = stackalloc byte[8];
        for (var i = 0; i < numbers.Length; i++)
        {
            bytes.Slice(i * size, size).CopyTo(one);
            if (isBigEndian)
            {
                // A tag is two numbers of 16 bits.
                one[..(vr == "AT" ? 2 : size)].Reverse();
                if (vr == "AT")
                {
                    one[2..4].Reverse();
                }
            }

            numbers[i] = vr switch
            {
                "US" => (long)BinaryPrimitives.ReadUInt16LittleEndian(one),
                "SS" => (long)BinaryPrimitives.ReadInt16LittleEndian(one),
                "UL" => (long)BinaryPrimitives.ReadUInt32LittleEndian(one),
                "SL" => (long)BinaryPrimitives.ReadInt32LittleEndian(one),
                "UV" => BinaryPrimitives.ReadUInt64LittleEndian(one),
                "SV" => BinaryPrimitives.ReadInt64LittleEndian(one),
                "FL" => (double)BinaryPrimitives.ReadSingleLittleEndian(one),
                "FD" => BinaryPrimitives.ReadDoubleLittleEndian(one),
                _ => string.Create(CultureInfo.InvariantCulture, $"{BinaryPrimitives.ReadUInt16LittleEndian(one):X4}{BinaryPrimitives.ReadUInt16LittleEndian(one[2..]):X4}"),
            };
        }

        return numbers;
    }
}
