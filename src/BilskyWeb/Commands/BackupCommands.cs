using System.CommandLine;
using System.Globalization;
using BilskyWeb.Data;
using BilskyWeb.Features.Intake.Studies;
using BilskyWeb.LocalServers;
using BilskyWeb.Platform.LocalServers;
using BilskyWeb.Platform.LocalServers.Backup;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Commands;

/// <summary>Copies a local instance while it runs, and makes an instance of a copy.</summary>
internal static class BackupCommands
{
    public static Command Backup()
    {
        var into = new Argument<string>("into") { Description = "folder to make; best on another disk" };
        var data = LocalData.Option();
        var command = new Command("backup", "Copies database, archive, models and what waits in staging, while everything runs.") { into, data };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var models = Environment.GetEnvironmentVariable("BILSKY_MODELS") ?? "";
            var folder = parsed.GetRequiredValue(into);
            var taken = await TrySayingAsync(() => new TakeBackup(new LocalInstance(parsed.GetRequiredValue(data)), models, TimeProvider.System, Console.WriteLine).HandleAsync(folder, cancellationToken));
            if (taken is not { } note)
            {
                return CommandLine.WrongInput;
            }

            await Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
                $"Backed up to {Path.GetFullPath(folder)}: {note.Studies} studies with {note.Images} images, as of {note.TakenAt:yyyy-MM-dd HH:mm:ss zzz}. It holds patients' names, images and passwords: keep it as you keep those."));
            return CommandLine.Done;
        });
        return command;
    }

    public static Command Restore()
    {
        var from = new Argument<string>("from") { Description = "folder that backup made" };
        var until = new Option<DateTimeOffset?>("--until") { Description = "a later moment to go to, such as 2026-12-01T08:30:00+01:00; needs --wal" };
        var wal = new Option<string?>("--wal") { Description = "folder in which the database's write-ahead log was kept since (BILSKY_WAL)" };
        var data = LocalData.Option();
        var command = new Command("restore", "Makes an instance of a backup, in a directory that has none. Nothing is started.") { from, until, wal, data };
        command.Validators.Add(given =>
        {
            if (given.GetValue(until) is null != given.GetValue(wal) is null)
            {
                given.AddError("--until and --wal go together.");
            }
        });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var instance = new LocalInstance(parsed.GetRequiredValue(data));
            var replay = parsed.GetValue(until) is { } moment ? new WalReplay(Path.GetFullPath(parsed.GetValue(wal)!), moment) : null;
            var done = await TrySayingAsync(() => new RestoreBackup(instance, Console.WriteLine).HandleAsync(
                parsed.GetRequiredValue(from), replay, (database, held) => CompareAsync(database, held, cancellationToken), cancellationToken));
            if (done is not { } restored)
            {
                return CommandLine.WrongInput;
            }

            var (studies, incomplete) = restored.Database;
            foreach (var study in incomplete)
            {
                await Console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"Study {study.StudyId}: the database knows {study.Known} images, the archive holds {study.Held}. Ask the sender for it again."));
            }

            await Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
                $"Restored to {instance.Directory}: {studies} studies, {incomplete.Count} of them with images missing. Start it with: ./bilsky up --data {instance.Directory}, then: ./bilsky ledger verify --data {instance.Directory}"));
            return incomplete.Count == 0 ? CommandLine.Done : CommandLine.DoneInPart;
        });
        return command;
    }

    private static async Task<(int Studies, IReadOnlyList<IncompleteStudy> Incomplete)> CompareAsync(string database, IReadOnlyDictionary<string, int> held, CancellationToken cancellationToken)
    {
        await using var context = new BilskyDbContext(new DbContextOptionsBuilder<BilskyDbContext>().UseNpgsql(database).Options);
        return await HoldToArchive.HandleAsync(context, held, cancellationToken);
    }

    private static async Task<T?> TrySayingAsync<T>(Func<Task<Core.Result<T>>> work)
        where T : class
    {
        try
        {
            var result = await work();
            if (result.Error is null)
            {
                return result.Value;
            }

            await Console.Error.WriteLineAsync(result.Error.Message);
        }
        catch (ServerStartException fault)
        {
            await Console.Error.WriteLineAsync(fault.Message);
        }

        return null;
    }
}
