using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace BilskyWeb.Imaging.Datasets;

/// <summary>
/// Writes the objects that BilskyWeb itself makes as DICOM files (PS3.10): zero preamble, meta header, explicit VR little endian.
/// The same data set gives the same bytes. A value that does not fit its representation is a bug of the caller and throws.
/// </summary>
public static class Part10Writer
{
    private const uint UndefinedLength = 0xFFFFFFFF;

    /// <summary>Writes one file.</summary>
    /// <param name="output">Receives the bytes; need not be seekable; stays open.</param>
    /// <param name="dataset">Holds at least SOP class and instance UID. Group 0002 is made here; one in the data set is not written.
    /// Text beyond ASCII is written as UTF-8, and (0008,0005) then says ISO_IR 192 whatever the data set says.</param>
    /// <param name="pixelData">Pixel data as OW, 16-bit words little endian (or pairs of 8-bit samples); empty when there is none or the data set holds it.</param>
    /// <param name="sequences">How sequences end.</param>
    /// <exception cref="ArgumentException">A UID is missing or malformed, a value does not fit, or a bulk data address stands where bytes are needed.</exception>
    public static void Write(Stream output, DicomDataset dataset, ReadOnlyMemory<byte> pixelData = default, SequenceLength sequences = SequenceLength.Defined)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(dataset);
        var buffer = new ArrayBufferWriter<byte>(4096);
        WriteDataset(buffer, dataset, WithCharacterSet(dataset), sequences);
        WriteMeta(output, Uid(dataset, DicomTag.SopClassUid), Uid(dataset, DicomTag.SopInstanceUid), DicomUid.ExplicitVrLittleEndian);
        // Pixel data is last but for groups above 7FE0, so large frames go straight to the stream instead of into the buffer.
        if (pixelData.IsEmpty)
        {
            output.Write(buffer.WrittenSpan);
            return;
        }

        if (dataset.Tags.Any(tag => tag >= DicomTag.PixelData))
        {
            throw new ArgumentException("The data set holds pixel data, or attributes behind it, while pixel data is also given apart.", nameof(pixelData));
        }

        output.Write(buffer.WrittenSpan);
        buffer.Clear();
        WriteHeader(buffer, DicomTag.PixelData, "OW", Even(pixelData.Length));
        output.Write(buffer.WrittenSpan);
        output.Write(pixelData.Span);
        if ((pixelData.Length & 1) == 1)
        {
            output.WriteByte(0);
        }
    }

    /// <summary>Writes one file into memory.</summary>
    /// <inheritdoc cref="Write(Stream, DicomDataset, ReadOnlyMemory{byte}, SequenceLength)"/>
    public static byte[] ToArray(DicomDataset dataset, ReadOnlyMemory<byte> pixelData = default, SequenceLength sequences = SequenceLength.Defined)
    {
        using var memory = new MemoryStream();
        Write(memory, dataset, pixelData, sequences);
        return memory.ToArray();
    }

    /// <summary>Zero preamble, DICM and a canonical meta header naming us as the writer.</summary>
    internal static void WriteMeta(Stream output, string sopClassUid, string sopInstanceUid, string transferSyntaxUid)
    {
        var group = new ArrayBufferWriter<byte>(256);
        WriteHeader(group, DicomTag.FileMetaInformationVersion, "OB", 2);
        group.Write<byte>([0, 1]);
        WriteText(group, DicomTag.MediaStorageSopClassUid, "UI", sopClassUid);
        WriteText(group, DicomTag.MediaStorageSopInstanceUid, "UI", sopInstanceUid);
        WriteText(group, DicomTag.TransferSyntaxUid, "UI", transferSyntaxUid);
        WriteText(group, DicomTag.ImplementationClassUid, "UI", DicomUid.ImplementationClass);
        WriteText(group, DicomTag.ImplementationVersionName, "SH", "BILSKYWEB_1");

        var start = new ArrayBufferWriter<byte>(144);
        start.Write(new byte[128]);
        start.Write("DICM"u8);
        WriteHeader(start, DicomTag.FileMetaInformationGroupLength, "UL", 4);
        PutUInt32(start, (uint)group.WrittenCount);
        output.Write(start.WrittenSpan);
        output.Write(group.WrittenSpan);
    }

    private static string Uid(DicomDataset dataset, DicomTag tag) => dataset.GetString(tag) is { } uid && DicomUid.IsValid(uid)
        ? uid
        : throw new ArgumentException($"{tag} is missing or no valid UID.", nameof(dataset));

    private static string? WithCharacterSet(DicomDataset dataset) =>
        HasWideText(dataset) ? "ISO_IR 192" : dataset.GetString(DicomTag.SpecificCharacterSet);

    private static bool HasWideText(DicomDataset dataset) => dataset.Elements.Any(pair => pair.Value.Values.Any(value => value switch
    {
        DicomDataset item => HasWideText(item),
        DicomPersonName name => !Ascii.IsValid(name.ToText()),
        string text => !Ascii.IsValid(text),
        _ => false,
    }));

    private static void WriteDataset(ArrayBufferWriter<byte> output, DicomDataset dataset, string? characterSet, SequenceLength sequences)
    {
        if (characterSet is not null)
        {
            WriteText(output, DicomTag.SpecificCharacterSet, "CS", characterSet);
        }

        foreach (var (tag, element) in dataset.Elements)
        {
            // Group lengths are retired; a nested character set would contradict the one we write with.
            if (tag.Group <= 0x0002 || tag.Element == 0 || tag == DicomTag.SpecificCharacterSet)
            {
                continue;
            }

            WriteElement(output, tag, element, sequences);
        }
    }

    private static void WriteElement(ArrayBufferWriter<byte> output, DicomTag tag, DicomElement element, SequenceLength sequences)
    {
        if (element.BulkDataUri is not null)
        {
            throw new ArgumentException($"{tag} is only an address; fetch its bytes before writing.", nameof(element));
        }

        if (element.Vr == "SQ")
        {
            WriteSequence(output, tag, element, sequences);
        }
        else if (DicomVr.IsBinary(element.Vr))
        {
            var bytes = element.InlineBinary ?? default;
            WriteHeader(output, tag, element.Vr, Even(bytes.Length));
            output.Write(bytes.Span);
            if ((bytes.Length & 1) == 1)
            {
                output.Write<byte>([0]);
            }
        }
        else if (DicomVr.IsNumber(element.Vr))
        {
            WriteHeader(output, tag, element.Vr, (uint)(element.Values.Count * DicomVr.NumberSize(element.Vr)));
            foreach (var value in element.Values)
            {
                PutNumber(output, tag, element.Vr, value);
            }
        }
        else if (element.Vr == "AT")
        {
            WriteHeader(output, tag, "AT", (uint)(element.Values.Count * 4));
            foreach (var value in element.Values)
            {
                var named = DicomTag.Parse(value as string ?? "");
                PutUInt16(output, named.Group);
                PutUInt16(output, named.Element);
            }
        }
        else if (DicomVr.IsText(element.Vr))
        {
            WriteText(output, tag, element.Vr, Join(tag, element));
        }
        else
        {
            throw new ArgumentException($"{tag} has representation '{element.Vr}', which is none.", nameof(element));
        }
    }

    private static string Join(DicomTag tag, DicomElement element)
    {
        var texts = element.Values.Select(value => value is null ? "" : DicomDataset.Text(value) ?? "").ToArray();
        var single = DicomVr.IsSingleText(element.Vr);
        if (single ? texts.Length > 1 : texts.Any(text => text.Contains('\\')))
        {
            throw new ArgumentException($"{tag} ({element.Vr}) cannot hold a list of texts, or a backslash within one.", nameof(element));
        }

        return string.Join('\\', texts);
    }

    private static void WriteSequence(ArrayBufferWriter<byte> output, DicomTag tag, DicomElement element, SequenceLength sequences)
    {
        var items = element.Values.OfType<DicomDataset>();
        if (sequences == SequenceLength.Undefined)
        {
            WriteHeader(output, tag, "SQ", UndefinedLength);
            foreach (var item in items)
            {
                WriteMark(output, DicomTag.Item, UndefinedLength);
                WriteDataset(output, item, null, sequences);
                WriteMark(output, DicomTag.ItemDelimitation, 0);
            }

            WriteMark(output, DicomTag.SequenceDelimitation, 0);
            return;
        }

        var content = new ArrayBufferWriter<byte>(256);
        foreach (var item in items)
        {
            var inner = new ArrayBufferWriter<byte>(256);
            WriteDataset(inner, item, null, sequences);
            WriteMark(content, DicomTag.Item, (uint)inner.WrittenCount);
            content.Write(inner.WrittenSpan);
        }

        WriteHeader(output, tag, "SQ", (uint)content.WrittenCount);
        output.Write(content.WrittenSpan);
    }

    private static void WriteText(ArrayBufferWriter<byte> output, DicomTag tag, string vr, string text)
    {
        if (!DicomVr.UsesCharacterSet(vr) && !Ascii.IsValid(text))
        {
            throw new ArgumentException($"{tag} ({vr}) holds ASCII only.", nameof(text));
        }

        var length = Encoding.UTF8.GetByteCount(text);
        WriteHeader(output, tag, vr, Even(length));
        Encoding.UTF8.GetBytes(text, output);
        if ((length & 1) == 1)
        {
            output.Write<byte>([vr == "UI" ? (byte)0 : (byte)' ']);
        }
    }

    private static void WriteHeader(ArrayBufferWriter<byte> output, DicomTag tag, string vr, uint length)
    {
        PutUInt16(output, tag.Group);
        PutUInt16(output, tag.Element);
        output.Write<byte>([(byte)vr[0], (byte)vr[1]]);
        if (DicomVr.HasLongLength(vr))
        {
            PutUInt16(output, 0);
            PutUInt32(output, length);
            return;
        }

        if (length > ushort.MaxValue)
        {
            throw new ArgumentException($"{tag} ({vr}) is {length} bytes long; its length field holds 65534 at most.", nameof(length));
        }

        PutUInt16(output, (ushort)length);
    }

    private static void WriteMark(ArrayBufferWriter<byte> output, DicomTag tag, uint length)
    {
        PutUInt16(output, tag.Group);
        PutUInt16(output, tag.Element);
        PutUInt32(output, length);
    }

    private static void PutNumber(ArrayBufferWriter<byte> output, DicomTag tag, string vr, object? value)
    {
        var span = output.GetSpan(8);
        try
        {
            switch (vr)
            {
                case "US": BinaryPrimitives.WriteUInt16LittleEndian(span, Convert.ToUInt16(value, null)); break;
                case "SS": BinaryPrimitives.WriteInt16LittleEndian(span, Convert.ToInt16(value, null)); break;
                case "UL": BinaryPrimitives.WriteUInt32LittleEndian(span, Convert.ToUInt32(value, null)); break;
                case "SL": BinaryPrimitives.WriteInt32LittleEndian(span, Convert.ToInt32(value, null)); break;
                case "UV": BinaryPrimitives.WriteUInt64LittleEndian(span, Convert.ToUInt64(value, null)); break;
                case "SV": BinaryPrimitives.WriteInt64LittleEndian(span, Convert.ToInt64(value, null)); break;
                case "FL": BinaryPrimitives.WriteSingleLittleEndian(span, Convert.ToSingle(value, null)); break;
                default: BinaryPrimitives.WriteDoubleLittleEndian(span, Convert.ToDouble(value, null)); break;
            }
        }
        catch (Exception e) when (e is OverflowException or FormatException or InvalidCastException)
        {
            throw new ArgumentException($"A value of {tag} does not fit {vr}.", nameof(value), e);
        }

        output.Advance(DicomVr.NumberSize(vr));
    }

    private static void PutUInt16(ArrayBufferWriter<byte> output, ushort value)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(output.GetSpan(2), value);
        output.Advance(2);
    }

    private static void PutUInt32(ArrayBufferWriter<byte> output, uint value)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(output.GetSpan(4), value);
        output.Advance(4);
    }

    private static uint Even(int length) => ((uint)length + 1) & ~1u;
}
