using System.Buffers.Binary;
using System.Text;
using BilskyWeb.Imaging.Datasets;

namespace BilskyWeb.Tests.Cases;

/// <summary>Alters a written file (explicit VR little endian) to what other programs write and ours does not.</summary>
internal static class CaseFile
{
    private static readonly string[] LongLengths = ["OB", "OD", "OF", "OL", "OV", "OW", "SQ", "UC", "UN", "UR", "UT"];

    /// <summary>The attributes without their representations, under a head that still says explicit VR.</summary>
    /// <param name="file">A file without sequences.</param>
    public static byte[] ImplicitUnderAnExplicitHead(byte[] file)
    {
        using var output = new MemoryStream();
        var at = DatasetAt(file);
        output.Write(file.AsSpan(0, at));
        while (at < file.Length)
        {
            var isLong = LongLengths.Contains(Encoding.ASCII.GetString(file, at + 4, 2));
            var length = isLong ? BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(at + 8)) : BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(at + 6));
            var value = at + (isLong ? 12 : 8);
            output.Write(file.AsSpan(at, 4));
            output.Write(BitConverter.GetBytes(length));
            output.Write(file.AsSpan(value, length));
            at = value + length;
        }

        return output.ToArray();
    }

    /// <summary>Bytes behind the picture, as part of the pixel data.</summary>
    public static byte[] WithBytesBehindThePixels(byte[] file, int count)
    {
        var at = file.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xE0, 0x7F, 0x10, 0x00, (byte)'O', (byte)'W']);
        byte[] longer = [.. file, .. new byte[count]];
        BinaryPrimitives.WriteInt32LittleEndian(longer.AsSpan(at + 8), BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(at + 8)) + count);
        return longer;
    }

    /// <summary>Pixel spacing as a text of unlimited length.</summary>
    public static byte[] WithSpacingAsUnlimitedText(byte[] file)
    {
        var at = file.AsSpan().IndexOf("\u0028\u0000\u0030\u0000DS"u8);
        var length = BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(at + 6));
        return [.. file[..(at + 4)], (byte)'U', (byte)'T', 0, 0, .. BitConverter.GetBytes((int)length), .. file[(at + 8)..]];
    }

    /// <summary>A sequence behind the pixel data that ends with the file instead of its end marks.</summary>
    public static byte[] WithASequenceThatLacksItsEnd(byte[] file) =>
        [.. file, 0xFA, 0xFF, 0xFA, 0xFF, (byte)'S', (byte)'Q', 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0xFE, 0xFF, 0x00, 0xE0, 0xFF, 0xFF, 0xFF, 0xFF, 0x00, 0x04, 0x05, 0x00, (byte)'U', (byte)'S', 2, 0, 1, 0];

    private static int DatasetAt(byte[] file) => 144 + BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(140));
}
