using System.Buffers.Binary;
using System.IO.Compression;

namespace BilskyWeb.Imaging.Intake;

/// <summary>Opens one entry's content as a forward-only stream that ends after its packed bytes, whatever the entry claims.</summary>
internal static class ZipEntryStream
{
    public static Stream Open(Stream zip, ZipEntry entry)
    {
        Span<byte> header = stackalloc byte[ZipDirectory.LocalHeaderBytes];
        zip.Position = entry.HeaderOffset;
        zip.ReadExactly(header);
        if (BinaryPrimitives.ReadUInt32LittleEndian(header) != 0x04034b50)
        {
            throw ZipDirectory.Damaged();
        }
        var start = entry.HeaderOffset + ZipDirectory.LocalHeaderBytes
            + BinaryPrimitives.ReadUInt16LittleEndian(header[26..]) + BinaryPrimitives.ReadUInt16LittleEndian(header[28..]);
        if (start > entry.EndLimit - entry.PackedBytes)
        {
            throw ZipDirectory.Damaged();
        }
        var packed = new Window(zip, start, entry.PackedBytes);
        return entry.Method == 0 ? packed : new DeflateStream(packed, CompressionMode.Decompress);
    }

    /// <summary>A read-only piece of a seekable stream; leaves the stream open.</summary>
    private sealed class Window(Stream source, long start, long length) : Stream
    {
        private long _at;

        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => throw new NotSupportedException();
        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            source.Position = start + _at;
            var read = source.Read(buffer[..(int)Math.Min(buffer.Length, length - _at)]);
            _at += read;
            return read;
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            source.Position = start + _at;
            var read = await source.ReadAsync(buffer[..(int)Math.Min(buffer.Length, length - _at)], cancellationToken);
            _at += read;
            return read;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
