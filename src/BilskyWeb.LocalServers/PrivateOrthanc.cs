using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using BilskyWeb.Imaging.Archive;

namespace BilskyWeb.LocalServers;

/// <summary>
/// Debian's Orthanc with the DICOMweb and GDCM plugins, run as a child of this process for this process: HTTP for loopback
/// only with a generated password, C-STORE for known nodes only, everything it keeps under one directory.
/// </summary>
/// <remarks>
/// Run by root it works under the account <c>orthanc</c>: it is the process that parses files from strangers.
/// </remarks>
public sealed class PrivateOrthanc : IAsyncDisposable
{
    internal const string AccountName = "orthanc", ServerName = "server";

    private static readonly string[] PluginFolders = ["/usr/share/orthanc/plugins", "/usr/local/share/orthanc/plugins"];
    private static readonly string[] Programs = ["/usr/sbin/Orthanc", "/usr/local/sbin/Orthanc", "/usr/bin/Orthanc"];

    private readonly PrivateOrthancOptions _options;
    private readonly string _directory;
    private readonly string _server;
    private readonly ServiceAccount? _account;
    private int _httpPort;
    private TetheredProcess? _process;

    private PrivateOrthanc(string directory, PrivateOrthancOptions options)
    {
        _directory = Path.GetFullPath(directory);
        _options = options;
        _account = ServiceAccount.ForRoot(AccountName);
        ServiceAccount.MakePassable(_directory);
        _server = ServiceAccount.OwnedDirectory(Path.Combine(_directory, ServerName), _account);
        Password = SecretFile.ReadOrCreate(Path.Combine(_directory, "password"));
    }

    /// <summary>Root of the HTTP interface, with a slash at the end; DICOMweb is below it at <c>dicom-web/</c>.</summary>
    public Uri Url => new($"http://127.0.0.1:{_httpPort}/");

    /// <summary>Name for HTTP basic authentication.</summary>
    public string User { get; } = "bilsky";

    /// <summary>Generated password, kept in the directory with mode 0600.</summary>
    public string Password { get; }

    /// <summary>Where it is and how to sign in to it.</summary>
    public ArchiveOptions Address() => new() { Url = Url, User = User, Password = Password };

    /// <summary>Port of the DICOM service (C-ECHO, C-STORE, C-FIND, C-MOVE, C-GET).</summary>
    public int DicomPort { get; private set; }

    /// <summary>The archive's AE title.</summary>
    public string AeTitle => _options.AeTitle;

    /// <summary>Process id of the server; 0 while it is down.</summary>
    public int ProcessId => _process?.Id ?? 0;

    /// <summary>Completes when the server has ended, for whatever reason.</summary>
    public Task Exited => _process!.Exited;

    /// <summary>Where its output goes.</summary>
    public string LogFile => Path.Combine(_directory, "orthanc.log");

    /// <summary>Starts a server in a directory, which keeps its studies, password and ports from one start to the next.</summary>
    /// <param name="directory">Directory for everything it keeps; made when missing.</param>
    /// <param name="cancellationToken">Stops the start, and the server with it.</param>
    /// <param name="options">How it runs; the defaults are for an archive that is kept.</param>
    /// <exception cref="ServerStartException">Orthanc or a plugin is not installed, or it did not start; the message says what to do.</exception>
    public static async Task<PrivateOrthanc> StartAsync(string directory, CancellationToken cancellationToken, PrivateOrthancOptions? options = null)
    {
        var orthanc = new PrivateOrthanc(directory, options ?? new PrivateOrthancOptions());
        try
        {
            await orthanc.LaunchAsync(cancellationToken).ConfigureAwait(false);
            return orthanc;
        }
        catch
        {
            await orthanc.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Starts the server again after it died, on the same ports and with the same password.</summary>
    /// <exception cref="ServerStartException">It did not start.</exception>
    public async Task RestartAsync(CancellationToken cancellationToken)
    {
        await StopAsync().ConfigureAwait(false);
        await LaunchAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Stops the server: asks first, then ends it. What an archive that is not durable stored is deleted.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopAsync().ConfigureAwait(false);
        // The server's own directory may lie outside the one given, where no caller would find the images of patients.
        if (!_options.Durable && Directory.Exists(_server))
        {
            Directory.Delete(_server, recursive: true);
        }
    }

    private async Task StopAsync()
    {
        if (_process is { } process)
        {
            _process = null;
            await process.StopAsync(ProcessSignal.Terminate, TimeSpan.FromSeconds(15)).ConfigureAwait(false);
            await process.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async Task LaunchAsync(CancellationToken cancellationToken)
    {
        var program = Array.Find(Programs, File.Exists)
            ?? throw new ServerStartException("Orthanc is not installed. Install it with: apt-get install orthanc orthanc-dicomweb orthanc-gdcm");
        var plugins = Array.Find(PluginFolders, f => File.Exists(Path.Combine(f, "libOrthancDicomWeb.so")) && File.Exists(Path.Combine(f, "libOrthancGdcm.so")))
            ?? throw new ServerStartException("Orthanc's DICOMweb or GDCM plugin is not installed. Install them with: apt-get install orthanc-dicomweb orthanc-gdcm");

        // Orthanc refuses to start under a locale that is not generated on the machine.
        var environment = new Dictionary<string, string> { ["LC_ALL"] = "C.UTF-8" };
        // Nobody can reserve a port for Orthanc, so another program may take the one we found: try a few.
        for (var attempt = 1; ; attempt++)
        {
            ChoosePorts(fresh: attempt > 1);
            if (OrthancShim.Build(DicomPort, _options.DicomAddress) is { } shim)
            {
                var path = Path.Combine(_server, "shim.so");
                await File.WriteAllBytesAsync(path, shim, cancellationToken).ConfigureAwait(false);
                _account?.Give(path);
                environment["LD_PRELOAD"] = path;
            }

            var script = Path.Combine(_server, OrthancConfiguration.ScriptName);
            await File.WriteAllTextAsync(script, OrthancConfiguration.Script(), cancellationToken).ConfigureAwait(false);
            _account?.Give(script);
            var configuration = Path.Combine(_server, "orthanc.json");
            SecretFile.Write(configuration, OrthancConfiguration.Write(_options, _server, plugins, _httpPort, DicomPort, User, Password));
            _account?.Give(configuration);
            _process = await TetheredProcess.StartAsync(new TetheredStart(program, [configuration], LogFile)
            {
                Account = _account,
                WorkingDirectory = "/",
                Environment = environment,
            }).ConfigureAwait(false);
            if (await AnswersAsync(cancellationToken).ConfigureAwait(false))
            {
                break;
            }

            var tail = _process.LogTail();
            await StopAsync().ConfigureAwait(false);
            if (attempt == 3 || !tail.Contains("port", StringComparison.OrdinalIgnoreCase))
            {
                throw new ServerStartException($"Orthanc did not start. The end of {LogFile}:\n{tail}");
            }
        }

        await File.WriteAllTextAsync(Path.Combine(_directory, "ports"), $"{_httpPort} {DicomPort}\n", cancellationToken).ConfigureAwait(false);
        await IntroduceModalitiesAsync(cancellationToken).ConfigureAwait(false);
    }

    // The DICOM port is written into the PACS that send to us, so it stays the same as long as it can.
    private void ChoosePorts(bool fresh)
    {
        var note = Path.Combine(_directory, "ports");
        if (!fresh && File.Exists(note)
            && File.ReadAllText(note).Split(' ') is [var http, var dicom]
            && int.TryParse(http, out var httpPort) && int.TryParse(dicom, out var dicomPort)
            && FreePort.IsFree(httpPort) && FreePort.IsFree(dicomPort))
        {
            (_httpPort, DicomPort) = (httpPort, dicomPort);
            return;
        }

        (_httpPort, DicomPort) = (FreePort.Find(), FreePort.Find());
    }

    private async Task<bool> AnswersAsync(CancellationToken cancellationToken)
    {
        using var http = Client();
        var deadline = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(deadline) < _options.StartPatience)
        {
            if (_process!.HasExited)
            {
                return false;
            }

            try
            {
                using var response = await http.GetAsync(new Uri("system", UriKind.Relative), cancellationToken).ConfigureAwait(false);
                if (response.StatusCode == HttpStatusCode.OK)
                {
                    return true;
                }
            }
            catch (HttpRequestException)
            {
                // It does not listen yet.
            }

            await Task.Delay(100, cancellationToken).ConfigureAwait(false);
        }

        return false;
    }

    private async Task IntroduceModalitiesAsync(CancellationToken cancellationToken)
    {
        using var http = Client();
        foreach (var modality in _options.Modalities)
        {
            using var response = await http.PutAsJsonAsync(
                new Uri($"modalities/{Uri.EscapeDataString(modality.AeTitle)}", UriKind.Relative),
                new { AET = modality.AeTitle, modality.Host, modality.Port, AllowStore = true, AllowEcho = true, AllowFind = true, AllowMove = true, AllowGet = true },
                JsonSerializerOptions.Default,
                cancellationToken).ConfigureAwait(false);
            if (!response.IsSuccessStatusCode)
            {
                throw new ServerStartException($"Orthanc refused the modality {modality.AeTitle} ({(int)response.StatusCode}).");
            }
        }
    }

    private HttpClient Client() => new()
    {
        BaseAddress = Url,
        Timeout = TimeSpan.FromSeconds(10),
        DefaultRequestHeaders =
        {
            Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{User}:{Password}"))),
        },
    };
}
