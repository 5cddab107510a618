using System.Buffers.Binary;
using System.Text;
using BilskyWeb.Imaging.Datasets;

namespace BilskyWeb.Tests.Fixtures;

/// <summary>Puts bytes into a written file that the product's own writer would never write.</summary>
internal static class RawElement
{
    /// <summary>Replaces the value of an attribute with a short length in a file of explicit VR little endian, and its representation if one is given.</summary>
    /// <param name="file">A file without group lengths in which the attribute stands.</param>
    /// <param name="tag">The attribute.</param>
    /// <param name="value">The new bytes; made even with a blank.</param>
    /// <param name="vr">A representation with a length of 16 bits.</param>
    public static byte[] Replace(byte[] file, DicomTag tag, ReadOnlySpan<byte> value, string? vr = null)
    {
        var key = new byte[4];
        BinaryPrimitives.WriteUInt16LittleEndian(key, tag.Group);
        BinaryPrimitives.WriteUInt16LittleEndian(key.AsSpan(2), tag.Element);
        var at = file.AsSpan().IndexOf([.. key, .. Encoding.ASCII.GetBytes(tag.StandardVr!)]);
        var behind = at + 8 + BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(at + 6));
        var header = new byte[8];
        key.CopyTo(header, 0);
        Encoding.ASCII.GetBytes(vr ?? tag.StandardVr!).CopyTo(header, 4);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(6), (ushort)(value.Length + (value.Length & 1)));
        return [.. file[..at], .. header, .. value, .. (value.Length & 1) == 1 ? " "u8 : [], .. file[behind..]];
    }

    /// <summary>Gives a file a name in any character set; the bytes come as Latin-1 text. The file must have a character set and a name already.</summary>
    public static byte[] Name(byte[] file, string characterSet, string latin1) =>
        Replace(Replace(file, DicomTag.SpecificCharacterSet, Encoding.ASCII.GetBytes(characterSet)), DicomTag.PatientName, Encoding.Latin1.GetBytes(latin1));
}
