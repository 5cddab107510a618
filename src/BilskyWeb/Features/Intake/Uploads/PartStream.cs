namespace BilskyWeb.Features.Intake.Uploads;

/// <summary>The multipart body ends without its closing boundary, or is none. The connection is whole: what was sent is wrong.</summary>
internal sealed class MultipartCutOffException(Exception inner) : IOException("The multipart body ends without its closing boundary.", inner);

/// <summary>
/// One part of a multipart request. The framework reports an end that comes too early as it reports any fault of reading; here the two are told
/// apart, because one is the sender's and the other the connection's.
/// </summary>
internal sealed class PartStream(Stream part) : Stream
{
    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            return await part.ReadAsync(buffer, cancellationToken);
        }
        catch (Exception fault) when (IsCutOff(fault))
        {
            throw new MultipartCutOffException(fault);
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
        // Nothing is written.
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <summary>True for what the multipart reader throws about the body itself; a lost connection throws a kind of its own.</summary>
    public static bool IsCutOff(Exception fault) => fault is InvalidDataException || fault.GetType() == typeof(IOException);
}
