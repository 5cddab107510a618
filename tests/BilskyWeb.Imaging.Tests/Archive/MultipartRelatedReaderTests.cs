using System.Net.Http.Headers;
using System.Text;
using BilskyWeb.Imaging.Archive;
using CsCheck;

namespace BilskyWeb.Imaging.Tests.Archive;

public sealed class MultipartRelatedReaderTests
{
    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task ReadPartAsync_PartsWithAndWithoutLength_AreReadWhole(bool length, bool preamble)
    {
        byte[][] parts = [[1, 2, 3], [], [.. Enumerable.Range(0, 200_000).Select(i => (byte)i)], [13, 10, 45, 45, 66, 13, 10]];

        Assert.Equal(parts, await ReadAsync(Body(parts, length, preamble), 1 << 20));
    }

    [Fact]
    public void ReadPartAsync_AnyBytesInAnyPieces_AreReadWhole() =>
        Gen.Select(Gen.Byte.Array[0, 300].Array[0, 5], Gen.Bool, Gen.Int[1, 64]).Sample((parts, length, piece) =>
            ReadAsync(Body(parts, length, false), 1000, piece).GetAwaiter().GetResult().Select(Convert.ToHexString).SequenceEqual(parts.Select(Convert.ToHexString)), iter: 200);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ReadPartAsync_PartOverTheLimit_IsRefused(bool length) =>
        await Assert.ThrowsAsync<InvalidAnswerException>(() => ReadAsync(Body([new byte[300_000]], length, false), 1000));

    [Fact]
    public async Task ReadPartAsync_BrokenOff_IsNotTakenForTheEnd()
    {
        var body = Body([new byte[1000]], true, false);

        await Assert.ThrowsAsync<EndOfStreamException>(() => ReadAsync(body[..500], 10_000));
        await Assert.ThrowsAsync<EndOfStreamException>(() => ReadAsync(body[..^20], 10_000));
    }

    [Theory]
    [InlineData("multipart/related; type=\"application/dicom\"; boundary=\"a b\"", "a b")]
    [InlineData("multipart/related; boundary=abc", "abc")]
    [InlineData("application/octet-stream", null)]
    public void Boundary_ContentTypes_AreRead(string contentType, string? boundary) =>
        Assert.Equal(boundary, MultipartRelatedReader.Boundary(MediaTypeHeaderValue.Parse(contentType)));

    private static byte[] Body(byte[][] parts, bool length, bool preamble)
    {
        using var body = new MemoryStream();
        body.Write(Encoding.ASCII.GetBytes(preamble ? "before\r\n--BOUND" : "--BOUND"));
        foreach (var part in parts)
        {
            body.Write(Encoding.ASCII.GetBytes(length ? $"\r\nContent-Type: application/octet-stream\r\nContent-Length: {part.Length}\r\n\r\n" : "\r\n\r\n"));
            body.Write(part);
            body.Write("\r\n--BOUND"u8);
        }

        body.Write("--\r\n"u8);
        return body.ToArray();
    }

    private static async Task<List<byte[]>> ReadAsync(byte[] body, int limit, int piece = int.MaxValue)
    {
        var reader = new MultipartRelatedReader(new Pieces(body, piece), "BOUND");
        var parts = new List<byte[]>();
        while (await reader.ReadPartAsync(limit, default) is { } part)
        {
            parts.Add(part);
        }

        return parts;
    }

    /// <summary>Gives a few bytes at a time, as a network does.</summary>
    private sealed class Pieces(byte[] bytes, int piece) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(buffer.Length, piece)], cancellationToken);
    }
}
