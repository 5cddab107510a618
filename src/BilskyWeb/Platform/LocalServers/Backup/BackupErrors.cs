using System.Globalization;
using BilskyWeb.Core;

namespace BilskyWeb.Platform.LocalServers.Backup;

internal sealed record InstanceNotRunning(string Directory) : ConflictError(
    "backup.not_running", $"Nothing is ready in {Directory}. Start it with ./bilsky up, or name its directory with --data. What is stopped can be copied as it is.");

internal sealed record InstanceNotPrivate() : ConflictError(
    "backup.not_private", "This instance uses a database or an archive of its own making (BILSKY_DB, BILSKY_ARCHIVE). Back those up with their own tools, the database first: docs/operating.md says how.");

internal sealed record BackupPlaceTaken(string Directory) : InvalidInputError(
    "backup.not_empty", $"{Directory} is there already and not empty. Nothing was changed. Name a folder that does not exist.");

internal sealed record BackupInsideInstance(string Directory) : InvalidInputError(
    "backup.inside_instance", $"{Directory} lies in the instance itself and would be lost with it. Name a folder on another disk.");

internal sealed record BackupWithoutRoom(long Bytes, long Free) : UnavailableError(
    "backup.no_room", string.Create(CultureInfo.InvariantCulture, $"The archive's files are {Bytes / 1_000_000:N0} MB and {Free / 1_000_000:N0} MB are free there. Nothing is left of this try. Make room, or name another disk."));

internal sealed record ArchiveFilesDamaged(int Files) : ConflictError(
    "backup.archive_damaged", $"{Files} files of the archive are missing, or are not what its index says they are. If images were deleted in these minutes, try again. Otherwise a disk may be failing: keep the earlier backups, and look at the disk before anything else.");

internal sealed record NoBackupThere(string Directory) : NotFoundError(
    "backup.none", $"There is no whole backup in {Directory}: a folder without a backup.json that can be read was never finished.");

internal sealed record UnknownBackupForm(int Form) : InvalidInputError(
    "backup.unknown_form", $"This backup has form {Form}, which this version does not know. Restore it with the version that took it, or a newer one.");

internal sealed record MomentBeforeBackup(DateTimeOffset TakenAt) : InvalidInputError(
    "backup.moment_before", string.Create(CultureInfo.InvariantCulture, $"The backup was taken at {TakenAt:yyyy-MM-dd HH:mm:ss zzz}. An earlier moment needs an earlier backup."));

internal sealed record NoWalThere(string Directory) : NotFoundError(
    "backup.no_wal", $"There is no folder {Directory}. Name the one in which the write-ahead log was kept (BILSKY_WAL).");
