using System.CommandLine;
using BilskyWeb.Training.Commands;

namespace BilskyWeb.Training;

internal static class Program
{
    private const int WrongUsage = 2;

    internal static async Task<int> Main(string[] args)
    {
        var root = new RootCommand("Trains and measures BilskyWeb's models.") { TrainCommand.Build(), EvaluateCommand.Build() };
        var parsed = root.Parse(args);
        var code = await parsed.InvokeAsync().ConfigureAwait(false);
        return parsed.Errors.Count > 0 ? WrongUsage : code;
    }
}
