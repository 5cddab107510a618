using System.CommandLine;
using BilskyWeb.Features.Oversight.Workers;
using BilskyWeb.Inference;
using Microsoft.Extensions.Logging.Abstractions;

namespace BilskyWeb.Commands;

/// <summary>Checks this machine with the phantom, as every grading worker is each morning, and writes the reference when models are accepted.</summary>
internal static class CheckCommand
{
    public static Command Create()
    {
        var write = new Option<bool>("--write") { Description = "writes what the models say now as the reference beside them: for whoever accepts new models" };
        var int8 = new Option<bool>("--int8") { Description = "the grader's int8 twin, whatever the setting" };
        var command = new Command("check", "Grades the phantom of the daily check and compares it with the reference beside the models.") { write, int8 };
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed.GetValue(write), parsed.GetValue(int8), Console.Out, Console.Error, cancellationToken));
        return command;
    }

    internal static async Task<int> RunAsync(bool write, bool int8, TextWriter output, TextWriter progress, CancellationToken cancellationToken)
    {
        var options = GradeCommand.ReadOptions();
        if (options.Problem() is { } problem)
        {
            await progress.WriteLineAsync(problem);
            return CommandLine.WrongInput;
        }

        var opened = SlicePipeline.Open(options.Models, options.Inference with { Int8 = int8 || options.Inference.Int8 }, NullLogger.Instance);
        if (!opened.IsOk)
        {
            await progress.WriteLineAsync(opened.Error!.Message);
            return CommandLine.Fault;
        }

        using var pipeline = opened.Value;
        await progress.WriteLineAsync($"Research model, not for clinical use. {pipeline.Version}, on {pipeline.Provider}.");
        if (write)
        {
            var path = PhantomReference.PathFor(options.Models, pipeline);
            PhantomReference.Of(pipeline, await GradePhantom.HandleAsync(pipeline, cancellationToken)).Write(path);
            await output.WriteLineAsync($"The reference is {path}.");
            return CommandLine.Done;
        }

        var verdict = await GradePhantom.CheckAsync(options.Models, pipeline, cancellationToken);
        await output.WriteLineAsync($"{verdict.Check}. {verdict.Words}");
        return verdict.Check switch { WorkerCheck.Passed => CommandLine.Done, WorkerCheck.Failed => CommandLine.Fault, _ => CommandLine.WrongInput };
    }
}
