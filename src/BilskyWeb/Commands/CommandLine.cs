using System.CommandLine;
using Microsoft.Extensions.Options;

namespace BilskyWeb.Commands;

/// <summary>Runs the program's commands with the exit codes of the contract: 0 done, 2 wrong input, 3 done in part, 1 a fault of ours.</summary>
internal static class CommandLine
{
    public const int Done = 0;
    public const int Fault = 1;
    public const int WrongInput = 2;
    public const int DoneInPart = 3;

    public static async Task<int> RunAsync(string[] args, RootCommand root)
    {
        // Without a command name the program serves; "--urls …" alone is a setting of serve.
        var named = args.Length > 0 && (!args[0].StartsWith('-') || args[0] is "-h" or "-?" or "--help" or "--version");
        var parsed = root.Parse(named ? args : [ServeCommand.Name, .. args]);
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors)
            {
                await Console.Error.WriteLineAsync(error.Message);
            }

            await Console.Error.WriteLineAsync("Add --help to see what the command takes.");
            return WrongInput;
        }

        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,

                // Longer than the host's own shutdown, so that a job in hand can save its place.
                ProcessTerminationTimeout = TimeSpan.FromSeconds(40),
            });
        }
        catch (OptionsValidationException wrong)
        {
            await Console.Error.WriteLineAsync(string.Join(Environment.NewLine, wrong.Failures));
            return WrongInput;
        }
        catch (AggregateException several) when (several.Flatten().InnerExceptions.All(e => e is OptionsValidationException))
        {
            await Console.Error.WriteLineAsync(string.Join(Environment.NewLine, several.Flatten().InnerExceptions.Cast<OptionsValidationException>().SelectMany(e => e.Failures)));
            return WrongInput;
        }
        catch (OperationCanceledException)
        {
            return Done;
        }
        catch (Exception fault)
        {
            await Console.Error.WriteLineAsync(fault.ToString());
            return Fault;
        }
    }
}
