using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using BilskyWeb.Imaging.Archive;
using BilskyWeb.LocalServers;

namespace BilskyWeb.Tests.Fixtures;

/// <summary>
/// What sends images by real DICOM associations (C-STORE, PS3.4 B): an Orthanc of its own, started by the first test that asks and ended with the process.
/// </summary>
internal sealed class Scanner
{
    private const string AeTitle = "SCANNER";

    private static readonly Lazy<Task<Scanner>> Started = new(StartAsync);

    private readonly PrivateOrthanc _orthanc;

    private Scanner(PrivateOrthanc orthanc) => _orthanc = orthanc;

    /// <summary>As an archive knows it.</summary>
    public KnownModality Modality => new(AeTitle, "127.0.0.1", _orthanc.DicomPort);

    public static Task<Scanner> GetAsync() => Started.Value;

    /// <summary>Sends Part 10 files to the application's archive, which is told of this scanner first.</summary>
    public static async Task SendAsync(AppFixture app, IEnumerable<byte[]> files)
    {
        var scanner = await GetAsync();

        // By the archive's own interface: the application may be down.
        using var archive = Client(app.Archive.Url, app.Archive.User, app.Archive.Password);
        using var known = await archive.PutAsJsonAsync("modalities/scanner", new { AET = AeTitle, scanner.Modality.Host, scanner.Modality.Port }, JsonSerializerOptions.Default);
        known.EnsureSuccessStatusCode();
        await scanner.SendAsync(new KnownModality(app.Archive.AeTitle, "127.0.0.1", app.Archive.DicomPort), files);
    }

    /// <summary>Sends Part 10 files to an archive that knows this scanner, all in one association.</summary>
    public async Task SendAsync(KnownModality archive, IEnumerable<byte[]> files)
    {
        using var client = Client(_orthanc.Url, _orthanc.User, _orthanc.Password);
        var sent = new List<string>();
        foreach (var file in files)
        {
            using var stored = await client.PostAsync("instances", new ByteArrayContent(file));
            stored.EnsureSuccessStatusCode();
            sent.Add((await stored.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("ID").GetString()!);
        }

        var name = $"to-{archive.Port}";
        using var known = await client.PutAsJsonAsync($"modalities/{name}", new { AET = archive.AeTitle, archive.Host, archive.Port }, JsonSerializerOptions.Default);
        known.EnsureSuccessStatusCode();
        using var done = await client.PostAsync($"modalities/{name}/store", new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(new { Resources = sent, Synchronous = true, Timeout = 60 })));
        done.EnsureSuccessStatusCode();
        foreach (var id in sent.Distinct())
        {
            // The next test may send other bytes under the same identifiers.
            using var gone = await client.DeleteAsync($"instances/{id}");
        }
    }

    private static async Task<Scanner> StartAsync() =>
        new(await PrivateOrthanc.StartAsync(TestDirectory.Named("scanner"), CancellationToken.None, new PrivateOrthancOptions { AeTitle = AeTitle, Durable = false }));

    private static HttpClient Client(Uri url, string user, string password)
    {
        var client = new HttpClient { BaseAddress = url, Timeout = TimeSpan.FromMinutes(3) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}")));
        return client;
    }
}
