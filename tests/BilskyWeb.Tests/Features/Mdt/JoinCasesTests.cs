using BilskyWeb.Core.Cases;
using BilskyWeb.Core.Grading;
using BilskyWeb.Features.Mdt;
using BilskyWeb.Tests.Fixtures;

namespace BilskyWeb.Tests.Features.Mdt;

[Trait("Kind", "integration")]
public sealed class JoinCasesTests(DatabaseFixture fixture) : IClassFixture<DatabaseFixture>, IDisposable
{
    private readonly CaseDesk _desk = new(fixture);

    public void Dispose() => _desk.Dispose();

    [Fact]
    public async Task HandleAsync_TwoOfOnePatient_GoTogetherAndBothHistoriesTell()
    {
        var first = await _desk.StudyAsync(BilskyGrade.Grade3);
        var old = await _desk.CaseAsync(study: first);
        await _desk.PutAsync(old.Id, CaseStage.Closed);
        var second = await _desk.StudyAsync(BilskyGrade.Grade2, samePatientAs: first);
        var newer = await _desk.CaseAsync(study: second);

        var joined = await _desk.Join.HandleAsync(CaseDesk.Ada, newer.Id, old.Number, null, default);

        Assert.Equal(old.Id, joined.Value);
        Assert.Equal((old.Id, old.Id), ((await _desk.CaseOfAsync(first))!.Value, (await _desk.CaseOfAsync(second))!.Value));
        var stays = await _desk.FindAsync(old.Id);
        Assert.Equal((CaseStage.Listed, CasePriority.Flagged + (int)BilskyGrade.Grade3), (stays.Stage, stays.Priority));
        Assert.Equal((old.Id, 0), ((await _desk.FindAsync(newer.Id)).JoinedIntoId!.Value, (await _desk.FindAsync(newer.Id)).Priority));
        Assert.Contains(await _desk.HistoryAsync(newer.Id), e => e.Kind == CaseEventKind.Joined && e.OtherCaseId == old.Id && e.ActorName == "Dr Ada");
        Assert.Contains(await _desk.HistoryAsync(old.Id), e => e.Kind == CaseEventKind.Joined && e.OtherCaseId == newer.Id);

        // The page of the one shows the history of both; the page of the other leads there.
        var shown = (await _desk.Show.HandleAsync(CaseDesk.Ada, old.Id, default)).Value;
        Assert.Equal(2, shown.Studies.Count);
        Assert.Contains(shown.History, h => h.Number == newer.Number && h.Line.Kind == CaseEventKind.Opened);
        Assert.Equal((old.Id, old.Number), (await _desk.Show.HandleAsync(CaseDesk.Ada, newer.Id, default)).Value.JoinedInto!.Value);
    }

    [Fact]
    public async Task HandleAsync_Chain_LeavesNoCaseJoinedToAJoinedOne()
    {
        var (a, b, c) = (await _desk.CaseAsync(), await _desk.CaseAsync(), await _desk.CaseAsync());
        Assert.True((await _desk.Join.HandleAsync(CaseDesk.Ada, a.Id, b.Number, "one patient, two hospitals", default)).IsOk);

        Assert.True((await _desk.Join.HandleAsync(CaseDesk.Ada, b.Id, c.Number, "one patient, three hospitals", default)).IsOk);

        Assert.Equal((c.Id, c.Id), ((await _desk.FindAsync(a.Id)).JoinedIntoId!.Value, (await _desk.FindAsync(b.Id)).JoinedIntoId!.Value));
        var shown = (await _desk.Show.HandleAsync(CaseDesk.Ada, c.Id, default)).Value;
        Assert.True(shown.NamesDiffer);
        Assert.Equal(3, shown.Studies.Count);
        Assert.IsType<CaseIsJoined>((await _desk.Join.HandleAsync(CaseDesk.Ada, c.Id, a.Number, "back", default)).Error);
        Assert.IsType<CaseIsJoined>((await _desk.Move.HandleAsync(CaseDesk.Ada, a.Id, new CaseStep(CaseStage.Listed, 1, null), default)).Error);
    }

    [Fact]
    public async Task HandleAsync_DifferentPatientsWithoutWords_IsRefused()
    {
        var (one, other) = (await _desk.CaseAsync(), await _desk.CaseAsync());

        Assert.IsType<JoinAsksWhy>((await _desk.Join.HandleAsync(CaseDesk.Ada, one.Id, other.Number, " ", default)).Error);
        Assert.IsType<CannotJoinItself>((await _desk.Join.HandleAsync(CaseDesk.Ada, one.Id, one.Number, null, default)).Error);
        Assert.IsType<OtherCaseNotFound>((await _desk.Join.HandleAsync(CaseDesk.Ada, one.Id, int.MaxValue, null, default)).Error);
        Assert.Null((await _desk.FindAsync(one.Id)).JoinedIntoId);
    }

    [Fact]
    public async Task HandleAsync_BothWaysAtOnce_OneGoesAndTheOtherIsTold()
    {
        var (one, other) = (await _desk.CaseAsync(), await _desk.CaseAsync());

        var joins = await Task.WhenAll(
            Task.Run(() => _desk.Join.HandleAsync(CaseDesk.Ada, one.Id, other.Number, "the same", default)),
            Task.Run(() => _desk.Join.HandleAsync(CaseDesk.Ben, other.Id, one.Number, "the same", default)));

        Assert.IsType<CaseIsJoined>(Assert.Single(joins, j => !j.IsOk).Error);
    }
}
