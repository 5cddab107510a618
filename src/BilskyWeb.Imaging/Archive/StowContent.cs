using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace BilskyWeb.Imaging.Archive;

/// <summary>
/// The body of a STOW-RS request: each file as one part of a multipart/related body, copied from disk while it is sent.
/// The length is stated beforehand, so servers that cannot take chunked bodies work too.
/// </summary>
internal sealed class StowContent : HttpContent
{
    private const int CopyBuffer = 128 * 1024;

    private readonly IReadOnlyList<StowFile> _files;
    private readonly byte[] _partHead;
    private readonly byte[] _end;
    private readonly long _length;

    public StowContent(IReadOnlyList<StowFile> files)
    {
        _files = files;
        var boundary = $"bilskyweb-{Guid.NewGuid():N}";
        _partHead = Encoding.ASCII.GetBytes($"\r\n--{boundary}\r\nContent-Type: application/dicom\r\n\r\n");
        _end = Encoding.ASCII.GetBytes($"\r\n--{boundary}--\r\n");
        _length = files.Sum(file => _partHead.Length + new FileInfo(file.Path).Length) + _end.Length;
        Headers.ContentType = new MediaTypeHeaderValue("multipart/related")
        {
            Parameters = { new NameValueHeaderValue("type", "\"application/dicom\""), new NameValueHeaderValue("boundary", boundary) },
        };
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        foreach (var file in _files)
        {
            await stream.WriteAsync(_partHead, cancellationToken).ConfigureAwait(false);
            await using var source = new FileStream(file.Path, FileMode.Open, FileAccess.Read, FileShare.Read, 1, FileOptions.Asynchronous | FileOptions.SequentialScan);
            await source.CopyToAsync(stream, CopyBuffer, cancellationToken).ConfigureAwait(false);
        }

        await stream.WriteAsync(_end, cancellationToken).ConfigureAwait(false);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _length;
        return true;
    }
}
