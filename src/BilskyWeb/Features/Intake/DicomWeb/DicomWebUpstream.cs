using System.Buffers;
using System.Net.Http.Headers;
using System.Text;
using BilskyWeb.Imaging.Archive;
using Microsoft.Extensions.Options;

namespace BilskyWeb.Features.Intake.DicomWeb;

/// <summary>Plain HTTP to the archive's DICOMweb service, for answers that are streamed through and never held.</summary>
internal sealed class DicomWebUpstream : IDisposable
{
    private readonly HttpClient _http;

    public DicomWebUpstream(IOptions<ArchiveOptions> options)
    {
        var archive = options.Value;
        Root = new Uri(new Uri(archive.Url!.AbsoluteUri.TrimEnd('/') + "/"), archive.DicomWebPath.Trim('/') + "/");
        _http = new HttpClient(new SocketsHttpHandler
        {
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            ConnectTimeout = TimeSpan.FromSeconds(5),
            AllowAutoRedirect = false,
            UseCookies = false,
        })
        { Timeout = Timeout.InfiniteTimeSpan };
        if (!string.IsNullOrEmpty(archive.User))
        {
            _http.DefaultRequestHeaders.Authorization =
                new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{archive.User}:{archive.Password}")));
        }
    }

    /// <summary>Root of the archive's DICOMweb service, ending in a slash. It must not reach a client.</summary>
    public Uri Root { get; }

    /// <param name="relative">Path and query of characters that may stand in an address, sent as they are (<see cref="DicomWebTarget"/>, <see cref="DicomWebQuery"/>).</param>
    public Task<HttpResponseMessage> GetAsync(string relative, string? accept, CancellationToken cancellationToken)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, QidoValue.Address(Root, relative));
        if (!string.IsNullOrEmpty(accept))
        {
            request.Headers.TryAddWithoutValidation("Accept", accept);
        }
        return _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
    }

    public void Dispose() => _http.Dispose();

    /// <summary>Copies JSON, putting our public address where the archive wrote its own (RetrieveURL, BulkDataURI).</summary>
    public async Task CopyJsonAsync(Stream source, Stream target, string publicRoot, CancellationToken cancellationToken)
    {
        var inner = Encoding.ASCII.GetBytes(Root.AbsoluteUri);
        var outer = Encoding.ASCII.GetBytes(publicRoot);
        var buffer = ArrayPool<byte>.Shared.Rent(1 << 16);
        try
        {
            var held = 0;
            while (true)
            {
                var read = await source.ReadAsync(buffer.AsMemory(held), cancellationToken);
                var end = held + read;
                var from = 0;
                while (buffer.AsSpan(from, end - from).IndexOf(inner) is >= 0 and var at)
                {
                    await target.WriteAsync(buffer.AsMemory(from, at), cancellationToken);
                    await target.WriteAsync(outer, cancellationToken);
                    from += at + inner.Length;
                }

                // The address may straddle two buffers: keep as much as could be its beginning.
                var keep = read == 0 ? 0 : Math.Min(inner.Length - 1, end - from);
                await target.WriteAsync(buffer.AsMemory(from, end - from - keep), cancellationToken);
                if (read == 0)
                {
                    return;
                }
                buffer.AsSpan(end - keep, keep).CopyTo(buffer);
                held = keep;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
