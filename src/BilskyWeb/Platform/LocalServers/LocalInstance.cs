using System.Text.Json;
using BilskyWeb.LocalServers;

namespace BilskyWeb.Platform.LocalServers;

/// <summary>
/// What one DIR of <c>up --data DIR</c> holds: the servers' files, generated secrets, logs, and a note of what runs.
/// </summary>
internal sealed class LocalInstance
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public LocalInstance(string directory)
    {
        Directory = Path.GetFullPath(directory);
    }

    public string Directory { get; }

    public string DatabaseDirectory => Path.Combine(Directory, "database");

    public string ArchiveDirectory => Path.Combine(Directory, "archive");

    /// <summary>Staging folder of uploads.</summary>
    public string StagingDirectory => Path.Combine(Directory, "staging");

    public string WebLog => Path.Combine(Directory, "web.log");

    /// <summary>Log of the supervisor itself when it runs detached.</summary>
    public string SupervisorLog => Path.Combine(Directory, "up.log");

    /// <summary>Made once the demo studies are in, so that they are imported once only.</summary>
    public string DemoMarker => Path.Combine(Directory, "demo-imported");

    /// <summary>Password of the program's own role in the private database.</summary>
    public string ProgramPassword => SecretFile.ReadOrCreate(Path.Combine(DatabaseDirectory, "program-password"));

    public string DemoPassword => SecretFile.ReadOrCreate(DemoPasswordFile);

    /// <summary>Written once, with the directory's first demo.</summary>
    public string DemoPasswordFile => Path.Combine(Directory, "demo-password");

    private string StateFile => Path.Combine(Directory, "running.json");

    private string LockFile => Path.Combine(Directory, "lock");

    private string SettingsFile => Path.Combine(Directory, "settings.json");

    /// <summary>Makes the directory. Other accounts may pass through (the servers' own must), not list it.</summary>
    public void Create() => ServiceAccount.MakePassable(Directory);

    /// <summary>Takes the directory for one supervisor; null while another has it. The kernel gives it back with the process.</summary>
    public FileStream? TryLock()
    {
        try
        {
            return new FileStream(LockFile, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>As <see cref="TryLock"/>, but waits out a command that only looks who has it.</summary>
    public async Task<FileStream?> LockAsync(CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < 20; attempt++)
        {
            if (TryLock() is { } mine)
            {
                return mine;
            }

            await Task.Delay(50, cancellationToken);
        }

        return null;
    }

    /// <summary>What runs now, or null.</summary>
    public RunningInstance? Running()
    {
        if (!File.Exists(LockFile))
        {
            return null;
        }

        using var free = TryLock();
        return free is null && File.Exists(StateFile) ? JsonSerializer.Deserialize<RunningInstance>(File.ReadAllText(StateFile), Json) : null;
    }

    public void Write(RunningInstance running)
    {
        var fresh = StateFile + ".new";
        File.WriteAllText(fresh, JsonSerializer.Serialize(running, Json));
        File.Move(fresh, StateFile, overwrite: true);
    }

    public void Forget() => File.Delete(StateFile);

    /// <summary>Keeps the web application's settings for commands that join it (<c>token</c>); they hold passwords.</summary>
    public void WriteSettings(IReadOnlyDictionary<string, string> settings) => SecretFile.Write(SettingsFile, JsonSerializer.Serialize(settings, Json));

    /// <summary>Settings of the web application that runs here.</summary>
    public IReadOnlyDictionary<string, string> ReadSettings() =>
        JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllText(SettingsFile), Json)!;
}

/// <summary>How far an <c>up</c> has come.</summary>
internal enum InstancePhase
{
    Starting,
    Ready,
    Stopping,
}

/// <summary>The note that a supervisor leaves in DIR. Holds no secret.</summary>
internal sealed record RunningInstance(int ProcessId, DateTimeOffset StartedAt, Uri Address, InstancePhase Phase, bool Demo, IReadOnlyList<RunningServer> Servers);

/// <summary>One server under the supervisor.</summary>
/// <param name="Name">database, archive or web.</param>
/// <param name="ProcessId">Its process.</param>
/// <param name="Restarts">How often it died and was started again.</param>
/// <param name="Where">How to reach it, without credentials.</param>
internal sealed record RunningServer(string Name, int ProcessId, int Restarts, string Where);
