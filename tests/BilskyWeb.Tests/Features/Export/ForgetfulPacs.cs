using System.Net;
using System.Text;

namespace BilskyWeb.Tests.Features.Export;

/// <summary>A DICOMweb server that takes what it is sent, says so, and has nothing when it is asked: a full disk behind a cheerful front.</summary>
internal sealed class ForgetfulPacs : IDisposable
{
    private readonly HttpListener _listener = new();

    public ForgetfulPacs(int port)
    {
        Address = new Uri($"http://127.0.0.1:{port}/");
        _listener.Prefixes.Add(Address.AbsoluteUri);
        _listener.Start();
        _ = ServeAsync();
    }

    public Uri Address { get; }

    public int Taken { get; private set; }

    /// <summary>Images that it has had all along, whatever series it is asked for.</summary>
    public IReadOnlyList<string> Has { get; init; } = [];

    public void Dispose() => _listener.Close();

    private async Task ServeAsync()
    {
        while (_listener.IsListening)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception closed) when (closed is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            var answer = $"[{string.Join(',', Has.Select(uid => $$$"""{"00080018":{"vr":"UI","Value":["{{{uid}}}"]}}"""))}]";
            if (context.Request.HttpMethod == "POST")
            {
                using var body = new MemoryStream();
                await context.Request.InputStream.CopyToAsync(body);
                var parts = Encoding.Latin1.GetString(body.ToArray()).Split("Content-Type: application/dicom").Length - 1;
                Taken += parts;
                answer = $$$"""{"00081199":{"vr":"SQ","Value":[{{{string.Join(',', Enumerable.Repeat("""{"00081155":{"vr":"UI","Value":["1.2.3"]}}""", parts))}}}]}}""";
            }

            context.Response.ContentType = "application/dicom+json";
            await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(answer));
            context.Response.Close();
        }
    }
}
