using System.CommandLine;
using System.Globalization;
using BilskyWeb.Features.Oversight.Ledger;
using BilskyWeb.Platform;

namespace BilskyWeb.Commands;

/// <summary>Verifies the ledger, and writes its anchors.</summary>
internal static class LedgerCommand
{
    public static Command Create() => new("ledger", "The ledger of who did what: whether it holds, and its anchors.") { Verify(), Anchors() };

    private static Command Verify()
    {
        var anchors = new Option<FileInfo?>("--anchors") { Description = "anchors that were written before and kept elsewhere; '-' is not taken" };
        var data = LocalData.Option();
        var command = new Command("verify", "Walks the whole chain and names the first record that was altered, deleted, put in or moved.") { anchors, data };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            IReadOnlyList<LedgerAnchor> kept = [];
            if (parsed.GetValue(anchors) is { } file)
            {
                if (!file.Exists)
                {
                    await Console.Error.WriteLineAsync($"There is no file {file.FullName}.");
                    return CommandLine.WrongInput;
                }

                var read = ListAnchors.Read(await File.ReadAllLinesAsync(file.FullName, cancellationToken));
                if (read.Error is { } unreadable)
                {
                    await Console.Error.WriteLineAsync(unreadable.Message);
                    return CommandLine.WrongInput;
                }

                kept = read.Value;
            }

            if (!await LocalData.JoinAsync(parsed.GetRequiredValue(data)))
            {
                return CommandLine.WrongInput;
            }

            await using var app = Program.Build([], ProcessRole.Worker);
            await app.Services.GetRequiredService<SealLedger>().HandleAsync(cancellationToken);
            var verdict = await app.Services.GetRequiredService<VerifyLedger>().HandleAsync(kept, cancellationToken);
            if (verdict.Trouble is { } trouble)
            {
                await Console.Out.WriteLineAsync($"BROKEN. {trouble.Words}\nRecords before it hold: {verdict.Sealed.ToString(CultureInfo.InvariantCulture)}. Keep the database as it is, and a copy of it, before anything else.");
                return CommandLine.DoneInPart;
            }

            await Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
                $"The ledger holds: {verdict.Sealed} records in the chain, {verdict.Waiting} waiting to be sealed{(kept.Count > 0 ? $", {kept.Count} anchors met" : "")}. Its end: {Convert.ToHexStringLower(verdict.Hash)}"));
            return CommandLine.Done;
        });
        return command;
    }

    private static Command Anchors()
    {
        var data = LocalData.Option();
        var command = new Command("anchors", "Prints the chain's end of each day, a line of JSON each. Keep it where nobody who can write to the database can write.") { data };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            if (!await LocalData.JoinAsync(parsed.GetRequiredValue(data)))
            {
                return CommandLine.WrongInput;
            }

            await using var app = Program.Build([], ProcessRole.Worker);
            await Console.Out.WriteAsync(ListAnchors.Write(await app.Services.GetRequiredService<ListAnchors>().HandleAsync(cancellationToken)));
            return CommandLine.Done;
        });
        return command;
    }
}
