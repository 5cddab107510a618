using BilskyWeb.Core.Grading;
using BilskyWeb.Features.Grading;
using BilskyWeb.Features.Grading.ByHand;
using BilskyWeb.Features.Intake.Studies;
using BilskyWeb.Features.Review.Regions;
using BilskyWeb.Platform.Audit;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Tests.Commands;
using BilskyWeb.Tests.Features.Grading;
using BilskyWeb.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using static BilskyWeb.Tests.Features.Review.ReviewSeed;

namespace BilskyWeb.Tests.Features.Review.Regions;

[Trait("Kind", "integration")]
[Collection(ModelsInEnvironment.Name)]
public sealed class RegradeRegionTests(GradingHost host) : IClassFixture<GradingHost>
{
    private const int Slice = 2;

    private RegradeRegion Use => host.Services.GetRequiredService<RegradeRegion>();

    [Fact]
    public async Task HandleAsync_TheModelsOwnBoxThenAnother_KeepsEveryAnswerBesideTheOriginal()
    {
        var run = await GradedAsync();
        var original = run.Slices.Single(s => s.Ordinal == Slice);
        var box = new DrawnBox(run.Id, Slice, original.RoiX!.Value + (original.RoiWidth!.Value / 2), original.RoiY!.Value + (original.RoiHeight!.Value / 2), host.Services.GetRequiredService<PipelineSource>().Get().Value.GraderCard.RoiSizeMm!.Value);

        var same = await AnswerAsync((await Use.HandleAsync(Ada, run.StudyId, box, default)).Value);
        var moved = await AnswerAsync((await Use.HandleAsync(Ben, run.StudyId, box with { CentreX = 1, CentreY = 1, SideMm = 25 }, default)).Value);

        // The same pixels through the same networks: the same answer, though it came by another way.
        Assert.Equal((RegradeState.Complete, original.Grade, "Dr Ada"), (same.State, same.Grade, same.DrawnByName));
        Assert.Equal(original.Distances, same.Distances, new Within(1e-3));
        Assert.NotEqual(original.Distances, moved.Distances);
        Assert.Equal((run.PipelineVersion, run.GraderModelSha256), (moved.PipelineVersion, moved.GraderModelSha256));
        await using var context = host.NewContext();
        var after = await context.SliceResults.AsNoTracking().SingleAsync(s => s.RunId == run.Id && s.Ordinal == Slice);
        Assert.Equal((original.Grade, original.RoiX, original.HighGradeProbability), (after.Grade, after.RoiX, after.HighGradeProbability));
        Assert.Equal(2, await context.AuditEvents.CountAsync(e => e.StudyId == run.StudyId && e.Action == AuditAction.DrewBox));
        Assert.Equal([moved.Id, same.Id], (await host.Services.GetRequiredService<ReadRegrades>().HandleAsync(Ada, run.StudyId, run.Id, default)).Select(r => r.Id));
        Assert.Empty(await host.Services.GetRequiredService<ReadRegrades>().HandleAsync(Referrer, run.StudyId, run.Id, default));
    }

    [Fact]
    public async Task HandleAsync_SliceOfASeriesTakenByHand_IsSeenAmongTheSameStacksAsAtFirst()
    {
        var made = new TinyStudy(0, 0, 0, 0);
        var stir = new TinyStudy(0, 2.5, 1.5, 0) { Uid = made.Uid, AxialName = "AX T2 STIR T-SPINE", TopMm = 60 };
        await TinyStudy.StoreAsync(host.Orthanc, made.Axial(0, 4).Concat(stir.Axial(0, 4)));
        await host.WaitForRunsAsync(made.Uid, runs => runs is [.., { State: GradingState.Complete, Slices.Count: 4 }]);
        Assert.True((await host.Services.GetRequiredService<TakeSeries>().HandleAsync(Ada, made.Uid, stir.AxialUid, default)).IsOk);
        var run = (await host.WaitForRunsAsync(made.Uid, runs => runs is [.., { State: GradingState.Complete, Slices.Count: 8 }]))[^1];
        var original = run.Slices.First(s => s.SeriesInstanceUid == stir.AxialUid && s.Distances.Length > 0);
        var box = new DrawnBox(
            run.Id, original.Ordinal, original.RoiX!.Value + (original.RoiWidth!.Value / 2), original.RoiY!.Value + (original.RoiHeight!.Value / 2), host.Services.GetRequiredService<PipelineSource>().Get().Value.GraderCard.RoiSizeMm!.Value);

        var same = await AnswerAsync((await Use.HandleAsync(Ada, run.StudyId, box, default)).Value);

        Assert.Equal((RegradeState.Complete, original.Grade), (same.State, same.Grade));
        Assert.Equal(original.Distances, same.Distances, new Within(1e-3));
    }

    [Fact]
    public async Task HandleAsync_ABoxThatCannotBe_IsRefusedAndNothingIsKept()
    {
        var run = await GradedAsync();
        var box = new DrawnBox(run.Id, 0, 10, 10, 40);

        Assert.IsType<NotAReviewer>((await Use.HandleAsync(Referrer, run.StudyId, box, default)).Error);
        Assert.IsType<StudyNotFound>((await Use.HandleAsync(Ada, Guid.NewGuid(), box, default)).Error);
        Assert.IsType<RegionSliceNotFound>((await Use.HandleAsync(Ada, run.StudyId, box with { Slice = 99 }, default)).Error);
        Assert.IsType<RegionSliceNotFound>((await Use.HandleAsync(Ada, run.StudyId, box with { RunId = Guid.NewGuid() }, default)).Error);
        foreach (var bad in new[] { box with { SideMm = 5 }, box with { SideMm = 500 }, box with { SideMm = double.NaN }, box with { CentreX = -1 }, box with { CentreY = double.PositiveInfinity } })
        {
            Assert.IsType<RegionSize>((await Use.HandleAsync(Ada, run.StudyId, bad, default)).Error);
        }

        await using var context = host.NewContext();
        Assert.Equal(0, await context.RegionRegrades.CountAsync(r => r.StudyId == run.StudyId));
    }

    [Fact]
    public async Task HandleAsync_CentreBesideTheImage_FailsInWords()
    {
        var run = await GradedAsync();

        var answer = await AnswerAsync((await Use.HandleAsync(Ada, run.StudyId, new DrawnBox(run.Id, 0, 60000, 10, 40), default)).Value);

        Assert.Equal(RegradeState.Failed, answer.State);
        Assert.Contains("beside the image", answer.Error, StringComparison.Ordinal);
        Assert.Null(answer.Grade);
    }

    [Fact]
    public async Task HandleAsync_WhileOneIsBeingGraded_AsksOnceAndThatOneIsAnswered()
    {
        var run = await GradedAsync();
        var waiting = Waiting(run, 1, DateTimeOffset.UtcNow);
        await using (var context = host.NewContext())
        {
            // As a process leaves it that dies before it has asked the job server.
            context.RegionRegrades.Add(waiting);
            await context.SaveChangesAsync();
        }

        Assert.IsType<RegionPending>((await Use.HandleAsync(Ada, run.StudyId, new DrawnBox(run.Id, 1, 30, 30, 40), default)).Error);

        Assert.Equal(RegradeState.Complete, (await AnswerAsync(waiting.Id)).State);
    }

    [Fact]
    public async Task SweepAsync_BoxThatLostItsJob_IsGradedAndAYoungOneIsLeftToIts()
    {
        var run = await GradedAsync();
        var (lost, young) = (Waiting(run, 1, DateTimeOffset.UtcNow - (2 * RegradeSweeper.JobLostAfter)), Waiting(await GradedAsync(), 1, DateTimeOffset.UtcNow));
        await using (var context = host.NewContext())
        {
            context.RegionRegrades.AddRange(lost, young);
            await context.SaveChangesAsync();
        }

        await host.Services.GetRequiredService<RegradeSweeper>().SweepAsync(default);

        Assert.Equal(RegradeState.Complete, (await AnswerAsync(lost.Id)).State);
        await using var after = host.NewContext();
        Assert.Equal(RegradeState.Submitted, (await after.RegionRegrades.SingleAsync(r => r.Id == young.Id)).State);
    }

    private static RegionRegrade Waiting(GradingRun run, int slice, DateTimeOffset drawnAt) =>
        new() { Id = Guid.CreateVersion7(), StudyId = run.StudyId, RunId = run.Id, Ordinal = slice, CentreX = 20, CentreY = 20, SideMm = 40, DrawnByName = "Dr Ben", DrawnAt = drawnAt };

    private async Task<GradingRun> GradedAsync()
    {
        var made = new TinyStudy(0, 3, 4, 1);
        await TinyStudy.StoreAsync(host.Orthanc, made.Files());
        return (await host.WaitForRunsAsync(made.Uid, runs => runs is [.., { State: GradingState.Complete, Slices.Count: 4 }]))[^1];
    }

    private async Task<RegionRegrade> AnswerAsync(Guid id)
    {
        for (var attempt = 0; attempt < 600; attempt++)
        {
            await using var context = host.NewContext();
            if (await context.RegionRegrades.AsNoTracking().SingleAsync(r => r.Id == id) is { State: not RegradeState.Submitted } answer)
            {
                return answer;
            }

            await Task.Delay(100);
        }

        throw new TimeoutException("The box was not graded within a minute.");
    }

    private sealed class Within(double tolerance) : IEqualityComparer<double>
    {
        public bool Equals(double x, double y) => Math.Abs(x - y) <= tolerance;

        public int GetHashCode(double value) => 0;
    }
}
