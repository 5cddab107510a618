using System.CommandLine;
using BilskyWeb.Platform;

namespace BilskyWeb.Commands;

/// <summary>Jobs alone: as many of these as wanted, on any machine that reaches the database and the archive.</summary>
internal static class WorkerCommand
{
    public static Command Create() =>
        ServeCommand.CreateFor("worker", "Runs jobs only; answers /health and /metrics on its --urls.", ProcessRole.Worker);
}
