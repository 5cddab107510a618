using BilskyWeb.Core.Grading;
using BilskyWeb.Features.Accounts;
using BilskyWeb.Features.Grading;
using BilskyWeb.Features.Notifications;
using BilskyWeb.Features.Oversight.Workers;
using BilskyWeb.Inference;
using BilskyWeb.Inference.Sessions;
using BilskyWeb.Platform;
using BilskyWeb.Platform.Audit;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Platform.Jobs;
using BilskyWeb.Tests.Features.Grading;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace BilskyWeb.Tests.Features.Oversight.Workers;

/// <summary>The daily check with the phantom, in the running application.</summary>
[Trait("Kind", "integration")]
public sealed class WorkerCheckTests(GradingHost host) : IClassFixture<GradingHost>
{
    private static readonly Actor Auditor = new(Guid.CreateVersion7(), "U. Auditor", new HashSet<string> { Role.Auditor });

    [Fact]
    public async Task Check_TamperedReference_TakesTheWorkerOutUntilItPasses()
    {
        var admin = await OpenAdminAsync();
        var pipeline = host.Services.GetRequiredService<PipelineSource>().Open().Value;
        var path = PhantomReference.PathFor(host.Models.Folder, pipeline);
        var right = PhantomReference.Of(pipeline, await GradePhantom.HandleAsync(pipeline, default));
        right.Write(path);
        var passed = await CheckAsync();
        Assert.True(passed is { Check: WorkerCheck.Passed, OutSince: null }, passed.CheckWords);

        var graded = right.Slices.First(s => s.Probabilities.Count > 0);
        (right with { Slices = [.. right.Slices.Select(s => s == graded ? s with { Probabilities = [.. s.Probabilities.Select((p, i) => i == 5 ? p + 0.01 : p)] } : s)] }).Write(path);
        var failed = await CheckAsync();

        Assert.Equal(WorkerCheck.Failed, failed.Check);
        Assert.NotNull(failed.OutSince);
        Assert.Contains($"{graded.SopInstanceUid}: was ", failed.CheckWords, StringComparison.Ordinal);
        await WaitAsync(_ => Task.FromResult(!host.Services.GetRequiredService<GradingServer>().IsRunning), "the server of gradings still runs");
        Assert.Equal("grading.worker_out", host.Services.GetRequiredService<PipelineSource>().Get().Error?.Code);
        await using (var database = host.NewContext())
        {
            Assert.Contains("takes no gradings", (await database.Notices.SingleAsync(n => n.RecipientId == admin && n.IsUrgent)).Words, StringComparison.Ordinal);
            Assert.Contains("Taken out of the queue", (await database.AuditEvents.Where(e => e.Action == AuditAction.CheckedWorker).OrderByDescending(e => e.Id).FirstAsync()).Detail, StringComparison.Ordinal);
        }

        // A study that arrives meanwhile waits, and says for what.
        var made = new TinyStudy(0, 4, 4, 0);
        await TinyStudy.StoreAsync(host.Orthanc, made.Files());
        var waiting = (await host.WaitForRunsAsync(made.Uid, runs => runs is [.., { State: GradingState.Submitted, Error: OwnWorker.WaitingWords }]))[^1];
        Assert.Empty(waiting.Slices);

        // Taking the reference away puts nobody back.
        File.Delete(path);
        Assert.True(await CheckAsync() is { Check: WorkerCheck.NoReference, OutSince: not null });

        right.Write(path);
        Assert.True(await CheckAsync() is { Check: WorkerCheck.Passed, OutSince: null });
        var complete = (await host.WaitForRunsAsync(made.Uid, runs => runs is [.., { State: GradingState.Complete }]))[^1];
        Assert.Equal((4, null), (complete.Slices.Count, complete.Error));
    }

    [Fact]
    public async Task Check_OtherModelUnderTheSameVersion_FailsAndNamesIt()
    {
        using var accepted = new BilskyWeb.TinyModels.TinyModelFolder();
        using var swapped = new BilskyWeb.TinyModels.TinyModelFolder(slow: true);
        using var first = SlicePipeline.Open(accepted.Folder, logger: NullLogger.Instance).Value;
        using var second = SlicePipeline.Open(swapped.Folder, logger: NullLogger.Instance).Value;
        PhantomReference.Of(first, []).Write(PhantomReference.PathFor(swapped.Folder, second));

        var verdict = await GradePhantom.CheckAsync(swapped.Folder, second, default);

        Assert.Equal(WorkerCheck.Failed, verdict.Check);
        Assert.Contains("the grader 1.0.0 is another file than the reference was made with", verdict.Words, StringComparison.Ordinal);
        await File.WriteAllTextAsync(PhantomReference.PathFor(swapped.Folder, second), "{ \"slices\": ");
        Assert.Equal(WorkerCheck.Failed, (await GradePhantom.CheckAsync(swapped.Folder, second, default)).Check);
    }

    /// <summary>New models come with a new reference, which the machine that runs the tests meets.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ShippedModels_OnThisMachine_MeetTheirReference(bool int8)
    {
        var folder = Path.Combine(Repository.Root, "models");
        using var pipeline = SlicePipeline.Open(folder, new InferenceSettings { Int8 = int8, AskForCuda = false }, NullLogger.Instance).Value;

        var verdict = await GradePhantom.CheckAsync(folder, pipeline, default);

        Assert.True(verdict.Check == WorkerCheck.Passed, verdict.Words);
    }

    [Theory]
    [InlineData("2026-12-01T03:59:00Z", "2026-11-30T04:30:00Z", false)] // 04:59 in Berlin, checked yesterday after five
    [InlineData("2026-12-01T04:01:00Z", "2026-11-30T04:30:00Z", true)]
    [InlineData("2026-12-01T04:01:00Z", "2026-12-01T04:00:30Z", false)]
    [InlineData("2026-12-01T12:00:00Z", null, true)]
    public void IsDue_ByTheHospitalsMorning_IsOnceADay(string now, string? checkedAt, bool expected)
    {
        var watch = new WatchWorker(
            null!, null!, null!, null!, Options.Create(new WorkerCheckOptions { StartDelaySeconds = 0 }), new SiteZone(TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin")), new At(DateTimeOffset.Parse(now, System.Globalization.CultureInfo.InvariantCulture)), NullLogger<WatchWorker>.Instance);
        var row = new GradingWorker { Name = "w", CheckedAt = checkedAt is null ? null : DateTimeOffset.Parse(checkedAt, System.Globalization.CultureInfo.InvariantCulture) };

        Assert.Equal(expected, watch.IsDue(row, DateTimeOffset.Parse(now, System.Globalization.CultureInfo.InvariantCulture)));
    }

    [Fact]
    public async Task RequestCheck_AskedByAReviewer_IsRefused() =>
        Assert.IsType<NotForChecks>((await host.Services.GetRequiredService<RequestCheck>().HandleAsync(new Actor(Guid.CreateVersion7(), "R", new HashSet<string> { Role.Reviewer }), "any", default)).Error);

    private async Task<Guid> OpenAdminAsync()
    {
        await using var scope = host.Services.CreateAsyncScope();
        return (await scope.ServiceProvider.GetRequiredService<OpenAccount>().HandleAsync($"admin-{Guid.NewGuid():N}@test.local", "Admin", Guid.NewGuid().ToString(), Role.Admin)).Value;
    }

    /// <summary>Asks for a check as a person does, and waits for the worker to have done it.</summary>
    private async Task<GradingWorker> CheckAsync()
    {
        var name = host.Services.GetRequiredService<OwnWorker>().Name;
        await WaitAsync(async database => await database.GradingWorkers.AnyAsync(w => w.Name == name), "no worker tells of itself");
        var asked = DateTimeOffset.UtcNow;
        Assert.True((await host.Services.GetRequiredService<RequestCheck>().HandleAsync(Auditor, name, default)).IsOk);
        await WaitAsync(async database => await database.GradingWorkers.AnyAsync(w => w.Name == name && w.CheckRequestedAt == null && w.CheckedAt > asked), "the check was not done");
        await using var read = host.NewContext();
        return await read.GradingWorkers.AsNoTracking().SingleAsync(w => w.Name == name);
    }

    private async Task WaitAsync(Func<BilskyWeb.Data.BilskyDbContext, Task<bool>> wanted, string otherwise)
    {
        var deadline = DateTimeOffset.UtcNow.AddSeconds(120);
        while (true)
        {
            await using (var database = host.NewContext())
            {
                if (await wanted(database))
                {
                    return;
                }
            }

            Assert.True(DateTimeOffset.UtcNow < deadline, otherwise);
            await Task.Delay(100);
        }
    }

    private sealed class At(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
