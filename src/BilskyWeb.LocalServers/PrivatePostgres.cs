using System.Diagnostics;
using System.Security.Cryptography;
using Npgsql;

namespace BilskyWeb.LocalServers;

/// <summary>How a private PostgreSQL cluster runs.</summary>
public sealed record PrivatePostgresOptions
{
    /// <summary>False for clusters that are thrown away: nothing is forced to disk.</summary>
    public bool Durable { get; init; } = true;

    public int MaxConnections { get; init; } = 200;

    /// <summary>
    /// Folder in which every piece of the write-ahead log is kept, within a minute of what it tells, so that any moment since a backup can be restored
    /// (<see cref="PostgresBackup"/>). Null: none is kept. It grows until somebody deletes what is older than the oldest backup that counts.
    /// </summary>
    public string? WalFolder { get; init; }

    /// <summary>How long initdb and the first connection may take.</summary>
    public TimeSpan StartPatience { get; init; } = TimeSpan.FromSeconds(90);
}

/// <summary>
/// A PostgreSQL cluster run as a child of this process for this process: a Unix socket in a directory of mode 0700, no TCP,
/// SCRAM with a generated password, everything it keeps under one directory.
/// </summary>
/// <remarks>PostgreSQL refuses to run as root; run by root it works under the account <c>postgres</c>.</remarks>
public sealed class PrivatePostgres : IAsyncDisposable
{
    internal const string AccountName = "postgres", ServerName = "server", DataName = "data", PasswordName = "password";

    private const string Superuser = "bilsky";

    // sockaddr_un holds 108 bytes with the closing zero.
    private const int LongestSocketPath = 107;

    private readonly string _directory;
    private readonly string _server;
    private readonly PrivatePostgresOptions _options;
    private readonly ServiceAccount? _account;
    private readonly string _password;
    private readonly string _sockets;
    private readonly string? _wal;
    private TetheredProcess? _process;

    private PrivatePostgres(string directory, PrivatePostgresOptions options)
    {
        _directory = Path.GetFullPath(directory);
        _options = options;
        _account = ServiceAccount.ForRoot(AccountName);
        if (_account is null && Environment.IsPrivilegedProcess)
        {
            throw new ServerStartException("PostgreSQL is not installed (there is no account postgres). Install it with: apt-get install postgresql");
        }

        ServiceAccount.MakePassable(_directory);
        _server = ServiceAccount.OwnedDirectory(Path.Combine(_directory, ServerName), _account);
        if (options.WalFolder is { } wal)
        {
            // It stands in a command that PostgreSQL gives to a shell, which fills in what follows a percent sign.
            _wal = !wal.Any("\"'`$%\\\n".Contains) && Path.IsPathFullyQualified(wal)
                ? ServiceAccount.OwnedDirectory(wal, _account)
                : throw new ServerStartException($"The write-ahead log cannot be kept in {wal}: name it from the root, without quotes, $, % or backslashes.");
        }

        _password = SecretFile.ReadOrCreate(Path.Combine(_directory, PasswordName));
        _sockets = SocketDirectory();
    }

    public int ProcessId => _process?.Id ?? 0;

    /// <summary>Completes when the server has ended, for whatever reason.</summary>
    public Task Exited => _process!.Exited;

    public string LogFile => Path.Combine(_directory, "postgres.log");

    private string Data => Path.Combine(_server, DataName);

    /// <summary>Where the cluster of a private PostgreSQL lies, whose own directory is given.</summary>
    internal static string ClusterOf(string directory) => Path.Combine(ServiceAccount.Locate(Path.Combine(Path.GetFullPath(directory), ServerName)), DataName);

    /// <summary>Connection string of the superuser of a cluster that runs at a socket, from the password in its directory.</summary>
    public static string OwnerConnectionString(string directory, string sockets, string database) => new NpgsqlConnectionStringBuilder
    {
        Host = sockets,
        Username = Superuser,
        Password = SecretFile.ReadOrCreate(Path.Combine(directory, PasswordName)),
        Database = database,
        IncludeErrorDetail = false,
    }.ConnectionString;

    public static async Task<PrivatePostgres> StartAsync(string directory, PrivatePostgresOptions options, CancellationToken cancellationToken)
    {
        var postgres = new PrivatePostgres(directory, options);
        try
        {
            await postgres.LaunchAsync(cancellationToken);
            return postgres;
        }
        catch
        {
            await postgres.DisposeAsync();
            throw;
        }
    }

    /// <summary>Connection string of a database. Holds the password.</summary>
    public string ConnectionString(string database) => OwnerConnectionString(_directory, _sockets, database);

    /// <summary>Makes the database unless it exists, empty or as a copy of <paramref name="template"/>.</summary>
    public async Task CreateDatabaseAsync(string database, CancellationToken cancellationToken, string template = "template1")
    {
        await using var connection = new NpgsqlConnection(ConnectionString("postgres"));
        await connection.OpenAsync(cancellationToken);
        await using var find = new NpgsqlCommand("SELECT 1 FROM pg_database WHERE datname = $1", connection) { Parameters = { new() { Value = database } } };
        if (await find.ExecuteScalarAsync(cancellationToken) is null)
        {
            await using var create = new NpgsqlCommand($"CREATE DATABASE {Quote(database)} TEMPLATE {Quote(template)}", connection);
            await create.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    /// <summary>Drops the database and ends the sessions in it.</summary>
    public async Task DropDatabaseAsync(string database)
    {
        await using var connection = new NpgsqlConnection(ConnectionString("postgres"));
        await connection.OpenAsync();
        await using var drop = new NpgsqlCommand($"DROP DATABASE IF EXISTS {Quote(database)} WITH (FORCE)", connection);
        await drop.ExecuteNonQueryAsync();
    }

    /// <summary>Starts the server again after it died, at the same socket and with the same password.</summary>
    public async Task RestartAsync(CancellationToken cancellationToken)
    {
        await StopServerAsync();
        await LaunchAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await StopServerAsync();
        if (!_sockets.StartsWith(_server, StringComparison.Ordinal) && Directory.Exists(_sockets))
        {
            Directory.Delete(_sockets, recursive: true);
        }
    }

    private static string Quote(string identifier) => "\"" + identifier.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";

    private async Task StopServerAsync()
    {
        if (_process is { } process)
        {
            _process = null;
            // SIGINT is PostgreSQL's fast shutdown: sessions are ended, the log is written out.
            await process.StopAsync(ProcessSignal.Interrupt, TimeSpan.FromSeconds(20));
            await process.DisposeAsync();
        }
    }

    private async Task LaunchAsync(CancellationToken cancellationToken)
    {
        await WaitForPredecessorAsync(cancellationToken);
        var binaries = PostgresBinaries.Find(Data);
        if (!File.Exists(Path.Combine(Data, "PG_VERSION")))
        {
            await InitialiseAsync(binaries, cancellationToken);
        }

        _process = await TetheredProcess.StartAsync(new TetheredStart(Path.Combine(binaries, "postgres"), ["-D", Data, .. Settings()], LogFile)
        {
            Account = _account,
            WorkingDirectory = "/",
            OnParentDeath = ProcessSignal.Interrupt,
        });
        await WaitUntilItAnswersAsync(cancellationToken);
    }

    private async Task InitialiseAsync(string binaries, CancellationToken cancellationToken)
    {
        // A start that was cut short leaves half a cluster, which initdb refuses and which holds nothing yet.
        if (Directory.Exists(Data))
        {
            Directory.Delete(Data, recursive: true);
        }

        var passwordFile = Path.Combine(_server, "initdb-password");
        SecretFile.Write(passwordFile, _password + "\n");
        _account?.Give(passwordFile);
        var unfinished = Path.Combine(_server, "data.unfinished");
        if (Directory.Exists(unfinished))
        {
            Directory.Delete(unfinished, recursive: true);
        }

        string[] arguments =
        [
            "-D", unfinished, "-U", Superuser, "--auth=scram-sha-256", $"--pwfile={passwordFile}", "--encoding=UTF8", "--locale=C.UTF-8",
            .. _options.Durable ? (string[])["--data-checksums"] : ["--no-sync"],
        ];
        await using var initdb = await TetheredProcess.StartAsync(new TetheredStart(Path.Combine(binaries, "initdb"), arguments, LogFile) { Account = _account, WorkingDirectory = "/" });
        await initdb.Exited.WaitAsync(_options.StartPatience, cancellationToken);
        File.Delete(passwordFile);
        if (initdb.ExitCode != 0)
        {
            throw new ServerStartException($"PostgreSQL's initdb failed. The end of {LogFile}:\n{initdb.LogTail()}");
        }

        Directory.Move(unfinished, Data);
    }

    private IEnumerable<string> Settings()
    {
        List<string> settings =
        [
            "listen_addresses=", $"unix_socket_directories={_sockets}", "unix_socket_permissions=0700", $"max_connections={_options.MaxConnections}",
            // Statements, their parameters and the detail of an error name patients.
            "log_min_error_statement=panic", "log_error_verbosity=terse", "log_parameter_max_length=0", "log_parameter_max_length_on_error=0",
            "log_checkpoints=off", "jit=off",
        ];
        if (!_options.Durable)
        {
            settings.AddRange(["fsync=off", "synchronous_commit=off", "full_page_writes=off", "wal_level=minimal", "max_wal_senders=0", "autovacuum_naptime=1h"]);
        }

        if (_wal is not null)
        {
            // Never over a piece that is there, and whole or not at all.
            settings.AddRange(["archive_mode=on", "archive_timeout=60", $"archive_command=test ! -f \"{_wal}/%f\" && cp \"%p\" \"{_wal}/%f.part\" && sync \"{_wal}/%f.part\" && mv \"{_wal}/%f.part\" \"{_wal}/%f\""]);
        }

        return settings.SelectMany(s => new[] { "-c", s });
    }

    private async Task WaitUntilItAnswersAsync(CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        var connectionString = new NpgsqlConnectionStringBuilder(ConnectionString("postgres")) { Pooling = false, Timeout = 5 }.ConnectionString;
        while (!_process!.HasExited && Stopwatch.GetElapsedTime(start) < _options.StartPatience)
        {
            try
            {
                await using var connection = new NpgsqlConnection(connectionString);
                await connection.OpenAsync(cancellationToken);
                return;
            }
            catch (Exception e) when (e is NpgsqlException or IOException)
            {
                await Task.Delay(100, cancellationToken);
            }
        }

        throw new ServerStartException($"PostgreSQL did not start. The end of {LogFile}:\n{_process.LogTail()}");
    }

    /// <summary>After a parent was killed the kernel tells its PostgreSQL to shut down, which may still be under way.</summary>
    private async Task WaitForPredecessorAsync(CancellationToken cancellationToken)
    {
        var note = Path.Combine(Data, "postmaster.pid");
        for (var waited = 0; waited < 100 && File.Exists(note); waited++)
        {
            if (!int.TryParse(File.ReadLines(note).FirstOrDefault(), out var id) || !Directory.Exists($"/proc/{id}"))
            {
                return;
            }

            await Task.Delay(100, cancellationToken);
        }
    }

    private string SocketDirectory()
    {
        var inside = Path.Combine(_server, "s");
        if (System.Text.Encoding.UTF8.GetByteCount(Path.Combine(inside, ".s.PGSQL.5432")) <= LongestSocketPath)
        {
            return ServiceAccount.OwnedDirectory(inside, _account);
        }

        return ServiceAccount.OwnedDirectory("/tmp/bilsky-" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8)), _account);
    }
}
