using System.Text.Json;
using BilskyWeb.LocalServers;

namespace BilskyWeb.Platform.LocalServers.Backup;

/// <summary>What a backup says of itself, written last: a folder without it is no backup.</summary>
/// <param name="Form">Layout of the folder; 1.</param>
/// <param name="TakenAt">Every change that was committed by then is in it.</param>
/// <param name="Studies">Studies in the archive.</param>
/// <param name="Images">Images in the archive.</param>
/// <param name="Bytes">Size of the archive's files.</param>
internal sealed record BackupNote(int Form, DateTimeOffset TakenAt, int Studies, int Images, long Bytes);

/// <summary>A backup of a local instance: where each part of it lies.</summary>
internal sealed class BackupFolder(string path)
{
    public const int Form = 1;

    /// <summary>Files of DIR itself that belong to a backup, besides the servers' own.</summary>
    public static readonly IReadOnlyList<string> Notes = ["demo-password", "demo-imported"];

    /// <summary>Files of a server's directory that belong to a backup: passwords, and the ports that scanners know.</summary>
    public static readonly IReadOnlyList<string> DatabaseNotes = ["password", "program-password"], ArchiveNotes = ["password", "ports"];

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public string Path { get; } = System.IO.Path.GetFullPath(path);

    public string Database => In("database");

    public string Cluster => System.IO.Path.Combine(Database, "cluster");

    public string Archive => In("archive");

    public string ArchiveFiles => System.IO.Path.Combine(Archive, "server");

    public string Staging => In("staging");

    public string Models => In("models");

    /// <summary>What PostgreSQL's programs said.</summary>
    public string Log => In("backup.log");

    private string NoteFile => In("backup.json");

    public void Write(BackupNote note) => SecretFile.Write(NoteFile, JsonSerializer.Serialize(note, Json) + "\n");

    /// <summary>Null where there is none that can be read.</summary>
    public BackupNote? Read()
    {
        try
        {
            return JsonSerializer.Deserialize<BackupNote>(File.ReadAllText(NoteFile), Json);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    private string In(string name) => System.IO.Path.Combine(Path, name);
}
