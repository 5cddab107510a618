using System.Diagnostics;
using BilskyWeb.Data;
using BilskyWeb.Imaging.Archive;
using BilskyWeb.LocalServers;
using BilskyWeb.Platform.LocalServers;
using BilskyWeb.Tests.Features.Grading;
using BilskyWeb.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Tests.Commands;

/// <summary>Runs the real program, as ./bilsky does: an instance is copied while it runs, and another is made of the copy.</summary>
[Trait("Kind", "integration")]
public sealed class BackupCommandTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task Restore_OfABackupTakenWhileItRan_HasWhatWasThereThenAndTellsWhatIsMissingLater()
    {
        var place = TestDirectory.Named("backup");
        var instance = new LocalInstance(Path.Combine(place, "one"));
        var (backup, wal) = (Path.Combine(place, "copy"), Path.Combine(place, "wal"));
        var (first, second, third) = (new TinyStudy(0, 0, 0), new TinyStudy(0, 0), new TinyStudy(0, 0));
        var nothing = await RunAsync(wal, "backup", backup, "--data", instance.Directory);
        Assert.Equal(2, nothing.ExitCode);
        Assert.Contains("Nothing is ready", nothing.Output, StringComparison.Ordinal);

        Assert.Equal(0, (await RunAsync(wal, "up", "--port", "0", "--no-demo", "--detach", "--data", instance.Directory)).ExitCode);
        DateTimeOffset moment;
        try
        {
            await SendAsync(instance, first);
            var waiting = Path.Combine(instance.StagingDirectory, "waiting", "upload.part");
            Directory.CreateDirectory(Path.GetDirectoryName(waiting)!);
            await File.WriteAllTextAsync(waiting, "held");

            var taken = await RunAsync(wal, "backup", backup, "--data", instance.Directory);

            Assert.True(taken.ExitCode == 0, taken.Output);
            Assert.Contains("1 studies with 3 images", taken.Output, StringComparison.Ordinal);
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(backup));
            Assert.Contains("not empty", (await RunAsync(wal, "backup", backup, "--data", instance.Directory)).Output, StringComparison.Ordinal);

            // The archive was let go on.
            await SendAsync(instance, second);
            moment = TimeProvider.System.GetUtcNow();
            await SendAsync(instance, third);
        }
        finally
        {
            await RunAsync(wal, "down", "--data", instance.Directory);
        }

        var again = new LocalInstance(Path.Combine(place, "two"));
        var restored = await RunAsync(null, "restore", backup, "--data", again.Directory);
        Assert.True(restored.ExitCode == 0, restored.Output);
        Assert.Contains("1 studies, 0 of them with images missing", restored.Output, StringComparison.Ordinal);
        Assert.Equal("held", await File.ReadAllTextAsync(Path.Combine(again.StagingDirectory, "waiting", "upload.part")));
        Assert.Equal([first.Uid], await StudiesAsync(again));
        await HoldsWhenStartedAsync(again, first);

        // The database can go farther than the archive's copy, and then what is missing is told and is an exit code.
        var later = new LocalInstance(Path.Combine(place, "three"));
        var replayed = await RunAsync(null, "restore", backup, "--wal", wal, "--until", $"{moment:O}", "--data", later.Directory);
        Assert.True(replayed.ExitCode == 3, replayed.Output);
        Assert.Contains("2 studies, 1 of them with images missing", replayed.Output, StringComparison.Ordinal);
        Assert.Contains("the database knows 2 images, the archive holds 0", replayed.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(second.Uid, replayed.Output, StringComparison.Ordinal);
        Assert.Equal(((string[])[first.Uid, second.Uid]).Order(StringComparer.Ordinal), (await StudiesAsync(later)).Order(StringComparer.Ordinal));

        await RefuseDamagedAsync(place, backup);
    }

    private static async Task HoldsWhenStartedAsync(LocalInstance instance, TinyStudy study)
    {
        var up = await RunAsync(null, "up", "--port", "0", "--no-demo", "--detach", "--data", instance.Directory);
        try
        {
            Assert.True(up.ExitCode == 0, up.Output);
            var ledger = await RunAsync(null, "ledger", "verify", "--data", instance.Directory);
            Assert.True(ledger.ExitCode == 0, ledger.Output);
            using var archive = Archive(instance);
            Assert.Equal(study.Grades.Length, (await archive.ReadMetadataAsync(study.Uid, study.AxialUid)).Value.Count);
        }
        finally
        {
            await RunAsync(null, "down", "--data", instance.Directory);
        }
    }

    private static async Task RefuseDamagedAsync(string place, string backup)
    {
        var file = Directory.EnumerateFiles(Path.Combine(backup, "archive", "server", "storage"), "*", SearchOption.AllDirectories).First();
        var bytes = await File.ReadAllBytesAsync(file);
        bytes[^1] ^= 1;
        await File.WriteAllBytesAsync(file, bytes);
        var damaged = await RunAsync(null, "restore", backup, "--data", Path.Combine(place, "four"));
        Assert.Equal(2, damaged.ExitCode);
        Assert.Contains("1 files of the archive are missing, or are not what its index says", damaged.Output, StringComparison.Ordinal);

        var table = Directory.EnumerateFiles(Path.Combine(backup, "database", "cluster", "base"), "*", SearchOption.AllDirectories).First(f => new FileInfo(f).Length > 0);
        await File.AppendAllTextAsync(table, "x");
        var torn = await RunAsync(null, "restore", backup, "--data", Path.Combine(place, "five"));
        Assert.Equal(2, torn.ExitCode);
        Assert.Contains("The copy of the database is damaged", torn.Output, StringComparison.Ordinal);

        File.Delete(Path.Combine(backup, "backup.json"));
        Assert.Contains("never finished", (await RunAsync(null, "restore", backup, "--data", Path.Combine(place, "six"))).Output, StringComparison.Ordinal);
    }

    /// <summary>Sends a study as a scanner would, and waits until the database knows it whole.</summary>
    private static async Task SendAsync(LocalInstance instance, TinyStudy study)
    {
        using (var archive = Archive(instance))
        {
            await TinyStudy.StoreAsync(archive, study.Axial(0, study.Grades.Length));
        }

        await using var context = Context(instance.ReadSettings()["BILSKY_DB"]);
        var start = Stopwatch.GetTimestamp();
        while (!await context.Studies.AnyAsync(s => s.StudyInstanceUid == study.Uid && s.InstanceCount == study.Grades.Length))
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < Patience, "The study did not come.");
            await Task.Delay(100);
        }
    }

    private static async Task<IReadOnlyList<string>> StudiesAsync(LocalInstance instance)
    {
        await using var postgres = await PrivatePostgres.StartAsync(instance.DatabaseDirectory, new PrivatePostgresOptions(), CancellationToken.None);
        await using var context = Context(postgres.ConnectionString("bilsky"));
        return await context.Studies.Select(s => s.StudyInstanceUid).ToListAsync();
    }

    private static BilskyDbContext Context(string database) => new(new DbContextOptionsBuilder<BilskyDbContext>().UseNpgsql(database).Options);

    private static DicomWebArchive Archive(LocalInstance instance)
    {
        var settings = instance.ReadSettings();
        return new DicomWebArchive(new ArchiveOptions { Url = new Uri(settings["BILSKY_ARCHIVE"]), User = settings["BILSKY_ARCHIVE_USER"], Password = settings["BILSKY_ARCHIVE_PASSWORD"] });
    }

    private static async Task<(int ExitCode, string Output)> RunAsync(string? wal, params string[] arguments)
    {
        var (program, start) = ThisProgram.Command(arguments);
        var info = new ProcessStartInfo(program, start)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = AppContext.BaseDirectory,

            // Nothing is to be graded here.
            Environment = { ["Studies__QuietSeconds"] = "3600", ["BILSKY_WAL"] = wal ?? "" },
        };
        using var process = Process.Start(info)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(5));
        return (process.ExitCode, await output + await error);
    }
}
