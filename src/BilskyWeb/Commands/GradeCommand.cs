using System.CommandLine;
using System.Text.Json;
using BilskyWeb.Core.Grading;
using BilskyWeb.Features.Grading;
using BilskyWeb.Inference;
using BilskyWeb.LocalServers;
using Microsoft.Extensions.Logging.Abstractions;

namespace BilskyWeb.Commands;

/// <summary>Grades DICOM files, folders and ZIPs without a browser or a database. JSON on stdout, everything else on stderr.</summary>
internal static class GradeCommand
{
    public static Command Create()
    {
        var paths = new Argument<string[]>("path") { Description = "files, folders or ZIPs", Arity = ArgumentArity.OneOrMore };
        var json = new Option<bool>("--json") { Description = "one JSON object on stdout" };
        var command = new Command("grade", "Grades DICOM files, folders and ZIPs.") { paths, json };
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed.GetRequiredValue(paths), parsed.GetValue(json), Console.Out, Console.Error, cancellationToken));
        return command;
    }

    internal static async Task<int> RunAsync(string[] paths, bool json, TextWriter output, TextWriter progress, CancellationToken cancellationToken)
    {
        if (Array.Find(paths, p => !File.Exists(p) && !Directory.Exists(p)) is { } missing)
        {
            await progress.WriteLineAsync($"There is no file or folder {missing}.");
            return CommandLine.WrongInput;
        }

        var options = ReadOptions();
        if (options.Problem() is { } problem)
        {
            await progress.WriteLineAsync(problem);
            return CommandLine.WrongInput;
        }

        var opened = SlicePipeline.Open(options.Models, options.Inference, NullLogger.Instance);
        if (!opened.IsOk)
        {
            await progress.WriteLineAsync(opened.Error!.Message);
            return CommandLine.Fault;
        }

        using var pipeline = opened.Value;
        await progress.WriteLineAsync($"Research model, not for clinical use. {pipeline.Version}, on {pipeline.Provider}.");
        try
        {
            var grading = new FileGrading(pipeline, new StudyRule(options.Rule), progress);
            var outcome = await grading.RunAsync(paths, cancellationToken);
            if (outcome.Stopped is { } stopped)
            {
                await progress.WriteLineAsync(stopped.Message);
                return CommandLine.WrongInput;
            }

            await output.WriteLineAsync(json ? JsonSerializer.Serialize(outcome.Grading, GradingJson.Options) : GradeSummary.Write(outcome.Grading));
            await output.FlushAsync(cancellationToken);
            foreach (var failure in outcome.Failures)
            {
                await progress.WriteLineAsync(failure);
            }

            return outcome.Graded == 0 ? CommandLine.WrongInput : outcome.Failures.Count > 0 ? CommandLine.DoneInPart : CommandLine.Done;
        }
        catch (ServerStartException noArchive)
        {
            await progress.WriteLineAsync(noArchive.Message);
            return CommandLine.Fault;
        }
    }

    // The same settings as the server's, so that the same study gets the same grades.
    internal static GradingOptions ReadOptions()
    {
        var configuration = new ConfigurationBuilder()
            .AddJsonFile(Path.Combine(ContentRoot.Path, "appsettings.json"), optional: true)
            .AddEnvironmentVariables()
            .Build();
        var options = configuration.GetSection(GradingOptions.Section).Get<GradingOptions>() ?? new GradingOptions();
        options.Complete(configuration, ContentRoot.Path);
        return options;
    }
}
