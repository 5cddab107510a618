namespace BilskyWeb.Features.Research.Labelling;

/// <summary>Takes what the framework's ZIP writer writes at once and hands it on without blocking: a response refuses plain writes, and an entry's end is one.</summary>
internal sealed class ZipBuffer : Stream
{
    private readonly MemoryStream _held = new();

    public override bool CanRead => false;
    public override bool CanSeek => false;
    public override bool CanWrite => true;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <summary>Hands on all that was written since.</summary>
    public async Task DrainAsync(Stream target, CancellationToken cancellationToken)
    {
        await target.WriteAsync(_held.GetBuffer().AsMemory(0, (int)_held.Length), cancellationToken);
        _held.SetLength(0);
    }

    public override void Write(byte[] buffer, int offset, int count) => _held.Write(buffer, offset, count);

    public override void Write(ReadOnlySpan<byte> buffer) => _held.Write(buffer);

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        _held.Dispose();
        base.Dispose(disposing);
    }
}
