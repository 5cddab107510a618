using BilskyWeb.Imaging.Archive;
using BilskyWeb.Imaging.Datasets;

namespace BilskyWeb.Imaging.Tests.Archive;

public sealed class StowContentTests
{
    [Fact]
    public async Task CopyToAsync_LargeFiles_AreCopiedInSmallPiecesOfTheStatedLength()
    {
        using var folder = new StowFolder(DicomUid.New(), "large", 3, 1024, 1000);
        using var content = new StowContent(folder.Files);
        await using var sink = new Sink();

        await content.CopyToAsync(sink);

        Assert.Equal(content.Headers.ContentLength, sink.Written);
        Assert.True(sink.Written > 6_000_000);
        Assert.InRange(sink.LargestPiece, 1, 128 * 1024);
    }

    [Fact]
    public void Batches_ManyAndLargeFiles_BoundsNumberAndSize()
    {
        using var small = new StowFolder(DicomUid.New(), "small", 130);
        using var large = new StowFolder(DicomUid.New(), "large", 5);
        foreach (var file in large.Files)
        {
            using var stream = File.OpenWrite(file.Path);
            stream.SetLength(31 << 20);
        }

        var batches = StowSender.Batches([.. small.Files, .. large.Files]).ToList();

        Assert.Equal([64, 64, 4, 2, 1], batches.Select(batch => batch.Count));
        Assert.Equal([.. small.Files, .. large.Files], batches.SelectMany(batch => batch));
    }

    private sealed class Sink : Stream
    {
        public long Written { get; private set; }

        public int LargestPiece { get; private set; }

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => Written;

        public override long Position { get => Written; set => throw new NotSupportedException(); }

        public override void Write(byte[] buffer, int offset, int count)
        {
            Written += count;
            LargestPiece = Math.Max(LargestPiece, count);
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Written += buffer.Length;
            LargestPiece = Math.Max(LargestPiece, buffer.Length);
            return ValueTask.CompletedTask;
        }

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
