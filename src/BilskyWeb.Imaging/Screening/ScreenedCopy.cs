using System.Buffers;
using BilskyWeb.Imaging.Datasets;

namespace BilskyWeb.Imaging.Screening;

/// <summary>The way out of screening: a fresh head, then the data set as it is.</summary>
internal static class ScreenedCopy
{
    private const int BlockBytes = 81920;

    internal static long Length(ScreenedHeader header) => Head(header).Length + header.DatasetBytes;

    internal static async Task WriteAsync(Stream file, ScreenedHeader header, Stream output, CancellationToken cancellation)
    {
        await output.WriteAsync(Head(header), cancellation).ConfigureAwait(false);
        file.Position = header.DatasetOffset;
        var block = ArrayPool<byte>.Shared.Rent(BlockBytes);
        try
        {
            for (var left = header.DatasetBytes; left > 0;)
            {
                var read = await file.ReadAsync(block.AsMemory(0, (int)Math.Min(left, BlockBytes)), cancellation).ConfigureAwait(false);
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
        Part10Writer.WriteMeta(head, header.SopClassUid, header.SopInstanceUid, header.TransferSyntaxUid);
        return head.ToArray();
    }
}
