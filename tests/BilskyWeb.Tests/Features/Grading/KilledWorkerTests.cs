using System.Diagnostics;
using BilskyWeb.Features.Grading;
using BilskyWeb.Features.Intake.Studies;
using BilskyWeb.Tests.Fixtures;
using BilskyWeb.TinyModels;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Tests.Features.Grading;

/// <summary>Worker processes of their own, one of them killed as a power cut would.</summary>
[Trait("Kind", "integration")]
public sealed class KilledWorkerTests(DatabaseFixture database) : IClassFixture<DatabaseFixture>
{
    private const int Slices = 40;

    [Fact]
    public async Task Worker_KilledInTheMiddle_TheNextOneLeavesOneCompleteResult()
    {
        using var models = new TinyModelFolder(slow: true);
        var orthanc = await SharedOrthanc.GetAsync();
        var made = new TinyStudy([.. Enumerable.Range(0, Slices).Select(i => i is >= 20 and < 24 ? 4.0 : 0)]);
        await TinyStudy.StoreAsync(orthanc, made.Axial(0, Slices));
        await SubmitAsync(made);
        Dictionary<string, string> environment = new()
        {
            ["BILSKY_DB"] = database.ConnectionString,
            ["BILSKY_ARCHIVE"] = orthanc.Url.ToString(),
            ["BILSKY_ARCHIVE_USER"] = orthanc.User,
            ["BILSKY_ARCHIVE_PASSWORD"] = orthanc.Password,
            ["BILSKY_DATA"] = TestDirectory.Named("killed-worker-data"),
            ["BILSKY_MODELS"] = models.Folder,
            ["Grading__Inference__BatchSize"] = "1",
            ["Grading__Inference__Threads"] = "1",

            // The archive is shared: nothing else in it is to be graded here.
            ["Studies__QuietSeconds"] = "3600",
        };

        using (var first = Start(environment))
        {
            await WaitAsync(made.Uid, runs => runs is [{ State: GradingState.InProgress }], first);

            // With the row in our hands the worker can get as far as saving, and no farther.
            await using var context = database.NewContext();
            await using var transaction = await context.Database.BeginTransactionAsync();
            var held = await context.GradingRuns.FromSql($"""select * from "GradingRuns" for update""").AsNoTracking().SingleAsync();
            Assert.Equal(GradingState.InProgress, held.State);
            first.Kill();
            await first.WaitForExitAsync();
        }

        var left = await WaitAsync(made.Uid, _ => true, null);
        Assert.Equal(GradingState.InProgress, Assert.Single(left).State);
        Assert.Empty(left[0].Slices);

        using var second = Start(environment);
        try
        {
            var run = Assert.Single(await WaitAsync(made.Uid, runs => runs.Exists(r => r.State == GradingState.Complete), second));
            Assert.Equal(left[0].Id, run.Id);
            Assert.Equal(2, run.Attempts);
            Assert.Equal(Enumerable.Range(0, Slices), run.Slices.Select(s => s.Ordinal).Order());
            Assert.Single(run.Levels);
            Assert.True(run.Flagged);
        }
        finally
        {
            second.Kill();
            await second.WaitForExitAsync();
        }
    }

    private static Process Start(Dictionary<string, string> environment)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            ArgumentList = { Path.Combine(AppContext.BaseDirectory, "BilskyWeb.dll"), "worker", "--urls", "http://127.0.0.1:0" },
            WorkingDirectory = Repository.Root,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    private async Task SubmitAsync(TinyStudy made)
    {
        var before = DateTimeOffset.UtcNow.AddMinutes(-1);
        var study = new Study
        {
            Id = Guid.CreateVersion7(),
            StudyInstanceUid = made.Uid,
            PatientId = "TINY-" + made.Uid[^6..],
            PatientName = "Tiny^Study",
            InstanceCount = Slices,
            GradingRequestedFor = Slices,
            ArrivedAt = before,
            LastInstanceAt = before,
            GradingDueAt = before,
        };
        await using var context = database.NewContext();
        context.Studies.Add(study);
        context.GradingRuns.Add(new GradingRun { Id = Guid.CreateVersion7(), StudyId = study.Id, State = GradingState.Submitted, SubmittedAt = before });
        await context.SaveChangesAsync();
    }

    private async Task<List<GradingRun>> WaitAsync(string studyInstanceUid, Func<List<GradingRun>, bool> wanted, Process? worker)
    {
        var deadline = DateTimeOffset.UtcNow.AddSeconds(240);
        while (true)
        {
            await using (var context = database.NewContext())
            {
                var runs = await context.GradingRuns.AsNoTracking().AsSplitQuery().Include(r => r.Slices).Include(r => r.Levels)
                    .Where(r => context.Studies.Any(s => s.Id == r.StudyId && s.StudyInstanceUid == studyInstanceUid)).ToListAsync();
                if (wanted(runs))
                {
                    return runs;
                }

                Assert.True(DateTimeOffset.UtcNow < deadline, $"Runs are {string.Join(", ", runs.Select(r => $"{r.State} {r.SlicesDone}/{r.SlicesTotal} {r.Error}"))}.");
                Assert.False(worker?.HasExited ?? false, "The worker ended.");
            }

            await Task.Delay(50);
        }
    }
}
