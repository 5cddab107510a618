using System.CommandLine;
using BilskyWeb.Training.Commands;

namespace BilskyWeb.Training;

internal static class Program
{
    private static Task<int> Main(string[] args)
    {
        var root = new RootCommand("Trains and measures BilskyWeb's models.") { TrainCommand.Build(), EvaluateCommand.Build() };
        return root.Parse(args).InvokeAsync();
    }
}
