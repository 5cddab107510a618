using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using BilskyWeb.Commands;
using BilskyWeb.Core.Grading;
using BilskyWeb.Data;
using BilskyWeb.Features.Grading;
using BilskyWeb.Features.Review;
using BilskyWeb.Imaging.Archive;
using BilskyWeb.LocalServers;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Platform.Audit;
using BilskyWeb.Platform.Live;
using BilskyWeb.Tests.Commands;
using BilskyWeb.Tests.Features.Review;
using BilskyWeb.Tests.Fixtures;
using BilskyWeb.TinyModels;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace BilskyWeb.Tests.Features.Grading;

[Trait("Kind", "integration")]
[Collection(ModelsInEnvironment.Name)]
public sealed class GradeStudyJobTests(GradingHost host) : IClassFixture<GradingHost>
{
    [Fact]
    public async Task RunAsync_StudyArrives_IsGradedByItselfAsTheCommandDoes()
    {
        var made = new TinyStudy(0, 0, 3, 4, 5, 5, 1, 1, double.NaN, 0);
        var updates = new ConcurrentQueue<LiveUpdate>();
        using var subscription = host.Services.GetRequiredService<LiveUpdates>().Subscribe(LiveTopic.Grading, update =>
        {
            updates.Enqueue(update);
            return Task.CompletedTask;
        });
        await TinyStudy.StoreAsync(host.Orthanc, made.Files());

        var run = (await host.WaitForRunsAsync(made.Uid, runs => runs is [.., { State: GradingState.Complete, Slices.Count: 10 }]))[^1];

        Assert.True(run.Flagged);
        Assert.Equal(BilskyGrade.Grade3, run.HighestGrade);
        Assert.Equal((10, 10), (run.SlicesDone, run.SlicesTotal));
        Assert.Equal(made.AxialUid, run.SeriesInstanceUid);
        Assert.Equal(host.Services.GetRequiredService<PipelineSource>().Get().Value.GraderCard.Sha256, run.GraderModelSha256);
        Assert.Equal([BilskyGrade.Grade3, BilskyGrade.Grade1a], run.Levels.OrderBy(l => l.Ordinal).Select(l => l.Grade));
        Assert.Contains(updates, u => u.Id == run.StudyId);
        await CheckLedgerAsync(run);
        await CompareWithCommandAsync(made);
        await CheckKeyImageAsync(made, run);
    }

    /// <summary>What the model saw and said stands in the ledger, from the same transaction as the result.</summary>
    private async Task CheckLedgerAsync(GradingRun run)
    {
        await using var database = host.NewContext();
        var record = await database.AuditEvents.SingleAsync(e => e.StudyId == run.StudyId && e.Action == AuditAction.Graded && e.Facts!.Contains(run.Id.ToString()));
        Assert.Equal((run.GraderModelSha256, "BilskyWeb"), (record.Model, record.ActorName));
        using var facts = System.Text.Json.JsonDocument.Parse(record.Facts!);
        Assert.Equal(run.PipelineVersion, facts.RootElement.GetProperty("pipelineVersion").GetString());
        Assert.Equal(
            run.Slices.OrderBy(s => s.Ordinal).Select(s => (s.SopInstanceUid, s.Grade?.ToText())),
            facts.RootElement.GetProperty("slices").EnumerateArray().Select(s => (s.GetProperty("sop").GetString()!, s.TryGetProperty("grade", out var grade) ? grade.GetString() : null)));
        Assert.All(facts.RootElement.GetProperty("slices").EnumerateArray(), s => Assert.Equal(64, s.GetProperty("pixelSha256").GetString()!.Length));
    }

    [Fact]
    public async Task RunAsync_ImagesArriveLater_MakesANewRunOfTheSameStudy()
    {
        var made = new TinyStudy(0, 0, 0, 0, 4, 4);
        await TinyStudy.StoreAsync(host.Orthanc, made.Axial(0, 4));
        await host.WaitForRunsAsync(made.Uid, runs => runs is [.., { State: GradingState.Complete, Slices.Count: 4 }]);

        await TinyStudy.StoreAsync(host.Orthanc, made.Axial(4, 6));
        var runs = await host.WaitForRunsAsync(made.Uid, all => all is [.., { State: GradingState.Complete, Slices.Count: 6 }]);

        Assert.True(runs.Count >= 2);
        Assert.False(runs[0].Flagged);
        Assert.True(runs[^1].Flagged);
    }

    [Fact]
    public async Task RunAsync_ManyRequestsAtOnce_MakeOneRun()
    {
        var made = new TinyStudy(0, 4, 4, 0);
        var study = await host.RegisterAsync(made);
        await TinyStudy.StoreAsync(host.Orthanc, made.Files());
        var request = host.Services.GetRequiredService<RequestGrading>();

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => request.HandleAsync(null, study.Id, CancellationToken.None))));

        var accepted = Assert.Single(answers, a => a.IsOk).Value;
        Assert.All(answers.Where(a => !a.IsOk), a => Assert.Equal("grading.already_running", a.Error!.Code));
        var runs = await host.WaitForRunsAsync(made.Uid, all => all.All(r => r.State == GradingState.Complete));
        Assert.Contains(runs, r => r.Id == accepted);
    }

    [Fact]
    public async Task RunAsync_SameRunTwiceAndAgainAfterwards_SavesOneResult()
    {
        var made = new TinyStudy(0, 4, 4, 0);
        var study = await host.RegisterAsync(made);
        await TinyStudy.StoreAsync(host.Orthanc, made.Files());
        var runId = await SubmitQuietlyAsync(study.Id);

        await Task.WhenAll(RunAsync(runId), RunAsync(runId), RunAsync(runId));
        var run = await FindAsync(runId, r => r.State == GradingState.Complete);
        await RunAsync(runId);

        var again = await FindAsync(runId, _ => true);
        Assert.Equal(4, again.Slices.Count);
        Assert.Equal(run.FinishedAt, again.FinishedAt);
        Assert.Equal(run.Slices.Select(s => s.Id).Order(), again.Slices.Select(s => s.Id).Order());
    }

    [Fact]
    public async Task RunAsync_ArchiveDoesNotAnswer_WaitsAndSaysSoAndThenCompletes()
    {
        var made = new TinyStudy(0, 1, 1, 0);
        var study = await host.RegisterAsync(made);
        await TinyStudy.StoreAsync(host.Orthanc, made.Files());
        var runId = await SubmitQuietlyAsync(study.Id);
        using var nobody = new DicomWebArchive(new ArchiveOptions { Url = new Uri($"http://127.0.0.1:{FreePort.Find()}/"), Retries = 0 });

        await RunAsync(runId, nobody);

        var waiting = await FindAsync(runId, _ => true);
        Assert.Equal(GradingState.Submitted, waiting.State);
        Assert.Contains("archive does not answer", waiting.Error, StringComparison.Ordinal);
        Assert.NotNull(waiting.NextAttemptAt);

        // The sweeper queues it again, and the archive is there this time.
        var complete = await FindAsync(runId, r => r.State == GradingState.Complete);
        Assert.Null(complete.Error);
        Assert.Equal(BilskyGrade.Grade1a, complete.HighestGrade);
    }

    [Fact]
    public async Task RunAsync_NoAxialT2_IsRejectedWithWhatToDo()
    {
        var made = new TinyStudy(0, 0, 0);
        await TinyStudy.StoreAsync(host.Orthanc, made.Sagittal());

        var run = (await host.WaitForRunsAsync(made.Uid, runs => runs is [.., { State: GradingState.Rejected }]))[^1];

        Assert.Contains("Send the axial T2-weighted series", run.Error, StringComparison.Ordinal);
        Assert.Contains("SAG T2 TSE", run.SeriesChoices, StringComparison.Ordinal);
        Assert.Empty(run.Slices);
    }

    [Fact]
    public async Task StartAsync_AfterTooManyAttempts_FailsInsteadOfLoopingForEver()
    {
        var made = new TinyStudy(0, 0, 0);
        var study = await host.RegisterAsync(made);
        var runId = await SubmitQuietlyAsync(study.Id, run => run.Attempts = 5);

        await RunAsync(runId);

        var failed = await FindAsync(runId, r => r.State == GradingState.Failed);
        Assert.Contains("begun 5 times and never ended", failed.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task HandleAsync_CancelWhileWaiting_EndsTheRunAndAllowsANewOne()
    {
        var made = new TinyStudy(0, 4, 4, 0);
        var study = await host.RegisterAsync(made);
        await TinyStudy.StoreAsync(host.Orthanc, made.Files());
        var admin = new Actor(Guid.NewGuid(), "Admin", new HashSet<string> { Role.Admin });
        var runId = await SubmitQuietlyAsync(study.Id);

        Assert.True((await host.Services.GetRequiredService<CancelGrading>().HandleAsync(admin, study.Id, CancellationToken.None)).IsOk);
        await RunAsync(runId);

        var cancelled = await FindAsync(runId, r => r.State == GradingState.Cancelled);
        Assert.Empty(cancelled.Slices);
        Assert.True((await host.Services.GetRequiredService<RequestGrading>().HandleAsync(admin, study.Id, CancellationToken.None)).IsOk);
        await host.WaitForRunsAsync(made.Uid, runs => runs is [.., { State: GradingState.Complete }]);
    }

    [Fact]
    public async Task HandleAsync_CancelWhileRunning_StopsTheRunWithinAMoment()
    {
        var made = new TinyStudy(0, 4, 4, 0);
        var study = await host.RegisterAsync(made);
        var runId = await SubmitQuietlyAsync(study.Id);

        // An archive that takes the request and says nothing, so that the run is under way for as long as wanted.
        using var silent = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        using var archive = new DicomWebArchive(new ArchiveOptions { Url = new Uri($"http://{silent.LocalEndpoint}/") });
        var running = RunAsync(runId, archive);
        await FindAsync(runId, r => r.State == GradingState.InProgress);
        var reviewer = new Actor(Guid.NewGuid(), "Reviewer", new HashSet<string> { Role.Reviewer });

        Assert.True((await host.Services.GetRequiredService<CancelGrading>().HandleAsync(reviewer, study.Id, CancellationToken.None)).IsOk);
        await running.WaitAsync(TimeSpan.FromSeconds(60));

        Assert.Equal(GradingState.Cancelled, (await FindAsync(runId, _ => true)).State);
        Assert.Equal("grading.nothing_to_cancel", (await host.Services.GetRequiredService<CancelGrading>().HandleAsync(reviewer, study.Id, CancellationToken.None)).Error!.Code);
    }

    [Fact]
    public async Task Grading_AskedByAReferrerOfAnotherStudy_IsNotFound()
    {
        var made = new TinyStudy(0, 0, 0);
        await host.RegisterAsync(made);
        using var referrer = await host.SignInAsync(Role.Referrer);
        using var reviewer = await host.SignInAsync(Role.Reviewer);

        using var hidden = await referrer.GetAsync(new Uri($"/api/studies/{made.Uid}/grading", UriKind.Relative));
        using var visible = await reviewer.GetAsync(new Uri($"/api/studies/{made.Uid}/grading", UriKind.Relative));

        Assert.Equal(HttpStatusCode.NotFound, hidden.StatusCode);
        Assert.Contains("study.not_found", await hidden.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Contains("grading.none", await visible.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ready_WithModels_SaysProviderAndVersion()
    {
        using var client = new HttpClient { BaseAddress = host.Address };

        using var health = JsonDocument.Parse(await client.GetStringAsync(new Uri("/health/ready", UriKind.Relative)));

        var models = health.RootElement.GetProperty("checks").GetProperty("models");
        Assert.Equal("healthy", models.GetProperty("status").GetString());
        Assert.Equal("cpu", models.GetProperty("data").GetProperty("provider").GetString());
    }

    private async Task CheckKeyImageAsync(TinyStudy made, GradingRun run)
    {
        using var reviewer = await host.SignInAsync(Role.Reviewer);
        using var referrer = await host.SignInAsync(Role.Referrer);
        var address = new Uri($"/api/studies/{made.Uid}/key-images/1.png", UriKind.Relative);
        using var picture = await reviewer.GetAsync(address);
        Assert.Equal("image/png", picture.Content.Headers.ContentType?.MediaType);
        var bytes = await picture.Content.ReadAsByteArrayAsync();
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], bytes[..4]);
        Assert.Equal(bytes, await reviewer.GetByteArrayAsync(new Uri($"/api/gradings/{run.Id}/key-images/1.png", UriKind.Relative)));

        using var again = new HttpRequestMessage(HttpMethod.Get, address);
        again.Headers.IfNoneMatch.Add(picture.Headers.ETag!);
        using var unchanged = await reviewer.SendAsync(again);
        using var peek = new HttpRequestMessage(HttpMethod.Get, address);
        peek.Headers.IfNoneMatch.Add(picture.Headers.ETag!);
        using var hidden = await referrer.SendAsync(peek);
        using var missing = await reviewer.GetAsync(new Uri($"/api/studies/{made.Uid}/key-images/9.png", UriKind.Relative));
        Assert.Equal([HttpStatusCode.NotModified, HttpStatusCode.NotFound, HttpStatusCode.NotFound], [unchanged.StatusCode, hidden.StatusCode, missing.StatusCode]);
        Assert.Equal((picture.Headers.ETag, "no-cache, private"), (unchanged.Headers.ETag, unchanged.Headers.CacheControl!.ToString()));
        Assert.True(hidden.Headers.CacheControl!.NoStore);

        // Once a reviewer has chosen, their image goes round with their grade; the model's own stays where it was.
        var ordinal = run.Levels.Min(l => l.KeySliceOrdinal) + 1;
        var record = host.Services.GetRequiredService<RecordChanges>();
        Assert.Empty((await record.HandleAsync(ReviewSeed.Ada, run.StudyId, [ReviewSeed.KeyImage(run, ordinal)], CancellationToken.None)).Value.Refused);
        var chosen = await reviewer.GetByteArrayAsync(address);
        Assert.NotEqual(bytes, chosen);
        Assert.Equal(chosen, await reviewer.GetByteArrayAsync(new Uri($"/api/reviews/{run.StudyId}/key-images/{ordinal}.png?run={run.Id}", UriKind.Relative)));
        using var second = await reviewer.GetAsync(new Uri($"/api/studies/{made.Uid}/key-images/2.png", UriKind.Relative));
        Assert.Equal(HttpStatusCode.NotFound, second.StatusCode);
        Assert.Empty((await record.HandleAsync(ReviewSeed.Ada, run.StudyId, [ReviewSeed.Grade(run, ordinal, BilskyGrade.Grade0)], CancellationToken.None)).Value.Refused);
        Assert.NotEqual(chosen, await reviewer.GetByteArrayAsync(address));
        Assert.Equal(bytes, await reviewer.GetByteArrayAsync(new Uri($"/api/gradings/{run.Id}/key-images/1.png", UriKind.Relative)));
    }

    private async Task CompareWithCommandAsync(TinyStudy made)
    {
        using var reviewer = await host.SignInAsync(Role.Reviewer);
        using var served = JsonDocument.Parse(await reviewer.GetStringAsync(new Uri($"/api/studies/{made.Uid}/grading", UriKind.Relative)));
        var folder = Directory.CreateTempSubdirectory("golden-").FullName;
        Environment.SetEnvironmentVariable("BILSKY_MODELS", host.Models.Folder);
        try
        {
            made.WriteTo(folder);
            using var output = new StringWriter();
            Assert.Equal(CommandLine.Done, await GradeCommand.RunAsync([folder], true, output, TextWriter.Null, CancellationToken.None));
            using var printed = JsonDocument.Parse(output.ToString());

            // To the last digit: the same code on the same pixels, once through the database and once not.
            Assert.Equal(JsonSerializer.Serialize(printed.RootElement), JsonSerializer.Serialize(served.RootElement));
        }
        finally
        {
            Environment.SetEnvironmentVariable("BILSKY_MODELS", null);
            Directory.Delete(folder, recursive: true);
        }
    }

    private async Task RunAsync(Guid runId, DicomWebArchive? archive = null)
    {
        var services = host.Services;
        var job = new GradeStudyJob(
            services.GetRequiredService<GradingRuns>(),
            services.GetRequiredService<IDbContextFactory<BilskyDbContext>>(),
            archive ?? services.GetRequiredService<DicomWebArchive>(),
            services.GetRequiredService<OrthancArchive>(),
            services.GetRequiredService<PipelineSource>(),
            services.GetRequiredService<StudyRule>(),
            NullLogger<GradeStudyJob>.Instance);
        await job.RunAsync(runId, CancellationToken.None);
    }

    /// <summary>A submitted run too young for the sweeper, without a job: only the test runs it for now.</summary>
    private async Task<Guid> SubmitQuietlyAsync(Guid studyId, Action<GradingRun>? change = null)
    {
        var run = new GradingRun { Id = Guid.CreateVersion7(), StudyId = studyId, State = GradingState.Submitted, SubmittedAt = DateTimeOffset.UtcNow };
        change?.Invoke(run);
        await using var database = host.NewContext();
        database.GradingRuns.Add(run);
        await database.SaveChangesAsync();
        return run.Id;
    }

    private async Task<GradingRun> FindAsync(Guid runId, Func<GradingRun, bool> wanted)
    {
        await using var database = host.NewContext();
        var study = await database.GradingRuns.Where(r => r.Id == runId).Join(database.Studies, r => r.StudyId, s => s.Id, (_, s) => s.StudyInstanceUid).SingleAsync();
        return (await host.WaitForRunsAsync(study, runs => runs.Any(r => r.Id == runId && wanted(r)))).Single(r => r.Id == runId);
    }
}
