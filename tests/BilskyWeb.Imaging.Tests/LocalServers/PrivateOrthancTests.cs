using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.NetworkInformation;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using BilskyWeb.Imaging.Archive;
using BilskyWeb.LocalServers;
using BilskyWeb.Tests.Fixtures;

namespace BilskyWeb.Imaging.Tests.LocalServers;

[Trait("Kind", "integration")]
public sealed class PrivateOrthancTests(ArchiveFixture archive) : IClassFixture<ArchiveFixture>
{
    [Fact]
    public async Task StartAsync_Defaults_LoadsDicomWebAndGdcm()
    {
        using var http = Client(archive.Orthanc.Password);

        var plugins = JsonSerializer.Deserialize<string[]>(await http.GetStringAsync(new Uri("plugins", UriKind.Relative)))!;

        Assert.Contains("dicom-web", plugins);
        Assert.Contains("gdcm", plugins);
    }

    [Fact]
    public async Task Http_WrongPassword_IsRefused()
    {
        using var http = Client("guess");

        using var response = await http.GetAsync(new Uri("system", UriKind.Relative));

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [SkippableFact]
    public void Ports_UntilConfigured_ListenOnLoopbackAlone()
    {
        Skip.IfNot(RuntimeInformation.OSArchitecture == Architecture.X64, "the archive listens as it does by itself");

        Assert.Equal(["127.0.0.1"], ListeningOn(archive.Orthanc.Url.Port));
        Assert.Equal(["127.0.0.1"], ListeningOn(archive.Orthanc.DicomPort));
    }

    [Fact]
    public async Task Files_WithSecrets_AreForTheirOwnerOnly()
    {
        var directory = TestDirectory.Named("archive");
        var server = ServiceAccount.Locate(Path.Combine(directory, "server"));
        foreach (var file in new[] { Path.Combine(directory, "password"), Path.Combine(server, "orthanc.json") })
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }

        Assert.DoesNotContain(archive.Orthanc.Password, await File.ReadAllTextAsync($"/proc/{archive.Orthanc.ProcessId}/cmdline"), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task DicomPort_UnknownAeTitle_IsRefusedAndKnownOneAccepted()
    {
        Skip.IfNot(File.Exists("/usr/bin/echoscu"), "dcmtk is not installed");
        await using var orthanc = await PrivateOrthanc.StartAsync(TestDirectory.Named("archive-ae"), default, new PrivateOrthancOptions
        {
            Durable = false,
            DicomAddress = IPAddress.Any,
            Modalities = [new KnownModality("SCANNER1", "127.0.0.1", 11112)],
        });
        Assert.Equal(["0.0.0.0"], ListeningOn(orthanc.DicomPort));

        Assert.NotEqual(0, await EchoAsync(orthanc, "STRANGER", orthanc.AeTitle));
        Assert.NotEqual(0, await EchoAsync(orthanc, "SCANNER1", "OTHER"));
        Assert.Equal(0, await EchoAsync(orthanc, "SCANNER1", orthanc.AeTitle));
    }

    [Fact]
    public async Task RestartAsync_AfterKill_AnswersAtTheSameAddress()
    {
        await using var orthanc = await PrivateOrthanc.StartAsync(TestDirectory.Named("archive-kill"), default, new PrivateOrthancOptions { Durable = false });
        var before = (orthanc.Url, orthanc.DicomPort, orthanc.Password);
        using (var process = Process.GetProcessById(orthanc.ProcessId))
        {
            process.Kill();
        }

        await orthanc.Exited.WaitAsync(TimeSpan.FromSeconds(60));
        await orthanc.RestartAsync(default);

        Assert.Equal(before, (orthanc.Url, orthanc.DicomPort, orthanc.Password));
    }

    [Fact]
    public async Task DisposeAsync_ThrownAwayArchiveInAClosedDirectory_LeavesNoImagesBehind()
    {
        // Run by root, the server's account may not enter here, so its files lie elsewhere.
        var closed = Directory.CreateTempSubdirectory("bilsky-closed-").FullName;
        string server;
        await using (await PrivateOrthanc.StartAsync(Path.Combine(closed, "archive"), default, new PrivateOrthancOptions { Durable = false }))
        {
            server = ServiceAccount.Locate(Path.Combine(closed, "archive", "server"));
            Assert.True(Directory.Exists(Path.Combine(server, "index")));
        }

        Assert.False(Directory.Exists(server));
        Directory.Delete(closed, recursive: true);
    }

    private static async Task<int> EchoAsync(PrivateOrthanc orthanc, string calling, string called)
    {
        using var echo = Process.Start(new ProcessStartInfo("/usr/bin/echoscu", ["-to", "5", "-ta", "5", "-aet", calling, "-aec", called, "127.0.0.1", $"{orthanc.DicomPort}"])
        { RedirectStandardError = true, RedirectStandardOutput = true })!;
        await echo.WaitForExitAsync();
        return echo.ExitCode;
    }

    private HttpClient Client(string password) => new()
    {
        BaseAddress = archive.Orthanc.Url,
        DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{archive.Orthanc.User}:{password}"))) },
    };

    /// <summary>Addresses on which something of this machine listens at a port.</summary>
    private static IEnumerable<string> ListeningOn(int port) =>
        IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Where(e => e.Port == port).Select(e => e.Address.IsIPv4MappedToIPv6 ? e.Address.MapToIPv4().ToString() : e.Address.ToString());
}
