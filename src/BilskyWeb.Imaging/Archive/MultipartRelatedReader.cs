using System.Net.Http.Headers;
using System.Text;

namespace BilskyWeb.Imaging.Archive;

/// <summary>
/// Reads the parts of a <c>multipart/related</c> answer (RFC 2387, PS3.18 8.6) one after the other, holding one part in memory at a time.
/// </summary>
internal sealed class MultipartRelatedReader
{
    private const int HeaderLimit = 16 * 1024;
    private readonly Stream _stream;
    private readonly byte[] _delimiter;
    private byte[] _buffer = new byte[64 * 1024];
    private int _start;
    private int _end;

    public MultipartRelatedReader(Stream stream, string boundary)
    {
        _stream = stream;
        _delimiter = Encoding.ASCII.GetBytes("\r\n--" + boundary);
        // The first delimiter has no line break before it: put one there, so that all look alike.
        _buffer[0] = (byte)'\r';
        _buffer[1] = (byte)'\n';
        _end = 2;
    }

    /// <summary>The boundary of a multipart content type; null when the answer has one part only and no multipart framing.</summary>
    public static string? Boundary(MediaTypeHeaderValue? contentType) =>
        contentType?.MediaType?.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase) == true
            ? contentType.Parameters.FirstOrDefault(p => p.Name.Equals("boundary", StringComparison.OrdinalIgnoreCase))?.Value?.Trim('"')
            : null;

    /// <summary>The next part's bytes, or null after the last one.</summary>
    /// <param name="limit">Largest part accepted, in bytes.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="InvalidAnswerException">The framing is wrong or a part is larger than the limit.</exception>
    /// <exception cref="EndOfStreamException">The answer breaks off.</exception>
    public async Task<byte[]?> ReadPartAsync(int limit, CancellationToken ct)
    {
        // Preamble of the first part, or nothing where the last part ended at this delimiter.
        var preamble = await FindAsync(_delimiter, limit, ct).ConfigureAwait(false);
        _start += preamble + _delimiter.Length;
        await EnsureAsync(2, ct).ConfigureAwait(false);
        if (_buffer[_start] == '-' && _buffer[_start + 1] == '-')
        {
            return null;
        }

        // A part without headers has its blank line directly behind the delimiter's own line break.
        var headers = await FindAsync("\r\n\r\n"u8.ToArray(), HeaderLimit, ct).ConfigureAwait(false);
        var length = ContentLength(Encoding.ASCII.GetString(_buffer, _start, headers));
        _start += headers + 4;
        if (length is { } known)
        {
            if (known > limit)
            {
                throw new InvalidAnswerException($"A part of {known} bytes is over the limit of {limit}.");
            }

            var part = new byte[known];
            await FillAsync(part, ct).ConfigureAwait(false);
            return part;
        }

        var size = await FindAsync(_delimiter, limit, ct).ConfigureAwait(false);
        var bytes = _buffer.AsSpan(_start, size).ToArray();
        _start += size;
        return bytes;
    }

    /// <summary>The first part as a stream, to be read from its start and not to its end: what ends the part is not looked for.</summary>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="InvalidAnswerException">The framing is wrong.</exception>
    /// <exception cref="EndOfStreamException">The answer breaks off.</exception>
    public async Task<Stream> OpenFirstPartAsync(CancellationToken ct)
    {
        _start += await FindAsync(_delimiter, HeaderLimit, ct).ConfigureAwait(false) + _delimiter.Length;
        _start += await FindAsync("\r\n\r\n"u8.ToArray(), HeaderLimit, ct).ConfigureAwait(false) + 4;
        return new ResumedStream(_buffer.AsMemory(_start, _end - _start), _stream);
    }

    private static int? ContentLength(string headers)
    {
        foreach (var line in headers.Split("\r\n", StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase))
            {
                return int.TryParse(line.AsSpan(15).Trim(), out var length) && length >= 0
                    ? length
                    : throw new InvalidAnswerException("A part states a length that is not one.");
            }
        }

        return null;
    }

    /// <summary>Distance from the read position to the next occurrence of <paramref name="pattern"/>, which is then wholly in the buffer.</summary>
    private async Task<int> FindAsync(byte[] pattern, int limit, CancellationToken ct)
    {
        var searched = 0;
        while (true)
        {
            var found = _buffer.AsSpan(_start + searched, _end - _start - searched).IndexOf(pattern);
            if (found >= 0)
            {
                return searched + found;
            }

            searched = Math.Max(0, _end - _start - pattern.Length + 1);
            if (searched > limit)
            {
                throw new InvalidAnswerException($"A part is over the limit of {limit} bytes, or its framing is wrong.");
            }

            await MoreAsync(ct).ConfigureAwait(false);
        }
    }

    private async Task EnsureAsync(int count, CancellationToken ct)
    {
        while (_end - _start < count)
        {
            await MoreAsync(ct).ConfigureAwait(false);
        }
    }

    private async Task FillAsync(byte[] part, CancellationToken ct)
    {
        var buffered = Math.Min(part.Length, _end - _start);
        _buffer.AsSpan(_start, buffered).CopyTo(part);
        _start += buffered;
        await _stream.ReadExactlyAsync(part.AsMemory(buffered), ct).ConfigureAwait(false);
    }

    private async Task MoreAsync(CancellationToken ct)
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }

        if (_end == _buffer.Length)
        {
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        var read = await _stream.ReadAsync(_buffer.AsMemory(_end), ct).ConfigureAwait(false);
        _end += read > 0 ? read : throw new EndOfStreamException("The answer breaks off.");
    }
}
