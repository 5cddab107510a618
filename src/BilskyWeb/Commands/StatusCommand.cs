using System.CommandLine;
using BilskyWeb.Platform.LocalServers;

namespace BilskyWeb.Commands;

/// <summary>Shows what runs in a directory.</summary>
internal static class StatusCommand
{
    public static Command Create()
    {
        var data = LocalData.Option();
        var command = new Command("status", "Shows what up runs in a directory.") { data };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var instance = new LocalInstance(parsed.GetRequiredValue(data));
            if (instance.Running() is not { } running)
            {
                Console.WriteLine($"Nothing runs in {instance.Directory}.");
                return CommandLine.Done;
            }

            Console.WriteLine($"{running.Address}  {await HealthAsync(running, cancellationToken)}, since {running.StartedAt.ToLocalTime():yyyy-MM-dd HH:mm:ss}, in {instance.Directory}");
            Console.WriteLine($"  {"supervisor",-10} process {running.ProcessId}");
            foreach (var server in running.Servers)
            {
                var state = server.ProcessId > 0 && Directory.Exists($"/proc/{server.ProcessId}") ? $"process {server.ProcessId}" : "down";
                var restarts = server.Restarts > 0 ? $", started again {server.Restarts}×" : "";
                Console.WriteLine($"  {server.Name,-10} {state}{restarts}  {server.Where}");
            }

            return CommandLine.Done;
        });
        return command;
    }

    private static async Task<string> HealthAsync(RunningInstance running, CancellationToken cancellationToken)
    {
        if (running.Phase != InstancePhase.Ready)
        {
            return running.Phase == InstancePhase.Starting ? "starting" : "stopping";
        }

        using var http = new HttpClient { BaseAddress = running.Address, Timeout = TimeSpan.FromSeconds(10) };
        try
        {
            using var response = await http.GetAsync(new Uri("health/ready", UriKind.Relative), cancellationToken);
            return response.IsSuccessStatusCode ? "ready" : "not ready: " + await response.Content.ReadAsStringAsync(cancellationToken);
        }
        catch (Exception silent) when (silent is HttpRequestException or TaskCanceledException)
        {
            return "does not answer";
        }
    }
}
