using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using BilskyWeb.Imaging.Datasets;

namespace BilskyWeb.Imaging.Tests.Screening;

/// <summary>Writes bytes that the product's writer refuses to: lying lengths, floods, broken structure, other encodings.</summary>
internal sealed class RawDicom(string syntax = DicomUid.ExplicitVrLittleEndian)
{
    internal const string Implicit = "1.2.840.10008.1.2";
    internal const string Deflated = "1.2.840.10008.1.2.1.99";
    internal const string BigEndian = "1.2.840.10008.1.2.2";
    internal const string Jpeg = "1.2.840.10008.1.2.4.70";
    internal const uint Undefined = 0xFFFFFFFF;

    private readonly ArrayBufferWriter<byte> _bytes = new();
    private readonly bool _big = syntax == BigEndian;
    private readonly bool _implicit = syntax == Implicit;

    internal static RawDicom Image(string syntax = DicomUid.ExplicitVrLittleEndian) => new RawDicom(syntax)
        .Text(0x00080016, "UI", DicomUid.MrImageStorage)
        .Text(0x00080018, "UI", "1.2.3.4")
        .Text(0x00080060, "CS", "MR");

    /// <summary>What comes behind group 0008 in a sound image of 4 × 4 pixels.</summary>
    internal RawDicom Rest(int rows = 4, int columns = 4, bool pixels = true)
    {
        Text(0x00100010, "PN", "Test^Raw").Text(0x00100020, "LO", "P1")
            .Text(0x0020000D, "UI", "1.2.3.1").Text(0x0020000E, "UI", "1.2.3.2")
            .Short(0x00280002, 1).Short(0x00280010, rows).Short(0x00280011, columns).Short(0x00280100, 16);
        return !pixels ? this
            : syntax.StartsWith("1.2.840.10008.1.2.4", StringComparison.Ordinal) ? Header(0x7FE00010, "OB", Undefined).Item(0).Item(4).Bytes([0xFF, 0xD8, 0xFF, 0xD9]).Mark(0xFFFEE0DD, 0)
            : Header(0x7FE00010, "OW", 32).Bytes(new byte[32]);
    }

    internal RawDicom Text(uint tag, string vr, string value)
    {
        var bytes = Encoding.Latin1.GetBytes(value.Length % 2 == 0 ? value : value + (vr == "UI" ? '\0' : ' '));
        return Header(tag, vr, (uint)bytes.Length).Bytes(bytes);
    }

    internal RawDicom Short(uint tag, int value)
    {
        Header(tag, "US", 2);
        PutUInt16((ushort)value);
        return this;
    }

    internal RawDicom Header(uint tag, string vr, uint length)
    {
        PutTag(tag);
        if (_implicit)
        {
            PutUInt32(length);
            return this;
        }

        _bytes.Write(Encoding.Latin1.GetBytes(vr));
        if (vr is "OB" or "OW" or "SQ" or "UN" or "UT")
        {
            PutUInt16(0);
            PutUInt32(length);
        }
        else
        {
            PutUInt16((ushort)length);
        }

        return this;
    }

    internal RawDicom Mark(uint tag, uint length)
    {
        PutTag(tag);
        PutUInt32(length);
        return this;
    }

    internal RawDicom Item(uint length) => Mark(0xFFFEE000, length);

    internal RawDicom Bytes(ReadOnlySpan<byte> bytes)
    {
        _bytes.Write(bytes);
        return this;
    }

    /// <summary>A sequence within a sequence and so on. Defined lengths are true.</summary>
    internal RawDicom Nest(int depth, bool isDefined, uint tag = 0x00081140, string vr = "SQ")
    {
        var level = _implicit ? 16u : 20u;
        for (var i = 0; i < depth; i++)
        {
            var inner = (uint)(depth - i - 1) * level;
            Header(tag, vr, isDefined ? inner + 8 : Undefined).Item(isDefined ? inner : Undefined);
        }

        for (var i = 0; i < depth && !isDefined; i++)
        {
            Mark(0xFFFEE00D, 0).Mark(0xFFFEE0DD, 0);
        }

        return this;
    }

    /// <summary>The data set without a head.</summary>
    internal byte[] Dataset() => _bytes.WrittenSpan.ToArray();

    /// <summary>The file: preamble, mark, meta header, data set (deflated if the syntax says so).</summary>
    internal byte[] File()
    {
        using var file = new MemoryStream();
        Part10Writer.WriteMeta(file, DicomUid.MrImageStorage, "1.2.3.4", syntax);
        if (syntax == Deflated)
        {
            using var deflate = new DeflateStream(file, CompressionLevel.Optimal, leaveOpen: true);
            deflate.Write(_bytes.WrittenSpan);
        }
        else
        {
            file.Write(_bytes.WrittenSpan);
        }

        return file.ToArray();
    }

    private void PutTag(uint tag)
    {
        PutUInt16((ushort)(tag >> 16));
        PutUInt16((ushort)tag);
    }

    private void PutUInt16(ushort value)
    {
        Span<byte> bytes = stackalloc byte[2];
        if (_big)
        {
            BinaryPrimitives.WriteUInt16BigEndian(bytes, value);
        }
        else
        {
            BinaryPrimitives.WriteUInt16LittleEndian(bytes, value);
        }

        _bytes.Write(bytes);
    }

    private void PutUInt32(uint value)
    {
        Span<byte> bytes = stackalloc byte[4];
        if (_big)
        {
            BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        }
        else
        {
            BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        }

        _bytes.Write(bytes);
    }
}
