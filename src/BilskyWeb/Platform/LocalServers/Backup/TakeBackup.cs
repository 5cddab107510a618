using BilskyWeb.Core;
using BilskyWeb.LocalServers;

namespace BilskyWeb.Platform.LocalServers.Backup;

/// <summary>
/// Copies a local instance while it runs: what waits in staging, the database, the archive, the models. The database goes first and the archive after it,
/// so that every image that the database knows is in the copy of the archive; what arrived in between is taken up as new when the copy is started.
/// </summary>
internal sealed class TakeBackup(LocalInstance instance, string models, TimeProvider time, Action<string> say)
{
    public async Task<Result<BackupNote>> HandleAsync(string into, CancellationToken cancellationToken)
    {
        if (instance.Running() is not { Phase: InstancePhase.Ready } running)
        {
            return new InstanceNotRunning(instance.Directory);
        }

        if (running.Servers.FirstOrDefault(s => s.Name == "archive") is not { } archive || !running.Servers.Any(s => s.Name == "database"))
        {
            return new InstanceNotPrivate();
        }

        into = Path.GetFullPath(into);
        if (File.Exists(into) || (Directory.Exists(into) && Directory.EnumerateFileSystemEntries(into).Any()))
        {
            return new BackupPlaceTaken(into);
        }

        if (into.StartsWith(instance.Directory + Path.DirectorySeparatorChar, StringComparison.Ordinal))
        {
            return new BackupInsideInstance(into);
        }

        // Whatever is cut short keeps this name, and is no backup to anybody.
        var backup = new BackupFolder(into + ".unfinished");
        if (Directory.Exists(backup.Path))
        {
            Directory.Delete(backup.Path, recursive: true);
        }

        PrivateFolder.Make(backup.Path);
        var written = await CopyAsync(backup, archive.ProcessId, cancellationToken);
        if (written.Error is null)
        {
            if (Directory.Exists(into))
            {
                Directory.Delete(into);
            }

            Directory.Move(backup.Path, into);
        }
        else
        {
            Directory.Delete(backup.Path, recursive: true);
        }

        return written;
    }

    private async Task<Result<BackupNote>> CopyAsync(BackupFolder backup, int archiveProcess, CancellationToken cancellationToken)
    {
        // Before and after the database: what it says is waiting in staging at its moment was there at one of the two.
        CopyStaging(backup);
        say("Copying the database.");
        PrivateFolder.Make(backup.Database);
        var sockets = new Npgsql.NpgsqlConnectionStringBuilder(instance.ReadSettings()["BILSKY_DB"]).Host!;
        await PostgresBackup.TakeAsync(PrivatePostgres.OwnerConnectionString(instance.DatabaseDirectory, sockets, "postgres"), instance.DatabaseDirectory, backup.Cluster, backup.Log, cancellationToken);
        var takenAt = time.GetUtcNow();
        await PostgresBackup.VerifyAsync(backup.Cluster, backup.Log, cancellationToken);
        CopyNotes(instance.DatabaseDirectory, backup.Database, BackupFolder.DatabaseNotes);
        CopyStaging(backup);

        var source = OrthancFiles.Of(instance.ArchiveDirectory);
        await source.CopyIndexAsync(backup.ArchiveFiles, archiveProcess, cancellationToken);
        CopyNotes(instance.ArchiveDirectory, backup.Archive, BackupFolder.ArchiveNotes);
        var copy = new OrthancFiles(backup.ArchiveFiles);
        var files = copy.ListFiles();
        var bytes = files.Sum(f => f.Bytes);
        var free = new DriveInfo(backup.Path).AvailableFreeSpace;
        if (bytes > free)
        {
            return new BackupWithoutRoom(bytes, free);
        }

        say($"Copying {files.Count:N0} files of the archive, {bytes / 1_000_000:N0} MB.");
        var missing = 0;
        foreach (var file in files)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!source.CopyFile(file, backup.ArchiveFiles) || !await copy.HoldsAsync(file, cancellationToken))
            {
                missing++;
            }
        }

        if (missing > 0)
        {
            return new ArchiveFilesDamaged(missing);
        }

        if (Directory.Exists(models))
        {
            PrivateFolder.CopyTree(models, backup.Models);
        }

        CopyNotes(instance.Directory, backup.Path, BackupFolder.Notes);
        var images = copy.CountImages();
        var note = new BackupNote(BackupFolder.Form, takenAt, images.Count, images.Values.Sum(), bytes);
        backup.Write(note);
        return note;
    }

    private void CopyStaging(BackupFolder backup)
    {
        PrivateFolder.Make(backup.Staging);
        if (!Directory.Exists(instance.StagingDirectory))
        {
            return;
        }

        foreach (var folder in Directory.EnumerateDirectories(instance.StagingDirectory).Where(f => Path.GetFileName(f) != "pictures"))
        {
            PrivateFolder.CopyTree(folder, Path.Combine(backup.Staging, Path.GetFileName(folder)));
        }
    }

    private static void CopyNotes(string from, string to, IEnumerable<string> names)
    {
        foreach (var name in names.Where(n => File.Exists(Path.Combine(from, n))))
        {
            PrivateFolder.CopyFile(Path.Combine(from, name), Path.Combine(to, name));
        }
    }
}
