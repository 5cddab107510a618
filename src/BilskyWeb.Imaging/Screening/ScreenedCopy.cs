using System.Buffers;
using System.IO.Compression;
using BilskyWeb.Imaging.Datasets;

namespace BilskyWeb.Imaging.Screening;

/// <summary>The way out of screening: a fresh head, then the data set as it is.</summary>
internal static class ScreenedCopy
{
    private const int BlockBytes = 81920;

    internal static long Length(ScreenedHeader header) => Head(header).Length + header.DatasetBytes + header.MissingEnd.Length;

    internal static async Task WriteAsync(Stream file, ScreenedHeader header, Stream output, CancellationToken cancellation)
    {
        await output.WriteAsync(Head(header), cancellation).ConfigureAwait(false);
        file.Position = header.DatasetOffset;
        if (!TransferSyntax.Of(header.TransferSyntaxUid).IsDeflated)
        {
            await CopyAsync(file, header.DatasetBytes, output, cancellation).ConfigureAwait(false);
        }
        else
        {
            using var inflater = new DeflateStream(file, CompressionMode.Decompress, leaveOpen: true);
            await CopyAsync(inflater, header.DatasetBytes, output, cancellation).ConfigureAwait(false);
        }

        await output.WriteAsync(header.MissingEnd, cancellation).ConfigureAwait(false);
    }

    internal static async Task CopyAsync(Stream source, long count, Stream output, CancellationToken cancellation)
    {
        var block = ArrayPool<byte>.Shared.Rent(BlockBytes);
        try
        {
            for (var left = count; left > 0;)
            {
                var read = await source.ReadAsync(block.AsMemory(0, (int)Math.Min(left, BlockBytes)), cancellation).ConfigureAwait(false);
                if (read == 0)
                {
                    throw new EndOfStreamException("The file became shorter after it was screened.");
                }

                await output.WriteAsync(block.AsMemory(0, read), cancellation).ConfigureAwait(false);
                left -= read;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block);
        }
    }

    private static byte[] Head(ScreenedHeader header)
    {
        using var head = new MemoryStream(512);
        var isDeflated = TransferSyntax.Of(header.TransferSyntaxUid).IsDeflated;
        Part10Writer.WriteMeta(
            head, header.SopClassUid, header.SopInstanceUid, isDeflated ? DicomUid.ExplicitVrLittleEndian : header.TransferSyntaxUid);
        return head.ToArray();
    }
}
