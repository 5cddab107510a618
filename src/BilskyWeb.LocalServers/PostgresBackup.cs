using System.Globalization;
using Npgsql;

namespace BilskyWeb.LocalServers;

/// <summary>
/// Physical backups of a private PostgreSQL: the cluster's own files with the log that makes them consistent, checksums of each, and on request its log from
/// then on, from which any later moment can be restored (PostgreSQL 15 documentation, chapter 26.3).
/// </summary>
public static class PostgresBackup
{
    /// <summary>Copies a running cluster. It goes on meanwhile.</summary>
    /// <param name="owner">Connection string of its superuser.</param>
    /// <param name="databaseDirectory">The private PostgreSQL's own directory.</param>
    /// <param name="into">Folder to make for the cluster.</param>
    /// <param name="log">File for what the program says.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="ServerStartException">It could not be copied; the message has the program's own words.</exception>
    public static Task TakeAsync(string owner, string databaseDirectory, string into, string log, CancellationToken cancellationToken)
    {
        var connection = new NpgsqlConnectionStringBuilder(owner);
        return RunAsync(
            databaseDirectory,
            "pg_basebackup",
            ["--pgdata", into, "--host", connection.Host!, "--username", connection.Username!, "--no-password", "--wal-method=stream", "--checkpoint=fast", "--manifest-checksums=SHA256"],
            log,
            new() { ["PGPASSWORD"] = connection.Password! },
            "The database could not be copied.",
            cancellationToken);
    }

    /// <summary>Holds a copied cluster to its manifest: every file is there, and is what it was.</summary>
    /// <exception cref="ServerStartException">It is not; the message names the files.</exception>
    public static Task VerifyAsync(string cluster, string log, CancellationToken cancellationToken) =>
        RunAsync("pg_verifybackup", [cluster], log, [], "The copy of the database is damaged.", PostgresBinaries.Find(cluster), cancellationToken);

    /// <summary>Puts a copied cluster where a private PostgreSQL finds it, and tells it how far to go.</summary>
    /// <param name="cluster">The copy.</param>
    /// <param name="databaseDirectory">Directory of the private PostgreSQL to be; has no cluster.</param>
    /// <param name="replay">The log to replay and until when; null: the state at the end of the backup.</param>
    public static void Restore(string cluster, string databaseDirectory, WalReplay? replay)
    {
        var account = ServiceAccount.ForRoot(PrivatePostgres.AccountName);
        ServiceAccount.MakePassable(databaseDirectory);
        var server = ServiceAccount.OwnedDirectory(Path.Combine(databaseDirectory, PrivatePostgres.ServerName), account);
        var data = Path.Combine(server, PrivatePostgres.DataName);
        PrivateFolder.CopyTree(cluster, data);
        if (replay is not null)
        {
            var log = Path.Combine(server, "wal-to-replay");
            PrivateFolder.CopyTree(replay.Folder, log);
            File.AppendAllText(
                Path.Combine(data, "postgresql.auto.conf"),
                string.Create(CultureInfo.InvariantCulture, $"""

                    restore_command = 'cp "../wal-to-replay/%f" "%p"'
                    recovery_target_time = '{replay.Until:yyyy-MM-dd HH:mm:ss.ffffffzzz}'
                    recovery_target_action = 'promote'

                    """));
            File.WriteAllText(Path.Combine(data, "recovery.signal"), "");
        }

        account?.GiveAll(server);
    }

    /// <summary>Waits until a restored cluster has replayed what it was told to, and forgets the way there.</summary>
    public static async Task FinishAsync(PrivatePostgres postgres, string databaseDirectory, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(postgres);
        await using var connection = new NpgsqlConnection(postgres.ConnectionString("postgres"));
        await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var ask = new NpgsqlCommand("select pg_is_in_recovery()", connection);
        while (await ask.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is true)
        {
            await Task.Delay(200, cancellationToken).ConfigureAwait(false);
        }

        foreach (var setting in (string[])["restore_command", "recovery_target_time", "recovery_target_action"])
        {
            await using var reset = new NpgsqlCommand($"alter system reset {setting}", connection);
            await reset.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }

        var log = Path.Combine(ServiceAccount.Locate(Path.Combine(databaseDirectory, PrivatePostgres.ServerName)), "wal-to-replay");
        if (Directory.Exists(log))
        {
            Directory.Delete(log, recursive: true);
        }
    }

    private static Task RunAsync(string databaseDirectory, string program, string[] arguments, string log, Dictionary<string, string> environment, string failure, CancellationToken cancellationToken) =>
        RunAsync(program, arguments, log, environment, failure, PostgresBinaries.Find(PrivatePostgres.ClusterOf(databaseDirectory)), cancellationToken);

    private static async Task RunAsync(string program, string[] arguments, string log, Dictionary<string, string> environment, string failure, string binaries, CancellationToken cancellationToken)
    {
        await using var running = await TetheredProcess.StartAsync(new TetheredStart(Path.Combine(binaries, program), arguments, log) { Environment = environment, WorkingDirectory = "/" }).ConfigureAwait(false);
        await running.Exited.WaitAsync(cancellationToken).ConfigureAwait(false);
        if (running.ExitCode != 0)
        {
            throw new ServerStartException($"{failure} The end of {log}:\n{running.LogTail()}");
        }
    }
}

/// <summary>The log of a cluster, kept since a backup of it, and the moment to go to.</summary>
/// <param name="Folder">What <see cref="PrivatePostgresOptions.WalFolder"/> named.</param>
/// <param name="Until">Changes that were committed by then are in.</param>
public sealed record WalReplay(string Folder, DateTimeOffset Until);
