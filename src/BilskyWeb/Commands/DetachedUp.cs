using System.Diagnostics;
using BilskyWeb.Platform.LocalServers;

namespace BilskyWeb.Commands;

/// <summary><c>up --detach</c>: starts a supervisor in a session of its own, shows what it says until all is done, and leaves it.</summary>
internal static class DetachedUp
{
    /// <summary>The line after which a supervisor has nothing more to tell the person who started it.</summary>
    public const string Settled = "Everything is up.";

    public static async Task<int> RunAsync(LocalInstance instance, int port, bool noDemo, CancellationToken cancellationToken)
    {
        File.Delete(instance.SupervisorLog);
        var (program, arguments) = ThisProgram.Command(["up", "--quiet", "--port", $"{port}", "--data", instance.Directory, .. noDemo ? (string[])["--no-demo"] : []]);
        var start = new ProcessStartInfo("/bin/sh", ["-c", "umask 077; log=$1; shift; exec setsid \"$@\" >>\"$log\" 2>&1 </dev/null", "sh", instance.SupervisorLog, program, .. arguments]);
        using var supervisor = Process.Start(start)!;
        var shown = 0;
        while (true)
        {
            // Asked first, so that what it wrote last is still shown.
            var ended = supervisor.HasExited;
            var said = File.Exists(instance.SupervisorLog) ? await ReadAsync(instance.SupervisorLog, cancellationToken) : "";
            var settled = said.IndexOf(Settled, StringComparison.Ordinal);
            var end = settled >= 0 ? settled : ended ? said.Length : said.LastIndexOf('\n') + 1;
            if (end > shown)
            {
                (ended ? Console.Error : Console.Out).Write(said[shown..end]);
                shown = end;
            }

            if (settled >= 0)
            {
                return CommandLine.Done;
            }

            if (ended)
            {
                return supervisor.ExitCode == CommandLine.WrongInput ? CommandLine.WrongInput : CommandLine.Fault;
            }

            await Task.Delay(200, cancellationToken);
        }
    }

    private static async Task<string> ReadAsync(string file, CancellationToken cancellationToken)
    {
        await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync(cancellationToken);
    }
}
