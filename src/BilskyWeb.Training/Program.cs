using System.CommandLine;
using BilskyWeb.Training.Commands;

namespace BilskyWeb.Training;

internal static class Program
{
    private const int WrongUsage = 2;

    // A step takes seconds, and a private archive up to 15 s to stop: cut off before, patients' images would stay in the temporary folder.
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(40);

    /// <summary>How commands run: long enough after Ctrl-C to stop in good order and to say what was kept.</summary>
    internal static InvocationConfiguration Invocation => new() { ProcessTerminationTimeout = StopPatience };

    internal static async Task<int> Main(string[] args)
    {
        var root = new RootCommand("Trains and measures BilskyWeb's models.") { TrainCommand.Build(), EvaluateCommand.Build() };
        var parsed = root.Parse(args);
        var code = await parsed.InvokeAsync(Invocation).ConfigureAwait(false);
        return parsed.Errors.Count > 0 ? WrongUsage : code;
    }
}
