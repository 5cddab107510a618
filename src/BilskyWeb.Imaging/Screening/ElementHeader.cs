using System.Buffers.Binary;
using BilskyWeb.Imaging.Datasets;

namespace BilskyWeb.Imaging.Screening;

/// <summary>Tag, representation and length of one attribute or item as they stand in the file.</summary>
/// <param name="Tag">The tag.</param>
/// <param name="Vr">The representation: the file's own in explicit, the dictionary's in implicit encoding; null when unknown.</param>
/// <param name="Length">Bytes of the value, <see cref="Undefined"/> when delimited.</param>
/// <param name="Size">Bytes of this header.</param>
internal readonly record struct ElementHeader(DicomTag Tag, string? Vr, uint Length, int Size)
{
    internal const uint Undefined = 0xFFFFFFFF;

    /// <summary>The longest header there is.</summary>
    internal const int MaxSize = 12;

    /// <summary>The shortest header there is, and that of items.</summary>
    internal const int MinSize = 8;

    internal bool IsUndefined => Length == Undefined;

    /// <summary>Reads a header.</summary>
    /// <param name="bytes">At least <see cref="MinSize"/> bytes; up to <see cref="MaxSize"/> if the file has them.</param>
    /// <param name="isImplicit">Implicit VR encoding.</param>
    /// <param name="isBigEndian">Big endian encoding.</param>
    /// <param name="header">The header, when the answer is null.</param>
    /// <returns>What is wrong, or null.</returns>
    internal static Finding? Read(ReadOnlySpan<byte> bytes, bool isImplicit, bool isBigEndian, out ElementHeader header)
    {
        var tag = new DicomTag(UInt16(bytes, isBigEndian), UInt16(bytes[2..], isBigEndian));
        if (isImplicit || tag.Group == 0xFFFE)
        {
            header = new ElementHeader(tag, tag.StandardVr, UInt32(bytes[4..], isBigEndian), MinSize);
            return null;
        }

        header = default;
        if (VrAt(bytes[4..]) is not { } vr)
        {
            return Finding.Malformed("an attribute has no known value representation");
        }

        if (!DicomVr.HasLongLength(vr))
        {
            header = new ElementHeader(tag, vr, UInt16(bytes[6..], isBigEndian), MinSize);
            return null;
        }

        if (bytes.Length < MaxSize)
        {
            return Finding.Truncated;
        }

        header = new ElementHeader(tag, vr, UInt32(bytes[8..], isBigEndian), MaxSize);
        return null;
    }

    /// <summary>The known representation that two bytes name, or null.</summary>
    internal static string? VrAt(ReadOnlySpan<byte> bytes) => (bytes[0] << 8 | bytes[1]) switch
    {
        'A' << 8 | 'E' => "AE",
        'A' << 8 | 'S' => "AS",
        'A' << 8 | 'T' => "AT",
        'C' << 8 | 'S' => "CS",
        'D' << 8 | 'A' => "DA",
        'D' << 8 | 'S' => "DS",
        'D' << 8 | 'T' => "DT",
        'F' << 8 | 'D' => "FD",
        'F' << 8 | 'L' => "FL",
        'I' << 8 | 'S' => "IS",
        'L' << 8 | 'O' => "LO",
        'L' << 8 | 'T' => "LT",
        'O' << 8 | 'B' => "OB",
        'O' << 8 | 'D' => "OD",
        'O' << 8 | 'F' => "OF",
        'O' << 8 | 'L' => "OL",
        'O' << 8 | 'V' => "OV",
        'O' << 8 | 'W' => "OW",
        'P' << 8 | 'N' => "PN",
        'S' << 8 | 'H' => "SH",
        'S' << 8 | 'L' => "SL",
        'S' << 8 | 'Q' => "SQ",
        'S' << 8 | 'S' => "SS",
        'S' << 8 | 'T' => "ST",
        'S' << 8 | 'V' => "SV",
        'T' << 8 | 'M' => "TM",
        'U' << 8 | 'C' => "UC",
        'U' << 8 | 'I' => "UI",
        'U' << 8 | 'L' => "UL",
        'U' << 8 | 'N' => "UN",
        'U' << 8 | 'R' => "UR",
        'U' << 8 | 'S' => "US",
        'U' << 8 | 'T' => "UT",
        'U' << 8 | 'V' => "UV",
        _ => null,
    };

    /// <summary>A mark without content, such as the end of a sequence.</summary>
    internal static byte[] Mark(DicomTag tag, bool isBigEndian)
    {
        var bytes = new byte[MinSize];
        if (isBigEndian)
        {
            BinaryPrimitives.WriteUInt32BigEndian(bytes, tag.Number);
        }
        else
        {
            BinaryPrimitives.WriteUInt16LittleEndian(bytes, tag.Group);
            BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(2), tag.Element);
        }

        return bytes;
    }

    private static ushort UInt16(ReadOnlySpan<byte> bytes, bool isBigEndian) =>
        isBigEndian ? BinaryPrimitives.ReadUInt16BigEndian(bytes) : BinaryPrimitives.ReadUInt16LittleEndian(bytes);

    private static uint UInt32(ReadOnlySpan<byte> bytes, bool isBigEndian) =>
        isBigEndian ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes);
}
