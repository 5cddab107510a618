using System.CommandLine;
using BilskyWeb.Features.Accounts;
using BilskyWeb.Platform;

namespace BilskyWeb.Commands;

/// <summary>Opens an account from the shell: the first admin of a new installation has no page to do it on.</summary>
internal static class AccountCommand
{
    public static Command Create()
    {
        var address = new Argument<string>("address") { Description = "e-mail address" };
        var role = new Option<string>("--role") { Description = "referrer, reviewer, auditor or admin", Required = true };
        var name = new Option<string>("--name") { Description = "as shown to others", Required = true };
        var data = LocalData.Option();
        var command = new Command("account", "Opens an account, or resets one. Reads the password from standard input.") { address, role, name, data };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            // Never an option: command lines are visible to every user of the machine.
            var password = await Console.In.ReadLineAsync(cancellationToken) ?? "";
            if (!await LocalData.JoinAsync(parsed.GetRequiredValue(data)))
            {
                return CommandLine.WrongInput;
            }

            await using var app = Program.Build([], ProcessRole.Worker);
            await using var scope = app.Services.CreateAsyncScope();
            var opened = await scope.ServiceProvider.GetRequiredService<OpenAccount>()
                .HandleAsync(parsed.GetRequiredValue(address), parsed.GetRequiredValue(name), password, parsed.GetRequiredValue(role));
            if (opened.Error is { } error)
            {
                await Console.Error.WriteLineAsync(error.Message);
                return CommandLine.WrongInput;
            }

            return CommandLine.Done;
        });
        return command;
    }
}
