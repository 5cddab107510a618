using BilskyWeb.Core.Cases;
using BilskyWeb.Core.Clinical.Clocks;
using BilskyWeb.Core.Grading;
using BilskyWeb.Features.Mdt.Board;
using BilskyWeb.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Tests.Features.Mdt;

[Trait("Kind", "integration")]
public sealed class ListBoardTests(DatabaseFixture fixture) : IClassFixture<DatabaseFixture>, IDisposable
{
    private static readonly Dictionary<CaseStage, int> AsUsual = [];

    private readonly CaseDesk _desk = new(fixture);

    public void Dispose() => _desk.Dispose();

    [Fact]
    public async Task HandleAsync_CasesOfEveryStage_StandInTheirColumnsTheMostUrgentFirst()
    {
        var mark = await _desk.StudyAsync(BilskyGrade.Grade0, referred: true);
        var (low, high, closed) = (await _desk.CaseAsync(study: mark), await NamedAsync(BilskyGrade.Grade3), await NamedAsync(BilskyGrade.Grade2));
        await _desk.PutAsync(closed.Id, CaseStage.Closed);

        var board = await _desk.Board.HandleAsync(CaseDesk.Ada, new BoardFilter { Search = mark.PatientName.Split('^')[1] }, AsUsual, default);

        Assert.Equal(CaseStages.All, board.Select(c => c.Stage));
        Assert.Equal([high.Id, low.Id], board[0].Cards.Select(c => c.CaseId));
        Assert.Equal([BilskyGrade.Grade3, BilskyGrade.Grade0], board[0].Cards.Select(c => c.Study!.Grade!.Value));
        Assert.Equal([closed.Id], board[^1].Cards.Select(c => c.CaseId));
        Assert.Equal([2, 0, 0, 0, 0, 1], board.Select(c => c.Total));

        var flagged = await _desk.Board.HandleAsync(CaseDesk.Ada, new BoardFilter { Search = mark.PatientName.Split('^')[1], Flagged = true }, AsUsual, default);
        Assert.Equal([high.Id, closed.Id], flagged.SelectMany(c => c.Cards).Select(c => c.CaseId));

        // Another patient whose name holds the same word.
        async Task<BilskyWeb.Features.Mdt.PatientCase> NamedAsync(BilskyGrade grade)
        {
            var study = await _desk.StudyAsync(grade);
            await _desk.ChangeAsync(study, s => s.PatientName = $"{s.PatientName}^{mark.PatientName.Split('^')[1]}");
            return await _desk.CaseAsync(study: study);
        }
    }

    /// <summary>A follow-up of today does not hide how long its patient's first study waits; nobody waits for what is treated.</summary>
    [Fact]
    public async Task HandleAsync_OldAndNewFlaggedStudy_ShowsTheClockThatIsDueFirstUntilTreated()
    {
        var first = await _desk.StudyAsync(BilskyGrade.Grade2);
        await using (var database = _desk.CreateDbContext())
        {
            await database.GradingRuns.Where(r => r.StudyId == first.Id).ExecuteUpdateAsync(r => r.SetProperty(x => x.FinishedAt, DateTimeOffset.UtcNow.AddHours(-30)));
        }

        var found = await _desk.CaseAsync(study: first);
        await _desk.CaseAsync(study: await _desk.StudyAsync(BilskyGrade.Grade3, samePatientAs: first));

        var clock = (await CardAsync()).Clock!;

        Assert.Equal((ClockKind.FlagToView, ClockState.Overdue), (clock.Kind, clock.StateAt(DateTimeOffset.UtcNow, 0.25)));
        var onPage = (await _desk.Show.HandleAsync(CaseDesk.Ada, found.Id, default)).Value.Clocks;
        Assert.Equal([ClockKind.MriToFlag, ClockKind.FlagToView, ClockKind.FlagToDecision], onPage.Select(c => c.Kind));
        Assert.Equal(ClockState.Overdue, onPage[^1].StateAt(DateTimeOffset.UtcNow, 0.25));

        await _desk.PutAsync(found.Id, CaseStage.Treated);
        Assert.Null((await CardAsync()).Clock);

        async Task<BoardCard> CardAsync() =>
            Assert.Single((await _desk.Board.HandleAsync(CaseDesk.Ada, new BoardFilter { Search = first.PatientId }, AsUsual, default)).SelectMany(c => c.Cards));
    }

    [Fact]
    public async Task HandleAsync_PatternInASearch_IsTakenLiterally()
    {
        await _desk.CaseAsync();

        Assert.All(await _desk.Board.HandleAsync(CaseDesk.Ada, new BoardFilter { Search = "%" }, AsUsual, default), c => Assert.Empty(c.Cards));
        Assert.All(await _desk.Board.HandleAsync(CaseDesk.Ada, new BoardFilter { Search = "99999999999999999999" }, AsUsual, default), c => Assert.Empty(c.Cards));
    }

    /// <summary>A board of a department's year: the same number of queries, the index in its order, and no more cards than are shown.</summary>
    [Fact]
    public async Task HandleAsync_ThreeHundredCases_AsksAsOftenAsForOne()
    {
        await _desk.CaseAsync();
        int few;
        using (var recorder = new SqlRecorder(fixture.ConnectionString))
        {
            await _desk.Board.HandleAsync(CaseDesk.Ada, BoardFilter.Everything, AsUsual, default);
            few = recorder.Sent.Count;
        }

        await using (var database = _desk.CreateDbContext())
        {
            await database.Database.ExecuteSqlRawAsync("""
                with added as (
                    insert into "Studies" ("Id", "StudyInstanceUid", "PatientId", "PatientName", "InstanceCount", "GradingRequestedFor", "ArrivedAt", "LastInstanceAt", "GradingDueAt")
                    select gen_random_uuid(), '2.25.77' || i, 'B' || i, 'Board^' || i, 31, 31, now(), now(), now() from generate_series(1, 300) i returning "Id"),
                runs as (
                    insert into "GradingRuns" ("Id", "StudyId", "State", "SubmittedAt", "FinishedAt", "SlicesDone", "SlicesTotal", "InstanceCount", "CancelRequested", "ResearchOnly", "HighestGrade", "HighestSingleGrade", "Flagged", "Attempts")
                    select gen_random_uuid(), "Id", 'Complete', now(), now(), 31, 31, 31, false, true, 4, 4, true, 0 from added returning "StudyId")
                select count(*) from runs
                """);
        }

        await _desk.Sweeper.SweepAsync(default);
        using var again = new SqlRecorder(fixture.ConnectionString);
        var board = await _desk.Board.HandleAsync(CaseDesk.Ada, BoardFilter.Everything, AsUsual, default);

        Assert.Equal(few, again.Sent.Count);
        Assert.True(board[0].Total > 300);
        Assert.Equal(ListBoard.CardsAtFirst, board[0].Cards.Count);
        Assert.Equal(2 * ListBoard.CardsAtFirst, (await _desk.Board.HandleAsync(CaseDesk.Ada, BoardFilter.Everything, new Dictionary<CaseStage, int> { [CaseStage.New] = 2 * ListBoard.CardsAtFirst }, default))[0].Cards.Count);
    }
}
