using BilskyWeb.Core;
using BilskyWeb.LocalServers;

namespace BilskyWeb.Platform.LocalServers.Backup;

/// <summary>What was restored.</summary>
/// <param name="Note">The backup's own word.</param>
/// <param name="Database">What was asked of the restored database.</param>
internal sealed record Restored<T>(BackupNote Note, T Database);

/// <summary>Makes a local instance of a backup, in a directory that has none.</summary>
internal sealed class RestoreBackup(LocalInstance instance, Action<string> say)
{
    // Replaying the log of weeks takes its time.
    private static readonly TimeSpan Patience = TimeSpan.FromHours(12);

    /// <param name="from">The backup.</param>
    /// <param name="replay">How far to go beyond it; null: its own moment.</param>
    /// <param name="ask">Gets the restored database's connection string and how many images of each study the archive holds, while both are there.</param>
    /// <param name="cancellationToken">Stops; the directory is then to be deleted.</param>
    public async Task<Result<Restored<T>>> HandleAsync<T>(string from, WalReplay? replay, Func<string, IReadOnlyDictionary<string, int>, Task<T>> ask, CancellationToken cancellationToken)
    {
        var backup = new BackupFolder(from);
        if (backup.Read() is not { } note)
        {
            return new NoBackupThere(backup.Path);
        }

        if (note.Form != BackupFolder.Form)
        {
            return new UnknownBackupForm(note.Form);
        }

        if (replay is not null && replay.Until < note.TakenAt)
        {
            return new MomentBeforeBackup(note.TakenAt);
        }

        if (replay is not null && !Directory.Exists(replay.Folder))
        {
            return new NoWalThere(replay.Folder);
        }

        if (Directory.Exists(instance.Directory) && Directory.EnumerateFileSystemEntries(instance.Directory).Any())
        {
            return new BackupPlaceTaken(instance.Directory);
        }

        say("Checking the copy.");
        var log = Path.GetTempFileName();
        try
        {
            await PostgresBackup.VerifyAsync(backup.Cluster, log, cancellationToken);
        }
        finally
        {
            File.Delete(log);
        }

        instance.Create();
        await using var mine = await instance.LockAsync(cancellationToken) ?? throw new IOException($"Something runs in {instance.Directory}.");
        say("Restoring the archive.");
        OrthancFiles.Restore(backup.ArchiveFiles, instance.ArchiveDirectory);
        Copy(backup.Archive, instance.ArchiveDirectory, BackupFolder.ArchiveNotes);
        var archive = OrthancFiles.Of(instance.ArchiveDirectory);
        var damaged = 0;
        foreach (var file in archive.ListFiles())
        {
            cancellationToken.ThrowIfCancellationRequested();
            damaged += await archive.HoldsAsync(file, cancellationToken) ? 0 : 1;
        }

        if (damaged > 0)
        {
            return new ArchiveFilesDamaged(damaged);
        }

        say("Restoring the database.");
        PostgresBackup.Restore(backup.Cluster, instance.DatabaseDirectory, replay);
        Copy(backup.Database, instance.DatabaseDirectory, BackupFolder.DatabaseNotes);
        Copy(backup.Path, instance.Directory, BackupFolder.Notes);
        PrivateFolder.CopyTree(backup.Staging, instance.StagingDirectory);
        await using var postgres = await PrivatePostgres.StartAsync(instance.DatabaseDirectory, new PrivatePostgresOptions { StartPatience = Patience }, cancellationToken);
        await PostgresBackup.FinishAsync(postgres, instance.DatabaseDirectory, cancellationToken);
        return new Restored<T>(note, await ask(postgres.ConnectionString("bilsky"), archive.CountImages()));
    }

    private static void Copy(string from, string to, IEnumerable<string> names)
    {
        foreach (var name in names.Where(n => File.Exists(Path.Combine(from, n))))
        {
            PrivateFolder.CopyFile(Path.Combine(from, name), Path.Combine(to, name));
        }
    }
}
