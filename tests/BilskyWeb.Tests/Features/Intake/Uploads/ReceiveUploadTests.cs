using System.Diagnostics;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using BilskyWeb.Features.Intake.Uploads;
using BilskyWeb.LocalServers;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Tests.Fixtures;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace BilskyWeb.Tests.Features.Intake.Uploads;

/// <summary>The machine's limits: a full disk, and memory that an upload must not eat whatever its size.</summary>
[Collection(AppTests.Name)]
[Trait("Kind", "integration")]
public sealed class ReceiveUploadTests(AppFixture app)
{
    private const int LargeFiles = 20;

    [Fact]
    public async Task HandleAsync_DiskWouldBeTooFull_RefusesKeepsNothingAndTakesTheNext()
    {
        var (client, _) = await app.SignInAsync(Role.Referrer);
        var options = app.Services.GetRequiredService<IOptions<UploadOptions>>().Value;
        var study = new TestStudy { Slices = 2 };
        var id = Guid.CreateVersion7();
        options.MinFreeBytes = 1L << 42;
        try
        {
            using var refused = await client.PostAsync($"/api/uploads?id={id}", UploadClient.Form(study.Files()));

            Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
            Assert.Contains("intake.disk_full", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
        finally
        {
            options.MinFreeBytes = 0;
        }

        var upload = await client.ReadAsync($"/api/uploads/{id}");
        Assert.Equal(("Discarded", "intake.disk_full"), (upload.Text("state"), upload.Text("errorCode")));
        Assert.Contains("Tell the administrator", upload.Text("error"), StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(app.DataFolder, "staging", id.ToString("N"))));
        Assert.Equal("Sent", (await client.FinishedAsync(await client.UploadAsync(UploadClient.Form(study.Files())))).Text("state"));
    }

    /// <summary>A web process whose managed heap may not grow beyond 192 MB takes a ZIP of 640 MB: whatever held it, or one of its parts, in memory would end the process.</summary>
    [Fact]
    public async Task HandleAsync_ZipLargerThanTheHeap_IsCheckedAllTheSame()
    {
        var (client, _) = await app.SignInAsync(Role.Referrer);
        var address = new Uri($"http://127.0.0.1:{FreePort.Find()}/");
        using var web = Start(address, heapMegabytes: 192);
        try
        {
            await UntilLiveAsync(address, web);
            using var small = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromMinutes(8) };
            small.DefaultRequestHeaders.Authorization = client.DefaultRequestHeaders.Authorization;
            var study = new TestStudy { Slices = LargeFiles, Rows = 4096, Columns = 4096, PixelBytes = 4096 * 4096 * 2 };
            using var zip = new StreamedZip(study);

            var received = await small.UploadAsync(zip, submit: false);

            Assert.Equal("Checked", received.Text("state"));
            var upload = await small.ReadAsync($"/api/uploads/{received.Text("id")}");
            Assert.Equal(LargeFiles, upload.Files().Count(f => f.Text("outcome") == "Accepted"));
            Assert.True(upload.GetProperty("bytes").GetInt64() > 640L << 20);
            using var deleted = await small.DeleteAsync($"/api/uploads/{received.Text("id")}");
            Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
            Assert.False(web.HasExited);
        }
        finally
        {
            web.Kill();
            await web.WaitForExitAsync();
        }
    }

    private Process Start(Uri address, int heapMegabytes)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            ArgumentList = { Path.Combine(AppContext.BaseDirectory, "BilskyWeb.dll"), "serve", "--urls", address.ToString() },
            WorkingDirectory = Repository.Root,
            Environment =
            {
                ["DOTNET_gcServer"] = "0",
                ["DOTNET_GCHeapHardLimit"] = (heapMegabytes << 20).ToString("x", System.Globalization.CultureInfo.InvariantCulture),
                ["BILSKY_DB"] = app.ConnectionString,
                ["BILSKY_ARCHIVE"] = app.Archive.Url.ToString(),
                ["BILSKY_ARCHIVE_USER"] = app.Archive.User,
                ["BILSKY_ARCHIVE_PASSWORD"] = app.Archive.Password,
                ["BILSKY_DATA"] = app.DataFolder,
                ["Uploads__MinFreeBytes"] = "0",
                ["Serilog__MinimumLevel__Default"] = "Warning",
            },
        };
        return Process.Start(start)!;
    }

    private static async Task UntilLiveAsync(Uri address, Process web)
    {
        using var client = new HttpClient { BaseAddress = address };
        for (var until = DateTime.UtcNow.AddMinutes(3); DateTime.UtcNow < until && !web.HasExited; await Task.Delay(200))
        {
            try
            {
                if ((await client.GetAsync("health/live")).IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }
        }

        throw new TimeoutException("The web process did not come up.");
    }

    /// <summary>A ZIP that is made while it is sent, one file after the other.</summary>
    private sealed class StreamedZip : HttpContent
    {
        private readonly TestStudy _study;

        public StreamedZip(TestStudy study)
        {
            _study = study;
            Headers.ContentType = new MediaTypeHeaderValue("application/zip");
            Headers.ContentDisposition = new ContentDispositionHeaderValue("attachment") { FileName = "large.zip" };
        }

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await using var zip = await ZipArchive.CreateAsync(stream, ZipArchiveMode.Create, leaveOpen: true, entryNameEncoding: null);
            for (var slice = 0; slice < _study.Slices; slice++)
            {
                await using var entry = await zip.CreateEntry($"IM{slice:D4}.dcm", CompressionLevel.NoCompression).OpenAsync();
                await entry.WriteAsync(_study.File(slice));
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
