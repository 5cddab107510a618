using System.Buffers.Binary;
using System.Text;

namespace BilskyWeb.Imaging.Intake;

/// <summary>One entry of a ZIP's table of contents. <c>EndLimit</c> is where the next entry (or the table) begins: its data may not pass it.</summary>
internal sealed record ZipEntry(
    string Name, long PackedBytes, long Bytes, ushort Method, bool Encrypted, uint Crc32, long HeaderOffset, long EndLimit)
{
    public bool IsFolder => Name.EndsWith('/') || Name.EndsWith('\\');
}

/// <summary>The file is no ZIP that we can take; the message is for a person.</summary>
internal sealed class BadZipException(string code, string message) : Exception(message)
{
    public string Code { get; } = code;
}

/// <summary>Reads a ZIP's table of contents with a bound on its size, and refuses entries that share bytes.
/// The framework's ZipArchive loads any table whole and does not tell where entries lie, so overlapping entries
/// (D. Fifield, "A better zip bomb", WOOT 2019) would pass. Format: PKWARE APPNOTE 6.3.10, sections 4.3 and 4.5.3.</summary>
internal static class ZipDirectory
{
    private const int EndRecordBytes = 22;
    private const int LocatorBytes = 20;
    private const int Zip64EndBytes = 56;
    private const int CentralHeaderBytes = 46;
    internal const int LocalHeaderBytes = 30;

    public static List<ZipEntry> Read(Stream zip, IntakeLimits limits)
    {
        var (count, size, offset) = FindTable(zip);
        if (count > limits.MaxFiles)
        {
            throw new BadZipException("zip.too_many_entries", $"The ZIP lists {count:N0} entries; at most {limits.MaxFiles:N0} are taken. Split it.");
        }
        if (size > limits.MaxZipDirectoryBytes || size < count * CentralHeaderBytes)
        {
            throw new BadZipException("zip.bad_directory", "The ZIP's table of contents has an impossible size. Pack the files again.");
        }
        var table = new byte[size];
        zip.Position = offset;
        zip.ReadExactly(table);
        return WithoutOverlap(ReadEntries(table, count), offset);
    }

    private static (long Count, long Size, long Offset) FindTable(Stream zip)
    {
        var tailBytes = (int)Math.Min(zip.Length, EndRecordBytes + ushort.MaxValue);
        var tail = new byte[tailBytes];
        var tailAt = zip.Length - tailBytes;
        zip.Position = tailAt;
        zip.ReadExactly(tail);
        for (var i = tailBytes - EndRecordBytes; i >= 0; i--)
        {
            var record = tail.AsSpan(i);
            if (BinaryPrimitives.ReadUInt32LittleEndian(record) != 0x06054b50 || record.Length < EndRecordBytes + U16(record, 20))
            {
                continue;
            }
            long count = U16(record, 10), size = U32(record, 12), offset = U32(record, 16);
            var end = tailAt + i;
            if (count == ushort.MaxValue || size == uint.MaxValue || offset == uint.MaxValue)
            {
                (count, size, offset, end) = ReadZip64(zip, end) ?? (count, size, offset, end);
            }
            if (size < 0 || offset < 0 || count < 0 || offset > end || size > end - offset)
            {
                throw Damaged();
            }
            return (count, size, offset);
        }
        throw Damaged();
    }

    private static (long Count, long Size, long Offset, long End)? ReadZip64(Stream zip, long end)
    {
        if (end < LocatorBytes)
        {
            return null;
        }
        var locator = new byte[LocatorBytes];
        zip.Position = end - LocatorBytes;
        zip.ReadExactly(locator);
        if (U32(locator, 0) != 0x07064b50)
        {
            return null;
        }
        var at = I64(locator, 8);
        if (at < 0 || at > zip.Length - Zip64EndBytes)
        {
            throw Damaged();
        }
        var record = new byte[Zip64EndBytes];
        zip.Position = at;
        zip.ReadExactly(record);
        return U32(record, 0) == 0x06064b50 ? (I64(record, 32), I64(record, 40), I64(record, 48), at) : throw Damaged();
    }

    private static List<ZipEntry> ReadEntries(byte[] table, long count)
    {
        var entries = new List<ZipEntry>((int)count);
        var at = 0;
        for (long i = 0; i < count; i++)
        {
            if (at + CentralHeaderBytes > table.Length || U32(table, at) != 0x02014b50)
            {
                throw Damaged();
            }
            var flags = U16(table, at + 8);
            int nameBytes = U16(table, at + 28), extraBytes = U16(table, at + 30), commentBytes = U16(table, at + 32);
            var next = at + CentralHeaderBytes + nameBytes + extraBytes + commentBytes;
            if (next > table.Length)
            {
                throw Damaged();
            }
            long packed = U32(table, at + 20), bytes = U32(table, at + 24), header = U32(table, at + 42);
            ReadZip64Extra(table.AsSpan(at + CentralHeaderBytes + nameBytes, extraBytes), ref bytes, ref packed, ref header);
            if (packed < 0 || bytes < 0 || header < 0)
            {
                throw Damaged();
            }
            var name = DecodeName(table.AsSpan(at + CentralHeaderBytes, nameBytes), (flags & 0x0800) != 0);
            entries.Add(new ZipEntry(name, packed, bytes, U16(table, at + 10), (flags & 0x2041) != 0, U32(table, at + 16), header, nameBytes));
            at = next;
        }
        return entries;
    }

    private static void ReadZip64Extra(ReadOnlySpan<byte> extra, ref long bytes, ref long packed, ref long header)
    {
        while (extra.Length >= 4)
        {
            int id = U16(extra, 0), size = U16(extra, 2);
            if (size > extra.Length - 4)
            {
                return;
            }
            if (id == 1)
            {
                var field = extra.Slice(4, size);
                Take(ref field, ref bytes);
                Take(ref field, ref packed);
                Take(ref field, ref header);
                return;
            }
            extra = extra[(4 + size)..];
        }

        static void Take(ref ReadOnlySpan<byte> field, ref long value)
        {
            if (value == uint.MaxValue && field.Length >= 8)
            {
                value = I64(field, 0);
                field = field[8..];
            }
        }
    }

    // Entries come in with EndLimit holding the length of their name, and leave with where their bytes must end.
    private static List<ZipEntry> WithoutOverlap(List<ZipEntry> entries, long tableOffset)
    {
        var order = Enumerable.Range(0, entries.Count).OrderBy(i => entries[i].HeaderOffset).ToArray();
        for (var k = 0; k < order.Length; k++)
        {
            var entry = entries[order[k]];
            var limit = k + 1 < order.Length ? entries[order[k + 1]].HeaderOffset : tableOffset;
            if (entry.HeaderOffset > tableOffset - LocalHeaderBytes || entry.PackedBytes > limit - entry.HeaderOffset - LocalHeaderBytes - entry.EndLimit)
            {
                throw new BadZipException("zip.overlapping_entries",
                    "The ZIP lists entries that share the same bytes, as archive bombs do. Nothing of it was unpacked. Pack the files again.");
            }
            entries[order[k]] = entry with { EndLimit = limit };
        }
        return entries;
    }

    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    private static string DecodeName(ReadOnlySpan<byte> name, bool utf8)
    {
        if (utf8)
        {
            return Encoding.UTF8.GetString(name);
        }
        try
        {
            return StrictUtf8.GetString(name);
        }
        catch (DecoderFallbackException)
        {
            return Encoding.Latin1.GetString(name);
        }
    }

    internal static BadZipException Damaged() => new("zip.damaged",
        "The ZIP is damaged or incomplete, so nothing of it was unpacked. Pack the files again, or upload the folder instead.");

    private static ushort U16(ReadOnlySpan<byte> b, int at) => BinaryPrimitives.ReadUInt16LittleEndian(b[at..]);
    private static uint U32(ReadOnlySpan<byte> b, int at) => BinaryPrimitives.ReadUInt32LittleEndian(b[at..]);
    private static long I64(ReadOnlySpan<byte> b, int at) => BinaryPrimitives.ReadInt64LittleEndian(b[at..]);
}
