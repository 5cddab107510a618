using System.CommandLine;
using BilskyWeb.Platform.LocalServers;

namespace BilskyWeb.Commands;

/// <summary>The directory of a local instance, as commands name it.</summary>
internal static class LocalData
{
    /// <summary>Set by the launcher: the top of the repository, whose <c>.bilsky</c> is the default.</summary>
    public const string HomeKey = "BILSKY_HOME";

    public static Option<string> Option() => new("--data")
    {
        Description = "directory for everything that it keeps (default: .bilsky beside the launcher)",
        DefaultValueFactory = _ => Path.Combine(Environment.GetEnvironmentVariable(HomeKey) ?? Environment.CurrentDirectory, ".bilsky"),
    };

    /// <summary>
    /// Lets this process use the database and archive of the instance that runs in the directory, unless the environment already
    /// names others. False, having said so, when nothing runs there.
    /// </summary>
    public static async Task<bool> JoinAsync(string directory)
    {
        if (Environment.GetEnvironmentVariable("BILSKY_DB") is { Length: > 0 })
        {
            return true;
        }

        var instance = new LocalInstance(directory);
        if (instance.Running() is not { Phase: InstancePhase.Ready })
        {
            await Console.Error.WriteLineAsync($"Nothing is ready in {instance.Directory}. Start it with ./bilsky up, or name its directory with --data, or set BILSKY_DB.");
            return false;
        }

        foreach (var (name, value) in instance.ReadSettings())
        {
            Environment.SetEnvironmentVariable(name, value);
        }

        return true;
    }
}
