using System.CommandLine;
using BilskyWeb.Features.Accounts;
using BilskyWeb.Platform;
using BilskyWeb.Platform.Auth;

namespace BilskyWeb.Commands;

/// <summary>Prints a new API key on stdout.</summary>
internal static class TokenCommand
{
    public static Command Create()
    {
        var role = new Option<string>("--role") { Description = "referrer, reviewer, auditor or admin", Required = true };
        var account = new Option<string?>("--account") { Description = "whose key (an e-mail address); without it the oldest account in that role" };
        var name = new Option<string>("--name") { Description = "what the key is for", DefaultValueFactory = _ => "command line" };
        var may = new Option<KeyScope>("--scope") { Description = "full, read (nothing is changed) or upload (images are sent, nothing is read)", DefaultValueFactory = _ => KeyScope.Full };
        var days = new Option<int>("--days") { Description = "after how many days it ends", DefaultValueFactory = _ => IssueApiKey.LongestDays };
        var data = LocalData.Option();
        var command = new Command("token", "Makes an API key and prints it once.") { role, account, name, may, days, data };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            if (!await LocalData.JoinAsync(parsed.GetRequiredValue(data)))
            {
                return CommandLine.WrongInput;
            }

            await using var app = Program.Build([], ProcessRole.Worker);
            await using var scope = app.Services.CreateAsyncScope();
            var key = await scope.ServiceProvider.GetRequiredService<IssueApiKey>()
                .HandleAsync(parsed.GetRequiredValue(role), parsed.GetValue(account), parsed.GetRequiredValue(name), cancellationToken, parsed.GetValue(may), parsed.GetValue(days));
            return await key.Match(
                async value =>
                {
                    await Console.Out.WriteLineAsync(value);
                    return CommandLine.Done;
                },
                async error =>
                {
                    await Console.Error.WriteLineAsync(error.Message);
                    return CommandLine.WrongInput;
                });
        });
        return command;
    }
}
