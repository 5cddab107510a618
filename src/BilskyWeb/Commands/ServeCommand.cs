using System.CommandLine;
using BilskyWeb.Platform;

namespace BilskyWeb.Commands;

/// <summary>Pages, API and jobs in one process.</summary>
internal static class ServeCommand
{
    public const string Name = "serve";

    public static Command Create() => CreateFor(Name, "Serves the web application and runs its jobs (the default).", ProcessRole.Serve);

    internal static Command CreateFor(string name, string description, ProcessRole role)
    {
        var command = new Command(name, description) { TreatUnmatchedTokensAsErrors = false };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            // Whatever is not ours is a setting of the host: --urls, --environment, --Jobs:GradingWorkers=2.
            await using var app = Program.Build([.. parsed.UnmatchedTokens], role);
            await app.StartAsync(cancellationToken);
            await app.WaitForShutdownAsync(cancellationToken);
            return CommandLine.Done;
        });
        return command;
    }
}
