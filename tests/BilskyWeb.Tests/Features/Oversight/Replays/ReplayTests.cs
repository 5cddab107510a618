using System.Net.Http.Json;
using System.Text.Json;
using BilskyWeb.Core.Grading;
using BilskyWeb.Features.Grading;
using BilskyWeb.Features.Oversight.Replays;
using BilskyWeb.Platform.Audit;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Tests.Features.Grading;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace BilskyWeb.Tests.Features.Oversight.Replays;

/// <summary>Real gradings by the tiny models, run again by the running application.</summary>
[Trait("Kind", "integration")]
public sealed class ReplayTests(GradingHost host) : IClassFixture<GradingHost>
{
    private static readonly Actor Auditor = new(Guid.CreateVersion7(), "U. Auditor", new HashSet<string> { Role.Auditor });

    [Fact]
    public async Task Replay_OfAGrading_MatchesAndIsNoRun()
    {
        var run = await GradeAsync(new TinyStudy(0, 3, 5, double.NaN, 1, 0));

        var replay = await ReplayAsync(run.Id);

        Assert.Equal((ReplayState.Complete, (ReplayOutcome?)ReplayOutcome.Match), (replay.State, replay.Outcome));
        Assert.Equal(6, replay.Slices.Count);
        Assert.All(replay.Slices, s => Assert.Equal(ReplayedSlice.Match, s.Outcome));
        Assert.True(replay.LargestDifference <= replay.ProbabilityTolerance, $"{replay.LargestDifference} of {replay.ProbabilityTolerance}");
        await using var database = host.NewContext();
        Assert.Equal(run.Id, (await database.GradingRuns.SingleAsync(r => r.StudyId == run.StudyId)).Id);
        var records = await database.AuditEvents.Where(e => e.StudyId == run.StudyId && (e.Action == AuditAction.RequestedReplay || e.Action == AuditAction.Replayed)).OrderBy(e => e.Id).ToListAsync();
        Assert.Equal([AuditAction.RequestedReplay, AuditAction.Replayed], records.Select(r => r.Action));
        Assert.Equal((Auditor.UserId, run.GraderModelSha256), (records[0].ActorId, records[1].Model));
        Assert.Contains("6 of 6 slices match", records[1].Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Replay_AskedAgainAndItsJobRunTwice_SaysTheSameAndWritesOnce()
    {
        var run = await GradeAsync(new TinyStudy(0, 4, 4, 0));
        var first = await ReplayAsync(run.Id);
        var second = await ReplayAsync(run.Id);

        await using (var scope = host.Services.CreateAsyncScope())
        {
            await scope.ServiceProvider.GetRequiredService<ReplayJob>().RunAsync(second.Id, CancellationToken.None);
        }

        Assert.Equal((first.Outcome, first.Words, first.LargestDifference), (second.Outcome, second.Words, second.LargestDifference));
        await using var database = host.NewContext();
        Assert.Equal(2, await database.AuditEvents.CountAsync(e => e.StudyId == run.StudyId && e.Action == AuditAction.Replayed));
        Assert.Equal(second.FinishedAt, (await database.Replays.SingleAsync(r => r.Id == second.Id)).FinishedAt);
    }

    [Fact]
    public async Task Replay_ImagesCameSince_ComparesThoseOfThen()
    {
        var made = new TinyStudy(0, 0, 0, 0, 4, 4);
        await TinyStudy.StoreAsync(host.Orthanc, made.Axial(0, 4));
        var run = (await host.WaitForRunsAsync(made.Uid, runs => runs is [.., { State: GradingState.Complete, Slices.Count: 4 }]))[^1];
        await TinyStudy.StoreAsync(host.Orthanc, made.Axial(4, 6));
        await host.WaitForRunsAsync(made.Uid, runs => runs is [.., { State: GradingState.Complete, Slices.Count: 6 }]);

        var replay = await ReplayAsync(run.Id);

        Assert.True(replay.Outcome == ReplayOutcome.Match, replay.Words);
        Assert.Equal(4, replay.Slices.Count);
    }

    [Fact]
    public async Task Replay_PixelsAltered_NamesTheSlice()
    {
        var made = new TinyStudy(0, 1, 1, 0);
        var run = await GradeAsync(made);
        var sop = made.Axial(1, 2).Single().SopInstanceUid;
        await DeleteAsync(sop);
        made.Grades[1] = 5;
        await TinyStudy.StoreAsync(host.Orthanc, made.Axial(1, 2));

        var replay = await ReplayAsync(run.Id);

        Assert.Equal(ReplayOutcome.Mismatch, replay.Outcome);
        var altered = Assert.Single(replay.Slices, s => s.Outcome == ReplayedSlice.OtherPixels);
        Assert.Equal(sop, altered.SopInstanceUid);
        Assert.Contains("other pixels than the model saw: was grade 1a", altered.Line, StringComparison.Ordinal);
        Assert.Contains("1 with other pixels than the model saw", replay.Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Replay_ImageGone_SaysSo()
    {
        var made = new TinyStudy(0, 4, 4, 0);
        var run = await GradeAsync(made);
        var sop = made.Axial(3, 4).Single().SopInstanceUid;
        await DeleteAsync(sop);

        var replay = await ReplayAsync(run.Id);

        Assert.Equal(ReplayOutcome.Mismatch, replay.Outcome);
        Assert.Equal(sop, Assert.Single(replay.Slices, s => s.Outcome == ReplayedSlice.Gone).SopInstanceUid);
    }

    [Fact]
    public async Task Replay_ModelFileAlteredOrGone_IsImpossibleAndNamesIt()
    {
        var run = await GradeAsync(new TinyStudy(0, 4, 4, 0));
        var file = Path.Combine(host.Models.Folder, "grader-1.0.0.onnx");
        var card = Path.ChangeExtension(file, ".json");
        var (model, described) = (await File.ReadAllBytesAsync(file), await File.ReadAllBytesAsync(card));
        try
        {
            await File.WriteAllBytesAsync(file, [.. model, 0]);
            var altered = await ReplayAsync(run.Id);
            Assert.Equal(ReplayOutcome.Impossible, altered.Outcome);
            Assert.Contains("is not the one its card describes", altered.Words, StringComparison.Ordinal);

            File.Delete(file);
            Assert.Contains("is missing", (await ReplayAsync(run.Id)).Words, StringComparison.Ordinal);

            File.Delete(card);
            var gone = await ReplayAsync(run.Id);
            Assert.Equal(ReplayOutcome.Impossible, gone.Outcome);
            Assert.Contains(run.GraderModelSha256!, gone.Words, StringComparison.Ordinal);
        }
        finally
        {
            await File.WriteAllBytesAsync(file, model);
            await File.WriteAllBytesAsync(card, described);
        }
    }

    [Fact]
    public async Task Replay_NewerModelBeside_UsesThatOfThen()
    {
        var run = await GradeAsync(new TinyStudy(0, 4, 4, 0));
        using var newer = new BilskyWeb.TinyModels.TinyModelFolder(graderVersion: "9.0.0", slow: true);
        var files = Directory.GetFiles(newer.Folder, "grader-9.0.0.*").ToDictionary(f => f, f => Path.Combine(host.Models.Folder, Path.GetFileName(f)));
        try
        {
            foreach (var (from, to) in files)
            {
                File.Copy(from, to);
            }

            var replay = await ReplayAsync(run.Id);

            Assert.True(replay.Outcome == ReplayOutcome.Match, replay.Words);
            Assert.Equal(run.PipelineVersion, replay.PipelineVersion);
        }
        finally
        {
            foreach (var copied in files.Values)
            {
                File.Delete(copied);
            }
        }
    }

    [Fact]
    public async Task Replay_KeptResultAltered_IsFoundByTheLedger()
    {
        var run = await GradeAsync(new TinyStudy(0, 4, 4, 0));
        await using (var database = host.NewContext())
        {
            await database.SliceResults.Where(s => s.RunId == run.Id && s.Ordinal == 1).ExecuteUpdateAsync(s => s.SetProperty(x => x.Grade, BilskyGrade.Grade0));
        }

        var replay = await ReplayAsync(run.Id);

        Assert.Equal(ReplayOutcome.Mismatch, replay.Outcome);
        Assert.All(replay.Slices, s => Assert.Equal(ReplayedSlice.Match, s.Outcome));
        Assert.Contains("1 of the kept results differ from what the ledger says", replay.Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Replay_WhileOneWaits_IsRefusedAndCanBeCancelled()
    {
        var run = await GradeAsync(new TinyStudy(0, 4, 4, 0));
        await using (var database = host.NewContext())
        {
            database.Replays.Add(new Replay { Id = Guid.CreateVersion7(), RunId = run.Id, StudyId = run.StudyId, SubmittedAt = DateTimeOffset.UtcNow, NextAttemptAt = DateTimeOffset.UtcNow.AddDays(1), RequestedBy = "test" });
            await database.SaveChangesAsync();
        }

        Assert.IsType<AlreadyReplaying>((await Request.HandleAsync(Auditor, run.Id, default)).Error);
        Assert.True((await Cancel.HandleAsync(Auditor, run.Id, default)).IsOk);

        Assert.IsType<NoReplayToCancel>((await Cancel.HandleAsync(Auditor, run.Id, default)).Error);
        Assert.Equal(ReplayOutcome.Match, (await ReplayAsync(run.Id)).Outcome);
    }

    [Theory]
    [InlineData(Role.Reviewer)]
    [InlineData(Role.Referrer)]
    public async Task Replay_AskedByAClinician_IsRefused(string role)
    {
        var somebody = new Actor(Guid.CreateVersion7(), role, new HashSet<string> { role });

        Assert.IsType<NotForReplay>((await Request.HandleAsync(somebody, Guid.NewGuid(), default)).Error);
        Assert.IsType<NotForReplay>((await Cancel.HandleAsync(somebody, Guid.NewGuid(), default)).Error);
    }

    private RequestReplay Request => host.Services.GetRequiredService<RequestReplay>();

    private CancelReplay Cancel => host.Services.GetRequiredService<CancelReplay>();

    private async Task<GradingRun> GradeAsync(TinyStudy made)
    {
        await TinyStudy.StoreAsync(host.Orthanc, made.Files());
        return (await host.WaitForRunsAsync(made.Uid, runs => runs is [.., { State: GradingState.Complete }] && runs[^1].Slices.Count == made.Grades.Length))[^1];
    }

    private async Task<Replay> ReplayAsync(Guid runId)
    {
        var asked = await Request.HandleAsync(Auditor, runId, default);
        Assert.True(asked.IsOk, asked.Error?.Message);
        var deadline = DateTimeOffset.UtcNow.AddSeconds(120);
        while (true)
        {
            await using var database = host.NewContext();
            var replay = await database.Replays.AsNoTracking().SingleAsync(r => r.Id == asked.Value);
            if (replay.FinishedAt is not null)
            {
                return replay;
            }

            Assert.True(DateTimeOffset.UtcNow < deadline, $"The replay is {replay.State}: {replay.Words}");
            await Task.Delay(100);
        }
    }

    private async Task DeleteAsync(string sopInstanceUid)
    {
        using var orthanc = new HttpClient { BaseAddress = host.Orthanc.Url };
        orthanc.DefaultRequestHeaders.Authorization = new("Basic", Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($"{host.Orthanc.User}:{host.Orthanc.Password}")));
        using var found = await orthanc.PostAsync("tools/lookup", new StringContent(sopInstanceUid));
        var path = (await found.Content.ReadFromJsonAsync<JsonElement>())[0].GetProperty("Path").GetString();
        using var deleted = await orthanc.DeleteAsync(path);
        deleted.EnsureSuccessStatusCode();
    }
}
