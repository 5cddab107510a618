using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using BilskyWeb.LocalServers;
using BilskyWeb.Tests.Fixtures;

namespace BilskyWeb.Tests.Docker;

/// <summary>The archive image's configuration, run by the Orthanc of this machine, which is the image's too.</summary>
[Trait("Kind", "integration")]
public sealed partial class ContainerArchiveTests
{
    [Fact]
    public async Task Orthanc_WithTheContainersConfiguration_StartsAndAsksForThePassword()
    {
        var directory = ServiceAccount.OwnedDirectory(TestDirectory.Named("container-archive/server"), ServiceAccount.ForRoot("orthanc"));
        var configuration = Path.Combine(directory, "orthanc.json");
        File.Copy(Repository.PathOf("docker/orthanc.json"), configuration);
        File.SetUnixFileMode(configuration, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        var script = Path.Combine(directory, "sent-again.lua");
        File.Copy(Repository.PathOf("src/BilskyWeb.LocalServers/sent-again.lua"), script);
        File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        var port = FreePort.Find();
        await using var orthanc = await TetheredProcess.StartAsync(new TetheredStart("/usr/sbin/Orthanc", [configuration], Path.Combine(TestDirectory.Named("container-archive"), "log"))
        {
            Account = ServiceAccount.ForRoot("orthanc"),
            WorkingDirectory = "/",
            Environment = new Dictionary<string, string>
            {
                ["LC_ALL"] = "C.UTF-8",
                ["BILSKY_ARCHIVE_DIRECTORY"] = directory,
                ["BILSKY_ARCHIVE_SCRIPT"] = script,
                ["BILSKY_ARCHIVE_HTTP_PORT"] = $"{port}",
                ["BILSKY_ARCHIVE_DICOM_PORT"] = $"{FreePort.Find()}",
                ["BILSKY_ARCHIVE_PASSWORD"] = "only-for-this-test",
            },
        });
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}/") };

        Assert.Equal(HttpStatusCode.Unauthorized, await FirstAnswerAsync(http, orthanc));
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes("bilsky:only-for-this-test")));
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(new Uri("dicom-web/studies", UriKind.Relative))).StatusCode);
    }

    /// <summary>The two ways to run an archive differ in paths, ports and addresses only.</summary>
    [Fact]
    public async Task Configuration_InDocker_IsAsStrictAsThePrivateOne()
    {
        await SharedOrthanc.GetAsync();
        var local = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(ServiceAccount.Locate(Path.Combine(TestDirectory.Named("archive"), "server")), "orthanc.json")))!.AsObject();
        var text = Variable().Replace(await File.ReadAllTextAsync(Repository.PathOf("docker/orthanc.json")), "0");
        var container = JsonNode.Parse(text, documentOptions: new System.Text.Json.JsonDocumentOptions { CommentHandling = System.Text.Json.JsonCommentHandling.Skip })!.AsObject();

        string[] different = ["Name", "StorageDirectory", "IndexDirectory", "StorageCompression", "MaximumStorageCacheSize", "SyncStorageArea", "StableAge", "LimitFindResults",
            "HttpPort", "DicomPort", "DicomAet", "RegisteredUsers", "RemoteAccessAllowed", "DicomCheckModalityHost", "Plugins", "LuaScripts", "Gdcm"];
        foreach (var (name, value) in local.Where(p => !different.Contains(p.Key)))
        {
            Assert.True(JsonNode.DeepEquals(value, container[name]), name);
        }
    }

    private static async Task<HttpStatusCode> FirstAnswerAsync(HttpClient http, TetheredProcess orthanc)
    {
        for (var attempt = 0; attempt < 600; attempt++)
        {
            Assert.False(orthanc.HasExited, orthanc.HasExited ? orthanc.LogTail() : "");
            try
            {
                return (await http.GetAsync(new Uri("system", UriKind.Relative))).StatusCode;
            }
            catch (HttpRequestException)
            {
                await Task.Delay(100);
            }
        }

        throw new TimeoutException(orthanc.LogTail());
    }

    [GeneratedRegex(@"\$\{[^}]*\}")]
    private static partial Regex Variable();
}
