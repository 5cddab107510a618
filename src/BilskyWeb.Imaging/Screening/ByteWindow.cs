namespace BilskyWeb.Imaging.Screening;

/// <summary>A small window that moves forward over a stream. The only place in which screening reads.</summary>
/// <param name="stream">Read from where it stands.</param>
/// <param name="length">Bytes from the stream's beginning to its end; <see cref="long.MaxValue"/> when only reading tells (inflated data).</param>
/// <param name="start">Position that the stream's present place is given.</param>
/// <param name="budget">Position beyond which reading sets <see cref="IsOverBudget"/> and stops.</param>
internal sealed class ByteWindow(Stream stream, long length, long start, long budget = long.MaxValue)
{
    internal const int Size = 65536;

    private readonly byte[] _buffer = new byte[Size];
    private int _from;
    private int _to;
    private bool _ended;

    /// <summary>Position of the next byte.</summary>
    internal long Position { get; private set; } = start;

    /// <summary>Bytes from position 0 to the end, as far as known.</summary>
    internal long Length { get; } = length;

    /// <summary>More came out of the stream than it may give.</summary>
    internal bool IsOverBudget { get; private set; }

    /// <summary>The bytes at hand.</summary>
    internal ReadOnlySpan<byte> Span => _buffer.AsSpan(_from, _to - _from);

    /// <summary>Brings <paramref name="count"/> bytes to hand.</summary>
    /// <param name="count">At most <see cref="Size"/>.</param>
    /// <param name="cancellation">Stops reading.</param>
    /// <returns>False when the stream ends before.</returns>
    internal ValueTask<bool> EnsureAsync(int count, CancellationToken cancellation) =>
        _to - _from >= count ? ValueTask.FromResult(true) : FillAsync(count, cancellation);

    /// <summary>Goes past bytes at hand.</summary>
    internal void Advance(int count)
    {
        _from += count;
        Position += count;
    }

    /// <summary>Goes past any number of bytes, by seeking where the stream can.</summary>
    /// <returns>False when the stream ends before.</returns>
    internal async ValueTask<bool> SkipAsync(long count, CancellationToken cancellation)
    {
        var atHand = (int)Math.Min(count, _to - _from);
        Advance(atHand);
        count -= atHand;
        if (count == 0)
        {
            return true;
        }

        if (stream.CanSeek)
        {
            if (count > Length - Position)
            {
                return false;
            }

            stream.Seek(count, SeekOrigin.Current);
            Position += count;
            return true;
        }

        while (count > 0)
        {
            var step = (int)Math.Min(count, Size);
            if (!await EnsureAsync(step, cancellation).ConfigureAwait(false))
            {
                return false;
            }

            Advance(step);
            count -= step;
        }

        return true;
    }

    private async ValueTask<bool> FillAsync(int count, CancellationToken cancellation)
    {
        Span.CopyTo(_buffer);
        _to -= _from;
        _from = 0;
        while (_to < count && !_ended)
        {
            cancellation.ThrowIfCancellationRequested();
            var read = await stream.ReadAsync(_buffer.AsMemory(_to), cancellation).ConfigureAwait(false);
            _ended = read == 0;
            _to += read;
            if (Position + _to > budget)
            {
                IsOverBudget = true;
                return false;
            }
        }

        return _to >= count;
    }
}
