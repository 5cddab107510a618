using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using BilskyWeb.Core.Levels;
using BilskyWeb.Features.Grading;
using BilskyWeb.Features.Grading.Levels;
using BilskyWeb.Features.Intake.Studies;
using BilskyWeb.Imaging.Datasets;
using BilskyWeb.Platform.Audit;
using BilskyWeb.Platform.Auth;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace BilskyWeb.Tests.Features.Grading.Levels;

/// <summary>Pins on a really graded study of twelve slices, 4 mm apart, beside a sagittal series of the same frame of reference.</summary>
[Trait("Kind", "integration")]
[Collection(Commands.ModelsInEnvironment.Name)]
public sealed class PinLevelTests(GradingHost host) : IClassFixture<GradingHost>
{
    private static readonly double[] Grades = [0, 0, 3, 4, 5, 5, 1, 1, 0, 0, 0, 0];
    private static readonly Actor Ann = new(Guid.NewGuid(), "Dr Ann", new HashSet<string> { Role.Reviewer });
    private static readonly Actor Ben = new(Guid.NewGuid(), "Dr Ben", new HashSet<string> { Role.Reviewer });

    private PinLevel Pin => host.Services.GetRequiredService<PinLevel>();

    [Fact]
    public async Task HandleAsync_OnePinOnAnAxialSlice_NamesSlicesLevelsAndKeepsWhoDidIt()
    {
        var made = await GradedAsync();

        var outcome = (await Pin.HandleAsync(Ann, made.Uid, OnAxial(made, 3, "T7"), default)).Value;

        var run = await RunAsync(made);
        Assert.Equal("T7", Slice(run, 3).LevelName);
        Assert.Equal("T7-8", Slice(run, 6).LevelName);
        Assert.Equal("T8", Slice(run, 9).LevelName);
        Assert.True(Slice(run, 3).LevelConfidence > Slice(run, 11).LevelConfidence);
        Assert.Equal(12, outcome.Effect.SlicesNamed);
        Assert.NotEmpty(run.Levels);
        Assert.All(run.Levels, level => Assert.Equal(Slice(run, level.KeySliceOrdinal).LevelName, level.Name));
        var levels = (await host.Services.GetRequiredService<ReadLevels>().HandleAsync(Ann, made.Uid, default)).Value;
        Assert.Equal(("T7", "placed", "Dr Ann"), levels.Pins.Select(p => (p.Level, p.Kind, p.By)).Single());

        // In the patient: the middle of the slice's region, on the slice.
        Assert.Equal((-10.0, -20.0, 88.0), levels.Pins.Select(p => (p.XMm, p.YMm, p.ZMm)).Single(), (a, b) => Math.Abs(a.Item1 - b.Item1) < 2 && Math.Abs(a.Item2 - b.Item2) < 2 && Math.Abs(a.Item3 - b.Item3) < 0.3);
        await using var database = host.NewContext();
        var line = await database.AuditEvents.SingleAsync(e => e.StudyId == run.StudyId && e.Action == AuditAction.PinnedLevel);
        Assert.Equal("Dr Ann", line.ActorName);
        Assert.StartsWith("T7 placed. 12 slices named", line.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task HandleAsync_MovedPin_ShowsBeforehandWhatChangesAndWhoseItWas()
    {
        var made = await GradedAsync();
        await Pin.HandleAsync(Ann, made.Uid, OnAxial(made, 3, "T7"), default);
        var before = await RunAsync(made);

        var preview = (await host.Services.GetRequiredService<PreviewPin>().HandleAsync(Ben, made.Uid, OnAxial(made, 8, "T7"), default)).Value;
        var unchanged = await RunAsync(made);
        var outcome = (await Pin.HandleAsync(Ben, made.Uid, OnAxial(made, 8, "T7"), default)).Value;

        Assert.Equal((Vertebra.T7, "Dr Ann"), (preview.Instead!.Level, preview.Instead.ByName));
        Assert.Equal(before.Slices.Select(s => s.LevelName), unchanged.Slices.Select(s => s.LevelName));
        Assert.Equal(preview.Effect.Text, outcome.Effect.Text);
        Assert.Contains(outcome.Effect.Levels, l => l is { Before: "T7", After: "T6" });
        Assert.Equal("T7", Slice(await RunAsync(made), 8).LevelName);
        var history = (await host.Services.GetRequiredService<ReadLevels>().HandleAsync(Ann, made.Uid, default)).Value.History;
        Assert.Equal([("moved", "Dr Ben"), ("placed", "Dr Ann")], history.Select(h => (h.Kind, h.By)));
        Assert.Contains("T7 → T6", history[0].Effect, StringComparison.Ordinal);
    }

    [Fact]
    public async Task HandleAsync_AnotherLevelAtTheSamePlace_ReplacesThePin()
    {
        var made = await GradedAsync();
        await Pin.HandleAsync(Ann, made.Uid, OnAxial(made, 3, "T7"), default);

        var outcome = (await Pin.HandleAsync(Ann, made.Uid, OnAxial(made, 4, "T8"), default)).Value;

        Assert.Equal(Vertebra.T7, outcome.Instead!.Level);
        var levels = (await host.Services.GetRequiredService<ReadLevels>().HandleAsync(Ann, made.Uid, default)).Value;
        Assert.Equal("T8", Assert.Single(levels.Pins).Level);
        Assert.Equal(["placed", "removed", "placed"], levels.History.Select(h => h.Kind));
    }

    [Fact]
    public async Task HandleAsync_ContradictoryOrder_SaysSoAndChangesNothing()
    {
        var made = await GradedAsync();
        await Pin.HandleAsync(Ann, made.Uid, OnAxial(made, 8, "T7"), default);
        var before = await RunAsync(made);

        var error = (await Pin.HandleAsync(Ann, made.Uid, OnAxial(made, 0, "T9"), default)).Error;

        Assert.IsType<PinsOutOfOrder>(error);
        Assert.Equal(before.Slices.Select(s => s.LevelName), (await RunAsync(made)).Slices.Select(s => s.LevelName));
        Assert.Single((await host.Services.GetRequiredService<ReadLevels>().HandleAsync(Ann, made.Uid, default)).Value.History);
    }

    [Fact]
    public async Task HandleAsync_TwoAtOnceWhoSawTheSame_OneIsTold()
    {
        var made = await GradedAsync();
        await Pin.HandleAsync(Ann, made.Uid, OnAxial(made, 3, "T7"), default);

        var answers = await Task.WhenAll(
            Pin.HandleAsync(Ann, made.Uid, OnAxial(made, 4, "T7") with { BasedOn = 1 }, default),
            Pin.HandleAsync(Ben, made.Uid, OnAxial(made, 5, "T7") with { BasedOn = 1 }, default));

        Assert.Single(answers, a => a.IsOk);
        var told = Assert.IsType<PinsChangedMeanwhile>(answers.Single(a => !a.IsOk).Error);
        Assert.Contains(told.ByName, new[] { "Dr Ann", "Dr Ben" });
        Assert.Equal(2, (await host.Services.GetRequiredService<ReadLevels>().HandleAsync(Ann, made.Uid, default)).Value.Last);
    }

    [Fact]
    public async Task HandleAsync_OnTheSagittal_PinsTheBodyUnderThePointer()
    {
        var made = await GradedAsync();

        // The body is 26 mm in front of the canal: column 8 of half a millimetre, at z = 88.
        Assert.True((await Pin.HandleAsync(Ann, made.Uid, OnSagittal(made, 8, 24.5, "T7"), default)).IsOk);

        Assert.Equal("T7", Slice(await RunAsync(made), 3).LevelName);
    }

    [Fact]
    public async Task HandleAsync_ThroughGradingAnew_NamesStay()
    {
        var made = await GradedAsync();
        await Pin.HandleAsync(Ann, made.Uid, OnAxial(made, 3, "T7"), default);
        var first = await RunAsync(made);

        await host.Services.GetRequiredService<RequestGrading>().HandleAsync(Ann, first.StudyId, default);
        await host.WaitForRunsAsync(made.Uid, runs => runs.Count(r => r.State == GradingState.Complete) == 2);

        var second = await RunAsync(made);
        Assert.NotEqual(first.Id, second.Id);
        Assert.Equal(first.Slices.Select(s => s.LevelName), second.Slices.Select(s => s.LevelName));
        Assert.Equal(first.Levels.Select(l => l.Name), second.Levels.Select(l => l.Name));
    }

    [Fact]
    public async Task HandleAsync_WrongRequests_SayWhatToDo()
    {
        var made = await GradedAsync();
        var referrer = new Actor(Guid.NewGuid(), "Referrer", new HashSet<string> { Role.Referrer });

        Assert.IsType<UnknownVertebra>((await Pin.HandleAsync(Ann, made.Uid, OnAxial(made, 3, "T13"), default)).Error);
        Assert.IsType<PinImageUnknown>((await Pin.HandleAsync(Ann, made.Uid, new PinRequest("T7", "1.2.3"), default)).Error);
        Assert.IsType<PinOutsideImage>((await Pin.HandleAsync(Ann, made.Uid, OnSagittal(made, 900, 24, "T7"), default)).Error);
        Assert.IsType<PinOffTheSpine>((await Pin.HandleAsync(Ann, made.Uid, OnSagittal(made, 239, 24, "T7"), default)).Error);
        Assert.IsType<StudyNotFound>((await Pin.HandleAsync(referrer, made.Uid, OnAxial(made, 3, "T7"), default)).Error);
        Assert.IsType<PinNotFound>((await host.Services.GetRequiredService<RemovePin>().HandleAsync(Ann, made.Uid, "T7", null, default)).Error);
    }

    [Fact]
    public async Task Api_PinReadRemove_TellsNamesToPrograms()
    {
        var made = await GradedAsync();
        using var reviewer = await host.SignInAsync(Role.Reviewer);

        using var pinned = await reviewer.PostAsJsonAsync($"/api/studies/{made.Uid}/level-pins", OnAxial(made, 3, "t7"));
        Assert.Equal(HttpStatusCode.OK, pinned.StatusCode);
        var grading = (await reviewer.GetFromJsonAsync<JsonElement>($"/api/studies/{made.Uid}/grading")).GetProperty("studies")[0];
        Assert.Equal("T7", grading.GetProperty("slices")[3].GetProperty("level").GetString());
        Assert.All(grading.GetProperty("levels").EnumerateArray(), l => Assert.NotNull(l.GetProperty("name").GetString()));
        var levels = await reviewer.GetFromJsonAsync<JsonElement>($"/api/studies/{made.Uid}/levels");
        Assert.Equal(1, levels.GetProperty("last").GetInt32());

        using var removed = await reviewer.DeleteAsync(new Uri($"/api/studies/{made.Uid}/level-pins/T7?basedOn=1", UriKind.Relative));
        Assert.Equal(HttpStatusCode.OK, removed.StatusCode);
        Assert.All((await RunAsync(made)).Slices, s => Assert.Null(s.LevelName));
        Assert.All((await RunAsync(made)).Levels, l => Assert.Null(l.Name));
    }

    private static PinRequest OnAxial(TinyStudy made, int slice, string level) => new(level, DicomUid.FromSeed($"{made.AxialUid} {slice}"));

    private static PinRequest OnSagittal(TinyStudy made, double x, double y, string level) => new(level, DicomUid.FromSeed($"{made.SagittalUid} 0"), 1, x, y);

    private static SliceResult Slice(GradingRun run, int ordinal) => run.Slices.Single(s => s.Ordinal == ordinal);

    private async Task<TinyStudy> GradedAsync()
    {
        var made = new TinyStudy(Grades);
        var study = await host.RegisterAsync(made);
        await TinyStudy.StoreAsync(host.Orthanc, made.Files());
        await host.Services.GetRequiredService<RequestGrading>().HandleAsync(null, study.Id, default);
        await host.WaitForRunsAsync(made.Uid, runs => runs is [.., { State: GradingState.Complete, Slices.Count: 12 }] && runs.TrueForAll(r => r.State == GradingState.Complete));
        return made;
    }

    private async Task<GradingRun> RunAsync(TinyStudy made)
    {
        await using var database = host.NewContext();
        return await database.GradingRuns.AsNoTracking().AsSplitQuery().Include(r => r.Slices.OrderBy(s => s.Ordinal)).Include(r => r.Levels.OrderBy(l => l.Ordinal))
            .Where(r => r.State == GradingState.Complete && database.Studies.Any(s => s.Id == r.StudyId && s.StudyInstanceUid == made.Uid))
            .OrderByDescending(r => r.SubmittedAt).FirstAsync();
    }
}
