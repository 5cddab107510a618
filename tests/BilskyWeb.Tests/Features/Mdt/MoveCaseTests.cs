using BilskyWeb.Core.Cases;
using BilskyWeb.Core.Grading;
using BilskyWeb.Features.Intake.Studies;
using BilskyWeb.Features.Mdt;
using BilskyWeb.Tests.Fixtures;

namespace BilskyWeb.Tests.Features.Mdt;

[Trait("Kind", "integration")]
public sealed class MoveCaseTests(DatabaseFixture fixture) : IClassFixture<DatabaseFixture>, IDisposable
{
    private readonly CaseDesk _desk = new(fixture);

    public void Dispose() => _desk.Dispose();

    [Fact]
    public async Task HandleAsync_EveryStepOfEveryStage_ObeysTheTable()
    {
        var found = await _desk.CaseAsync();
        var version = 0;
        foreach (var (from, to) in CaseStages.All.SelectMany(from => CaseStages.All.Select(to => (from, to))))
        {
            await _desk.PutAsync(found.Id, from);

            var moved = await _desk.Move.HandleAsync(CaseDesk.Ada, found.Id, new CaseStep(to, version, "because"), default);

            Assert.True(CaseStages.MayMove(from, to) == moved.IsOk, $"{from} to {to}");
            Assert.True(moved.IsOk || moved.Error is StepForbidden, $"{from} to {to}: {moved.Error}");
            version = moved.IsOk ? moved.Value : version;
            Assert.Equal(moved.IsOk ? to : from, (await _desk.FindAsync(found.Id)).Stage);
        }

        var steps = (await _desk.HistoryAsync(found.Id)).Where(e => e.Kind == CaseEventKind.Moved).ToList();
        Assert.Equal(version, steps.Count);
        Assert.All(steps, e => Assert.Equal((CaseDesk.Ada.UserId, "Dr Ada", "because", true), (e.ActorId!.Value, e.ActorName, e.Words, CaseStages.MayMove(e.From!.Value, e.To!.Value))));
    }

    [Fact]
    public async Task HandleAsync_TwoPeopleMoveOneCard_TheSecondIsToldWhoAndWhere()
    {
        var found = await _desk.CaseAsync();

        var moves = await Task.WhenAll(
            Task.Run(() => _desk.Move.HandleAsync(CaseDesk.Ada, found.Id, new CaseStep(CaseStage.Listed, 0, null), default)),
            Task.Run(() => _desk.Move.HandleAsync(CaseDesk.Ben, found.Id, new CaseStep(CaseStage.NeedsInformation, 0, "older images"), default)));

        var winner = moves[0].IsOk ? "Dr Ada" : "Dr Ben";
        var told = Assert.IsType<CaseMovedMeanwhile>(Assert.Single(moves, m => !m.IsOk).Error);
        Assert.Equal((winner, (await _desk.FindAsync(found.Id)).Stage), (told.Who, told.Now));
        Assert.Single(await _desk.HistoryAsync(found.Id), e => e.Kind == CaseEventKind.Moved);
    }

    [Theory]
    [InlineData(CaseStage.Closed)]
    [InlineData(CaseStage.NeedsInformation)]
    public async Task HandleAsync_StepThatAsksWhy_NeedsWords(CaseStage to)
    {
        var found = await _desk.CaseAsync();

        foreach (var why in new[] { null, "  ", new string('x', CaseEventTable.WordsLength + 1), "no\0nul" })
        {
            Assert.IsType<StepAsksWhy>((await _desk.Move.HandleAsync(CaseDesk.Ada, found.Id, new CaseStep(to, 0, why), default)).Error);
        }

        Assert.Equal(CaseStage.New, (await _desk.FindAsync(found.Id)).Stage);
    }

    [Fact]
    public async Task HandleAsync_Referrer_MayNothing()
    {
        var study = await _desk.StudyAsync(BilskyGrade.Grade3, referred: true);
        var found = await _desk.CaseAsync(study: study);

        Assert.IsType<NotAReviewer>((await _desk.Move.HandleAsync(CaseDesk.Referrer, found.Id, new CaseStep(CaseStage.Listed, 0, null), default)).Error);
        Assert.IsType<NotAReviewer>((await _desk.Join.HandleAsync(CaseDesk.Referrer, found.Id, 1, null, default)).Error);
        Assert.IsType<NotAReviewer>((await _desk.Open.HandleAsync(CaseDesk.Referrer, study.Id, default)).Error);
        Assert.IsType<NotAReviewer>((await _desk.Show.HandleAsync(CaseDesk.Referrer, found.Id, default)).Error);
        Assert.Empty(await _desk.Board.HandleAsync(CaseDesk.Referrer, new(), new Dictionary<CaseStage, int>(), default));
    }

    [Fact]
    public async Task HandleAsync_NoSuchCase_IsSaid() =>
        Assert.IsType<CaseNotFound>((await _desk.Move.HandleAsync(CaseDesk.Ada, Guid.NewGuid(), new CaseStep(CaseStage.Listed, 0, null), default)).Error);
}
