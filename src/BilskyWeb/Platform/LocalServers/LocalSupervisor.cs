using System.Net;
using System.Net.Sockets;
using BilskyWeb.Data;
using BilskyWeb.LocalServers;
using Npgsql;

namespace BilskyWeb.Platform.LocalServers;

/// <summary>What <c>up</c> was asked for.</summary>
internal sealed record LocalOptions(int Port, bool Demo)
{
    /// <summary>An existing database instead of a private one.</summary>
    public string? Database { get; init; } = Set("BILSKY_DB");

    /// <summary>An existing archive instead of a private one; credentials in BILSKY_ARCHIVE_USER and BILSKY_ARCHIVE_PASSWORD.</summary>
    public string? Archive { get; init; } = Set("BILSKY_ARCHIVE");

    /// <summary>Where the private archive's DICOM port listens: an IPv4 address of this machine, or 0.0.0.0. Null: for this machine alone.</summary>
    public string? DicomBind { get; init; } = Set("BILSKY_DICOM_BIND");

    /// <summary>Folder in which the private database's write-ahead log is kept. Null: it is not.</summary>
    public string? WalFolder { get; init; } = Set("BILSKY_WAL");

    private static string? Set(string variable) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value ? value : null;
}

/// <summary>Starts PostgreSQL, Orthanc and the web application in that order, keeps them alive, and stops them in the other order.</summary>
internal sealed class LocalSupervisor(LocalInstance instance, LocalOptions options, Action<string> say) : IAsyncDisposable
{
    /// <summary>The program's own role in a private database. It owns no table.</summary>
    private const string ProgramRole = "bilsky_program";

    private readonly DateTimeOffset _startedAt = TimeProvider.System.GetUtcNow();
    private readonly List<(KeptAlive Watch, Func<int> ProcessId, string Where)> _kept = [];
    private readonly Lock _writing = new();
    private PrivatePostgres? _database;
    private string? _owner = Environment.GetEnvironmentVariable(DatabaseRegistration.OwnerConnectionKey);
    private PrivateOrthanc? _archive;
    private WebServer? _web;
    private InstancePhase _phase = InstancePhase.Starting;

    public Uri Address { get; } = new($"http://127.0.0.1:{options.Port}/");

    /// <summary>Brings everything up; returns once the web application is ready.</summary>
    /// <exception cref="ServerStartException">Something did not start; the message says what to do.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(instance.StagingDirectory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        WriteState();
        var settings = new Dictionary<string, string>
        {
            ["BILSKY_DATA"] = instance.StagingDirectory,
            ["ASPNETCORE_ENVIRONMENT"] = "Production",
            ["DOTNET_ENVIRONMENT"] = "Production",

            // Named in our own environment, it is for the migrations alone.
            [DatabaseRegistration.OwnerConnectionKey] = "",
        };

        // Neither needs the other, and each takes a few seconds.
        await Task.WhenAll(StartDatabaseAsync(settings, cancellationToken), StartArchiveAsync(settings, cancellationToken));
        WriteState();
        if (options.Demo)
        {
            settings["BILSKY_DEMO"] = "1";
            settings["BILSKY_DEMO_PASSWORD"] = instance.DemoPassword;
        }

        instance.WriteSettings(settings);
        await MigrateAsync(settings, cancellationToken);
        say("Starting the web application.");
        _web = new WebServer(Address, settings, instance.WebLog);
        await _web.StartAsync(cancellationToken);
        Keep("web", () => _web.Exited, _web.StartAsync, () => _web.ProcessId, Address.ToString());
        WriteState();
        await _web.WaitUntilReadyAsync(TimeSpan.FromMinutes(2), cancellationToken);
        _phase = InstancePhase.Ready;
        WriteState();
    }

    /// <summary>Restarts what dies, until cancelled.</summary>
    public Task KeepAliveAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(_kept.Select(k => k.Watch.WatchAsync(TimeProvider.System, cancellationToken)));

    public async ValueTask DisposeAsync()
    {
        _phase = InstancePhase.Stopping;
        WriteState();
        if (_web is not null)
        {
            await _web.DisposeAsync();
        }

        if (_archive is not null)
        {
            await _archive.DisposeAsync();
        }

        if (_database is not null)
        {
            await _database.DisposeAsync();
        }

        instance.Forget();
    }

    private async Task StartDatabaseAsync(Dictionary<string, string> settings, CancellationToken cancellationToken)
    {
        var connection = options.Database;
        if (connection is null)
        {
            say("Starting a private PostgreSQL.");
            _database = await PrivatePostgres.StartAsync(instance.DatabaseDirectory, new PrivatePostgresOptions { WalFolder = options.WalFolder }, cancellationToken);
            await _database.CreateDatabaseAsync("bilsky", cancellationToken);
            _owner = _database.ConnectionString("bilsky");
            connection = new NpgsqlConnectionStringBuilder(_owner) { Username = ProgramRole, Password = instance.ProgramPassword }.ConnectionString;
            Keep("database", () => _database.Exited, _database.RestartAsync, () => _database.ProcessId, "unix socket, password in DIR");
        }

        lock (settings)
        {
            settings["BILSKY_DB"] = connection;
        }
    }

    private async Task StartArchiveAsync(Dictionary<string, string> settings, CancellationToken cancellationToken)
    {
        if (options.Archive is not null)
        {
            lock (settings)
            {
                // The credentials reach the web application with the rest of our environment.
                settings["BILSKY_ARCHIVE"] = options.Archive;
            }

            return;
        }

        var dicomAddress = IPAddress.Loopback;
        if (options.DicomBind is { } wanted && (!IPAddress.TryParse(wanted, out dicomAddress) || dicomAddress.AddressFamily != AddressFamily.InterNetwork))
        {
            throw new ServerStartException($"BILSKY_DICOM_BIND is {wanted}, which is no IPv4 address. Name one of this machine, or 0.0.0.0 for all; without it the archive takes DICOM from this machine only.");
        }

        say("Starting a private Orthanc.");
        _archive = await PrivateOrthanc.StartAsync(instance.ArchiveDirectory, cancellationToken, new PrivateOrthancOptions { DicomAddress = dicomAddress });
        Keep("archive", () => _archive.Exited, _archive.RestartAsync, () => _archive.ProcessId, $"{_archive.Url}, DICOM {_archive.AeTitle} on {dicomAddress}:{_archive.DicomPort}");
        lock (settings)
        {
            settings["BILSKY_ARCHIVE"] = _archive.Url.ToString();
            settings["BILSKY_ARCHIVE_USER"] = _archive.User;
            settings["BILSKY_ARCHIVE_PASSWORD"] = _archive.Password;
        }
    }

    private async Task MigrateAsync(Dictionary<string, string> settings, CancellationToken cancellationToken)
    {
        var (program, arguments) = ThisProgram.Migrations()
            ?? throw new ServerStartException("The migrations program is missing. Start this by ./bilsky, which builds it.");
        say("Bringing the database to the current schema.");
        var log = Path.Combine(instance.Directory, "migrate.log");
        File.Delete(log);
        var asOwner = _owner is null ? settings : new Dictionary<string, string>(settings) { [DatabaseRegistration.OwnerConnectionKey] = _owner };
        await using var migrate = await TetheredProcess.StartAsync(new TetheredStart(program, arguments, log) { Environment = asOwner, WorkingDirectory = AppContext.BaseDirectory });
        await migrate.Exited.WaitAsync(cancellationToken);
        if (migrate.ExitCode != 0)
        {
            throw new ServerStartException($"The database could not be brought to the current schema. The end of {log}:\n{migrate.LogTail(20)}");
        }
    }

    private void Keep(string name, Func<Task> exited, Func<CancellationToken, Task> restart, Func<int> processId, string where)
    {
        lock (_writing)
        {
            _kept.Add((new KeptAlive(name, exited, restart, say, WriteState), processId, where));
        }
    }

    private void WriteState()
    {
        lock (_writing)
        {
            instance.Write(new RunningInstance(
                Environment.ProcessId,
                _startedAt,
                Address,
                _phase,
                options.Demo,
                _phase == InstancePhase.Stopping ? [] : [.. _kept.Select(k => new RunningServer(k.Watch.Name, k.ProcessId(), k.Watch.Restarts, k.Where))]));
        }
    }
}
