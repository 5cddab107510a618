using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using BilskyWeb.Browser.Tests.Fixtures;

namespace BilskyWeb.Browser.Tests;

/// <summary>Scripts and styles of the program as it is built and started: compressed once, kept by the browser for as long as their content is the same.</summary>
[Trait("Kind", "browser")]
[Collection(BilskyCollection.Name)]
public sealed partial class StaticFilesTests(RunningBilsky bilsky)
{
    [Fact]
    public async Task Get_EveryScriptAndStyleOfThePage_IsCompressedAndKept()
    {
        using var client = new HttpClient(new HttpClientHandler { AutomaticDecompression = DecompressionMethods.None }) { BaseAddress = bilsky.Address };
        var page = await client.GetStringAsync("/account/signin");
        var modules = JsonDocument.Parse(ImportMap().Match(page).Groups["map"].Value).RootElement.GetProperty("imports").EnumerateObject()
            .ToDictionary(m => m.Name, m => m.Value.GetString()!);
        Assert.Contains("./viewer/viewer.js", modules.Keys);
        Assert.Contains("./viewer/study.js", modules.Keys);
        var linked = Linked().Matches(page).Select(m => m.Groups["address"].Value).ToList();
        Assert.True(linked.Count >= 6, $"Only {linked.Count} scripts and styles were found on the page.");

        foreach (var address in linked.Concat(modules.Values))
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            request.Headers.Add("Accept-Encoding", "gzip, br");
            using var answer = await client.SendAsync(request);

            Assert.True(answer.IsSuccessStatusCode, $"{address}: {answer.StatusCode}");
            Assert.True(string.Join(',', answer.Content.Headers.ContentEncoding) is "gzip" or "br", $"{address} is not compressed.");
            Assert.Equal("max-age=31536000, immutable", answer.Headers.CacheControl?.ToString().Replace("immutable, max-age=31536000", "max-age=31536000, immutable", StringComparison.Ordinal));
        }

        // Not only said to be compressed: a gzip of stored blocks is as large as the file.
        using var viewer = new HttpRequestMessage(HttpMethod.Get, modules["./viewer/viewer.js"]);
        viewer.Headers.Add("Accept-Encoding", "gzip");
        using var packed = await client.SendAsync(viewer);
        Assert.InRange((await packed.Content.ReadAsByteArrayAsync()).Length, 500_000, 1_800_000);
    }

    [GeneratedRegex("""<script type="importmap"[^>]*>(?<map>.*?)</script>""", RegexOptions.Singleline)]
    private static partial Regex ImportMap();

    [GeneratedRegex("""<(?:script|link)[^>]* (?:src|href)="(?<address>[^"]+\.(?:js|css))"[^>]*>""")]
    private static partial Regex Linked();
}
