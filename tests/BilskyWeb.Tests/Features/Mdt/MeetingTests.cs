using BilskyWeb.Core.Cases;
using BilskyWeb.Core.Grading;
using BilskyWeb.Features.Intake.Studies;
using BilskyWeb.Features.Mdt;
using BilskyWeb.Features.Mdt.Meetings;
using BilskyWeb.Tests.Fixtures;

namespace BilskyWeb.Tests.Features.Mdt;

[Trait("Kind", "integration")]
public sealed class MeetingTests(DatabaseFixture fixture) : IClassFixture<DatabaseFixture>, IDisposable
{
    private readonly CaseDesk _desk = new(fixture);

    public void Dispose() => _desk.Dispose();

    [Fact]
    public async Task MakeAsync_ListedAndFlaggedCases_AreOnItTheMostUrgentFirst()
    {
        var (flagged, listed, asksMore, decided) = (await _desk.CaseAsync(BilskyGrade.Grade3), await LowAsync(), await _desk.CaseAsync(), await _desk.CaseAsync());
        await _desk.PutAsync(listed.Id, CaseStage.Listed);
        await _desk.PutAsync(asksMore.Id, CaseStage.NeedsInformation);
        await _desk.PutAsync(decided.Id, CaseStage.Decided);
        var onlyReferred = await LowAsync();
        var id = Guid.CreateVersion7();

        await _desk.Arrange.MakeAsync(CaseDesk.Ada, id, DateTimeOffset.UtcNow, " Room 4 ", default);
        await _desk.Arrange.MakeAsync(CaseDesk.Ada, id, DateTimeOffset.UtcNow, "Room 4", default);

        var view = (await _desk.Meetings.HandleAsync(CaseDesk.Ada, id, default)).Value;
        Assert.Equal("Room 4", view.Meeting.Place);
        var mine = view.Agenda.Select(a => a.Case.Id).Where(c => c == flagged.Id || c == listed.Id || c == asksMore.Id || c == decided.Id || c == onlyReferred.Id);
        Assert.Equal([flagged.Id, listed.Id], mine);
        Assert.Contains(await _desk.Meetings.ListAsync(CaseDesk.Ada, default), m => m.Id == id && m.Cases == view.Agenda.Count);
    }

    [Fact]
    public async Task Agenda_ChangedByHand_StaysSoWhenItIsFilledAgain()
    {
        var (first, second) = (await _desk.CaseAsync(BilskyGrade.Grade3), await _desk.CaseAsync(BilskyGrade.Grade1c));
        var id = (await _desk.Arrange.MakeAsync(CaseDesk.Ada, Guid.CreateVersion7(), DateTimeOffset.UtcNow, null, default)).Value;
        for (var i = 0; i < 200 && (await OrderAsync(id))[0] != second.Id; i++)
        {
            await _desk.Arrange.MoveAsync(CaseDesk.Ada, id, second.Id, -1, default);
        }

        var before = await OrderAsync(id);
        Assert.Equal(second.Id, before[0]);
        Assert.Contains(first.Id, before);
        var late = await _desk.CaseAsync(BilskyGrade.Grade3);
        await _desk.Arrange.FillAsync(CaseDesk.Ben, id, default);

        Assert.Equal([.. before, late.Id], await OrderAsync(id));
        await _desk.Arrange.RemoveAsync(CaseDesk.Ada, id, first.Id, default);
        Assert.DoesNotContain(first.Id, await OrderAsync(id));
        Assert.IsType<NotOnAgenda>((await _desk.Arrange.MoveAsync(CaseDesk.Ada, id, first.Id, 1, default)).Error);
    }

    [Fact]
    public async Task HandleAsync_CaseJoinedSinceItWasPutOn_StandsWhereTheOtherIsAndIsNotPutOnTwice()
    {
        var (goes, stays) = (await _desk.CaseAsync(BilskyGrade.Grade3), await LowAsync());
        var id = (await _desk.Arrange.MakeAsync(CaseDesk.Ada, Guid.CreateVersion7(), DateTimeOffset.UtcNow, null, default)).Value;
        Assert.Contains(goes.Id, await OrderAsync(id));
        Assert.True((await _desk.Join.HandleAsync(CaseDesk.Ada, goes.Id, stays.Number, "one patient, two hospitals", default)).IsOk);
        await _desk.PutAsync(stays.Id, CaseStage.Listed);

        await _desk.Arrange.FillAsync(CaseDesk.Ada, id, default);
        await _desk.Arrange.AddAsync(CaseDesk.Ada, id, stays.Number, default);

        var line = Assert.Single((await _desk.Meetings.HandleAsync(CaseDesk.Ada, id, default)).Value.Agenda, a => a.Case.Id == goes.Id || a.Case.Id == stays.Id);
        Assert.Equal((goes.Id, stays.Id, CaseStage.Listed, 2), (line.Case.Id, line.Home.Id, line.Home.Stage, line.Studies.Count));
    }

    [Fact]
    public async Task AddAsync_ClosedJoinedOrUnknown_IsSaid()
    {
        var (closed, goes, stays) = (await _desk.CaseAsync(), await _desk.CaseAsync(), await _desk.CaseAsync());
        await _desk.PutAsync(closed.Id, CaseStage.Closed);
        await _desk.Join.HandleAsync(CaseDesk.Ada, goes.Id, stays.Number, "one", default);
        var id = (await _desk.Arrange.MakeAsync(CaseDesk.Ada, Guid.CreateVersion7(), DateTimeOffset.UtcNow, null, default)).Value;

        Assert.IsType<CannotBeDiscussed>((await _desk.Arrange.AddAsync(CaseDesk.Ada, id, closed.Number, default)).Error);
        Assert.IsType<CaseIsJoined>((await _desk.Arrange.AddAsync(CaseDesk.Ada, id, goes.Number, default)).Error);
        Assert.IsType<OtherCaseNotFound>((await _desk.Arrange.AddAsync(CaseDesk.Ada, id, int.MaxValue, default)).Error);
        Assert.IsType<MeetingNotFound>((await _desk.Arrange.AddAsync(CaseDesk.Ada, Guid.NewGuid(), stays.Number, default)).Error);
        Assert.IsType<MeetingIncomplete>((await _desk.Arrange.MakeAsync(CaseDesk.Ada, Guid.CreateVersion7(), null, null, default)).Error);
    }

    [Fact]
    public async Task WriteMinutes_TwoAtOnce_TheSecondIsToldAndNothingIsLost()
    {
        var found = await _desk.CaseAsync();
        var id = (await _desk.Arrange.MakeAsync(CaseDesk.Ada, Guid.CreateVersion7(), DateTimeOffset.UtcNow, null, default)).Value;

        Assert.Equal(1, (await _desk.Minutes.HandleAsync(CaseDesk.Ada, id, found.Id, "Surgery tonight.", 0, default)).Value);
        Assert.Equal(1, (await _desk.Minutes.HandleAsync(CaseDesk.Ada, id, found.Id, "Surgery tonight.", 0, default)).Value);
        Assert.Equal("Dr Ada", Assert.IsType<MinutesChangedMeanwhile>((await _desk.Minutes.HandleAsync(CaseDesk.Ben, id, found.Id, "Radiotherapy.", 0, default)).Error).Who);
        Assert.Equal(2, (await _desk.Minutes.HandleAsync(CaseDesk.Ben, id, found.Id, "Surgery tonight, then radiotherapy.", 1, default)).Value);

        var line = (await _desk.Meetings.HandleAsync(CaseDesk.Ada, id, default)).Value.Agenda.Single(a => a.Case.Id == found.Id).Line;
        Assert.Equal(("Surgery tonight, then radiotherapy.", "Dr Ben", 2), (line.Minutes, line.MinutesByName, line.MinutesVersion));
        Assert.Single(await _desk.HistoryAsync(found.Id), e => e.Kind == CaseEventKind.Discussed);

        // Discussed: it stays on the agenda.
        await _desk.Arrange.RemoveAsync(CaseDesk.Ada, id, found.Id, default);
        Assert.Contains(found.Id, await OrderAsync(id));
    }

    [Fact]
    public async Task HandleAsync_CaseJoinedSince_IsShownWithWhatTheOtherHas()
    {
        var study = await _desk.StudyAsync(BilskyGrade.Grade3);
        var (goes, stays) = (await _desk.CaseAsync(study: study), await _desk.CaseAsync());
        var id = (await _desk.Arrange.MakeAsync(CaseDesk.Ada, Guid.CreateVersion7(), DateTimeOffset.UtcNow, null, default)).Value;
        await _desk.Join.HandleAsync(CaseDesk.Ada, goes.Id, stays.Number, "one", default);
        await _desk.Sign.HandleAsync(CaseDesk.Ada, stays.Id, CaseDesk.Decision(CaseChoice.Sbrt), default);

        var item = (await _desk.Meetings.HandleAsync(CaseDesk.Ada, id, default)).Value.Agenda.Single(a => a.Case.Id == goes.Id);

        Assert.Contains(item.Studies, s => s.StudyId == study.Id);
        Assert.Equal(CaseChoice.Sbrt, item.Decision!.Choice);
    }

    [Fact]
    public async Task AttendAsync_People_AreNotedOnce()
    {
        var id = (await _desk.Arrange.MakeAsync(CaseDesk.Ada, Guid.CreateVersion7(), DateTimeOffset.UtcNow, null, default)).Value;
        await _desk.Arrange.AttendAsync(CaseDesk.Ada, id, "Dr Ada", true, default);
        await _desk.Arrange.AttendAsync(CaseDesk.Ada, id, " Dr Ada ", false, default);

        var person = Assert.Single((await _desk.Meetings.HandleAsync(CaseDesk.Ada, id, default)).Value.Meeting.People);
        Assert.Equal(("Dr Ada", false), (person.Name, person.IsPresent));
        Assert.IsType<NameOfAttendance>((await _desk.Arrange.AttendAsync(CaseDesk.Ada, id, " ", true, default)).Error);
    }

    [Fact]
    public async Task Meetings_Referrer_SeesAndChangesNone()
    {
        var id = (await _desk.Arrange.MakeAsync(CaseDesk.Ada, Guid.CreateVersion7(), DateTimeOffset.UtcNow, null, default)).Value;

        Assert.Empty(await _desk.Meetings.ListAsync(CaseDesk.Referrer, default));
        Assert.IsType<NotAReviewer>((await _desk.Meetings.HandleAsync(CaseDesk.Referrer, id, default)).Error);
        Assert.IsType<NotAReviewer>((await _desk.Arrange.MakeAsync(CaseDesk.Referrer, Guid.CreateVersion7(), DateTimeOffset.UtcNow, null, default)).Error);
        Assert.IsType<NotAReviewer>((await _desk.Arrange.FillAsync(CaseDesk.Referrer, id, default)).Error);
        Assert.IsType<NotAReviewer>((await _desk.Minutes.HandleAsync(CaseDesk.Referrer, id, Guid.NewGuid(), "x", 0, default)).Error);
    }

    private async Task<PatientCase> LowAsync() => await _desk.CaseAsync(study: await _desk.StudyAsync(BilskyGrade.Grade0, referred: true));

    private async Task<List<Guid>> OrderAsync(Guid id) => [.. (await _desk.Meetings.HandleAsync(CaseDesk.Ada, id, default)).Value.Agenda.Select(a => a.Case.Id)];
}
