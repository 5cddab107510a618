using System.CommandLine;
using System.Diagnostics;
using BilskyWeb.LocalServers;
using BilskyWeb.Platform.LocalServers;

namespace BilskyWeb.Commands;

/// <summary>Stops what <c>up</c> started in a directory.</summary>
internal static class DownCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    public static Command Create()
    {
        var data = LocalData.Option();
        var command = new Command("down", "Stops what up started in a directory.") { data };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var instance = new LocalInstance(parsed.GetRequiredValue(data));
            if (instance.Running() is not { } running)
            {
                Console.WriteLine($"Nothing runs in {instance.Directory}.");
                return CommandLine.Done;
            }

            TetheredProcess.Send(running.ProcessId, ProcessSignal.Terminate);
            var start = Stopwatch.GetTimestamp();
            while (instance.Running() is not null)
            {
                if (Stopwatch.GetElapsedTime(start) > Patience)
                {
                    // Its servers end with it: the kernel sees to that.
                    TetheredProcess.Send(running.ProcessId, ProcessSignal.Kill);
                }

                await Task.Delay(200, cancellationToken);
            }

            Console.WriteLine($"Stopped what ran in {instance.Directory}.");
            return CommandLine.Done;
        });
        return command;
    }
}
