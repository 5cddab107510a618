using BilskyWeb.Core.Cases;
using BilskyWeb.Core.Grading;
using BilskyWeb.Features.Grading;
using BilskyWeb.Features.Intake.Holds;
using BilskyWeb.Features.Mdt;
using BilskyWeb.Tests.Features.Cases.Worklist;
using BilskyWeb.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace BilskyWeb.Tests.Features.Mdt;

/// <summary>That a case opens where one is needed, once, and hears of what becomes of its studies.</summary>
[Trait("Kind", "integration")]
public sealed class PlaceStudyTests(DatabaseFixture fixture) : IClassFixture<DatabaseFixture>, IDisposable
{
    private readonly CaseDesk _desk = new(fixture);

    public void Dispose() => _desk.Dispose();

    [Fact]
    public async Task Sweep_FlaggedReferredOrRefused_OpensACaseAndLeavesTheRest()
    {
        var flagged = await _desk.StudyAsync(BilskyGrade.Grade3);
        var reader = await _desk.StudyAsync(BilskyGrade.Grade0, flagged: true);
        var referred = await _desk.StudyAsync(BilskyGrade.Grade0, referred: true);
        var ungraded = await _desk.StudyAsync(grade: null);
        var low = await _desk.StudyAsync(BilskyGrade.Grade1b);

        await _desk.Sweeper.SweepAsync(default);

        foreach (var (study, why) in new[] { (flagged, CaseOpening.Flagged), (reader, CaseOpening.Flagged), (referred, CaseOpening.Referred), (ungraded, CaseOpening.Flagged) })
        {
            var opened = await _desk.FindAsync((await _desk.CaseOfAsync(study))!.Value);
            Assert.Equal((CaseStage.New, why, 0), (opened.Stage, opened.Opening, opened.Version));
            Assert.False(await _desk.IsDueAsync(study));
            var line = Assert.Single(await _desk.HistoryAsync(opened.Id));
            Assert.Equal((CaseEventKind.Opened, null, CaseLine.Program, study.Id), (line.Kind, line.ActorId, line.ActorName, line.StudyId!.Value));
        }

        Assert.Null(await _desk.CaseOfAsync(low));
    }

    [Fact]
    public async Task HandleAsync_ManyTimesAtOnce_OpensOneCase()
    {
        var study = await _desk.StudyAsync(BilskyGrade.Grade3);

        var cases = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => _desk.Place.HandleAsync(study.Id, default))));

        var one = Assert.Single(cases.Distinct());
        Assert.Single(await _desk.HistoryAsync(one!.Value));
        await using var database = _desk.CreateDbContext();
        Assert.Equal(1, await database.CaseStudies.CountAsync(s => s.StudyId == study.Id));
    }

    [Fact]
    public async Task HandleAsync_FollowUpOfThePatient_JoinsTheOpenCase()
    {
        var first = await _desk.StudyAsync(BilskyGrade.Grade2);
        var found = await _desk.CaseAsync(study: first);
        var followUp = await _desk.StudyAsync(BilskyGrade.Grade3, samePatientAs: first);

        Assert.Equal(found.Id, await _desk.Place.HandleAsync(followUp.Id, default));

        Assert.Equal([CaseEventKind.Opened, CaseEventKind.StudyAdded], (await _desk.HistoryAsync(found.Id)).Select(e => e.Kind));
        Assert.Equal(CasePriority.Flagged + (int)BilskyGrade.Grade3, (await _desk.FindAsync(found.Id)).Priority);
    }

    [Fact]
    public async Task HandleAsync_TwoStudiesOfOnePatientAtOnce_ShareOneCase()
    {
        var first = await _desk.StudyAsync(BilskyGrade.Grade2);
        var second = await _desk.StudyAsync(BilskyGrade.Grade2, samePatientAs: first);

        var cases = await Task.WhenAll(new[] { first, second }.Select(s => Task.Run(() => _desk.Place.HandleAsync(s.Id, default))));

        Assert.Equal(cases[0], cases[1]);
    }

    [Fact]
    public async Task HandleAsync_SameNumberAnotherName_GetsACaseOfItsOwn()
    {
        var one = await _desk.StudyAsync(BilskyGrade.Grade2);
        var other = await _desk.StudyAsync(BilskyGrade.Grade2, samePatientAs: one);
        await _desk.ChangeAsync(other, s => s.PatientName = "Another^Person");

        Assert.NotEqual((await _desk.CaseAsync(study: one)).Id, (await _desk.CaseAsync(study: other)).Id);
    }

    [Fact]
    public async Task HandleAsync_HeldStudy_GetsACaseOfItsOwnSinceWhoseItIsIsOpen()
    {
        var known = await _desk.StudyAsync(BilskyGrade.Grade2);
        var held = await _desk.StudyAsync(BilskyGrade.Grade3, samePatientAs: known);
        await _desk.ChangeAsync(held, s => s.HoldReason = HeldWords.Reason);

        Assert.NotEqual((await _desk.CaseAsync(study: known)).Id, (await _desk.CaseAsync(study: held)).Id);
    }

    [Fact]
    public async Task HandleAsync_PatientPutRight_TakesTheStudyOutOfTheOthersCase()
    {
        var one = await _desk.StudyAsync(BilskyGrade.Grade2);
        var found = await _desk.CaseAsync(study: one);
        var stray = await _desk.StudyAsync(BilskyGrade.Grade3, samePatientAs: one);
        await _desk.CaseAsync(study: stray);
        await _desk.ChangeAsync(stray, s => (s.PatientId, s.PatientName) = (Guid.NewGuid().ToString("N")[..10], "Right^Patient"));
        Assert.True(await _desk.IsDueAsync(stray));

        var own = await _desk.Place.HandleAsync(stray.Id, default);

        Assert.NotEqual(found.Id, own);
        Assert.Equal([CaseEventKind.Opened, CaseEventKind.StudyAdded, CaseEventKind.StudyTaken], (await _desk.HistoryAsync(found.Id)).Select(e => e.Kind));
        Assert.Equal(CasePriority.Flagged + (int)BilskyGrade.Grade2, (await _desk.FindAsync(found.Id)).Priority);
    }

    [Theory]
    [InlineData(CaseStage.Decided)]
    [InlineData(CaseStage.Treated)]
    [InlineData(CaseStage.Closed)]
    public async Task HandleAsync_GradedWorseAfterItWasSettled_GoesBackOnTheList(CaseStage settled)
    {
        var study = await _desk.StudyAsync(BilskyGrade.Grade1c);
        var found = await _desk.CaseAsync(study: study);
        await _desk.PutAsync(found.Id, settled);
        await _desk.RegradeAsync(study, BilskyGrade.Grade3);
        Assert.True(await _desk.IsDueAsync(study));

        await _desk.Place.HandleAsync(study.Id, default);
        await _desk.Place.HandleAsync(study.Id, default);

        var now = await _desk.FindAsync(found.Id);
        Assert.Equal((CaseStage.Listed, CasePriority.Flagged + (int)BilskyGrade.Grade3, found.Version + 1), (now.Stage, now.Priority, now.Version));
        var step = Assert.Single(await _desk.HistoryAsync(found.Id), e => e.Kind == CaseEventKind.Moved);
        Assert.Equal((settled, CaseStage.Listed, null), (step.From!.Value, step.To!.Value, step.ActorId));
    }

    [Fact]
    public async Task HandleAsync_GradedMilder_MovesNothingAndTheCaseStillKnowsTheGradeThen()
    {
        var study = await _desk.StudyAsync(BilskyGrade.Grade3);
        var found = await _desk.CaseAsync(study: study);
        await _desk.PutAsync(found.Id, CaseStage.Listed);
        await _desk.RegradeAsync(study, BilskyGrade.Grade0);

        await _desk.Sweeper.SweepAsync(default);

        var now = await _desk.FindAsync(found.Id);
        Assert.Equal((CaseStage.Listed, found.Version), (now.Stage, now.Version));
        var shown = (await _desk.Show.HandleAsync(CaseDesk.Ada, found.Id, default)).Value;
        var inCase = Assert.Single(shown.Studies);
        Assert.Equal((BilskyGrade.Grade3, BilskyGrade.Grade0), (inCase.GradeThen!.Value, inCase.Card.Grade!.Value));
    }

    /// <summary>The team decided on the milder grade: that it was worse once before does not make the grade of before old news.</summary>
    [Fact]
    public async Task HandleAsync_MilderThenDecidedThenWorseAgain_GoesBackOnTheList()
    {
        var study = await _desk.StudyAsync(BilskyGrade.Grade3);
        var found = await _desk.CaseAsync(study: study);
        await _desk.RegradeAsync(study, BilskyGrade.Grade0);
        await _desk.Sweeper.SweepAsync(default);
        Assert.True((await _desk.Sign.HandleAsync(CaseDesk.Ada, found.Id, CaseDesk.Decision(CaseChoice.Radiotherapy), default)).IsOk);

        await _desk.RegradeAsync(study, BilskyGrade.Grade2);
        await _desk.Place.HandleAsync(study.Id, default);

        Assert.Equal(CaseStage.Listed, (await _desk.FindAsync(found.Id)).Stage);
    }

    [Fact]
    public async Task HandleAsync_ReferredStudyThatIsNoSpine_HasACaseThatSaysWhyItIsNotGraded()
    {
        var study = await _desk.StudyAsync(BilskyGrade.Grade0, referred: true);
        await using (var database = _desk.CreateDbContext())
        {
            await database.GradingRuns.Where(r => r.StudyId == study.Id).ExecuteDeleteAsync();
            database.AddRun(study, GradingState.Rejected, at: DateTimeOffset.UtcNow);
            await database.SaveChangesAsync();
        }

        var found = await _desk.CaseAsync(study: study);

        Assert.Equal(CaseOpening.Referred, found.Opening);
        var card = Assert.Single((await _desk.Show.HandleAsync(CaseDesk.Ada, found.Id, default)).Value.Studies).Card;
        Assert.Equal((false, "No axial T2-weighted series. Ask for one."), (card.IsGraded, card.NotGraded));
    }

    [Fact]
    public async Task HandleAsync_NewFlaggedStudyOfADecidedCase_GoesBackOnTheList()
    {
        var first = await _desk.StudyAsync(BilskyGrade.Grade3);
        var found = await _desk.CaseAsync(study: first);
        await _desk.PutAsync(found.Id, CaseStage.Treated);
        var later = await _desk.StudyAsync(BilskyGrade.Grade1c, samePatientAs: first);

        await _desk.Place.HandleAsync(later.Id, default);

        Assert.Equal(CaseStage.Listed, (await _desk.FindAsync(found.Id)).Stage);
    }

    [Fact]
    public async Task HandleAsync_NewStudyAfterTheCaseWasClosed_OpensAnother()
    {
        var first = await _desk.StudyAsync(BilskyGrade.Grade3);
        var found = await _desk.CaseAsync(study: first);
        await _desk.PutAsync(found.Id, CaseStage.Closed);
        var later = await _desk.StudyAsync(BilskyGrade.Grade2, samePatientAs: first);

        var other = await _desk.Place.HandleAsync(later.Id, default);

        Assert.NotEqual(found.Id, other);
        var near = Assert.Single((await _desk.Show.HandleAsync(CaseDesk.Ada, other!.Value, default)).Value.Near);
        Assert.Equal((found.Id, true), (near.CaseId, near.IsSame));
    }

    [Fact]
    public async Task HandleAsync_ImagesRejectedBeforeACaseOpened_OpensNone()
    {
        var study = await _desk.StudyAsync(BilskyGrade.Grade3);
        await _desk.ChangeAsync(study, s => (s.HoldReason, s.InstanceCount) = (HeldWords.StudyRejected, 0));

        Assert.Null(await _desk.Place.HandleAsync(study.Id, default));
    }

    [Fact]
    public async Task HandleAsync_ImagesRejectedLater_KeepsTheCaseAndSaysSo()
    {
        var study = await _desk.StudyAsync(BilskyGrade.Grade3);
        var found = await _desk.CaseAsync(study: study);
        await _desk.ChangeAsync(study, s => (s.HoldReason, s.InstanceCount) = (HeldWords.StudyRejected, 0));

        await _desk.Place.HandleAsync(study.Id, default);

        var card = Assert.Single((await _desk.Show.HandleAsync(CaseDesk.Ada, found.Id, default)).Value.Studies).Card;
        Assert.Equal((true, false), (card.IsHeld, card.HasImages));
    }

    [Fact]
    public async Task HandleAsync_StudyThatIsGone_LeavesTheCaseWithoutOne()
    {
        var study = await _desk.StudyAsync(BilskyGrade.Grade3);
        var found = await _desk.CaseAsync(study: study);
        await using (var database = _desk.CreateDbContext())
        {
            await database.Studies.Where(s => s.Id == study.Id).ExecuteDeleteAsync();
        }

        Assert.Null(await _desk.Place.HandleAsync(study.Id, default));
        Assert.Empty((await _desk.Show.HandleAsync(CaseDesk.Ada, found.Id, default)).Value.Studies);
        Assert.Equal(0, (await _desk.FindAsync(found.Id)).Priority);
        Assert.Contains((await _desk.Board.HandleAsync(CaseDesk.Ada, new() { Search = $"#{found.Number}" }, new Dictionary<CaseStage, int>(), default)).SelectMany(c => c.Cards), c => c.CaseId == found.Id && c.Study is null);
    }

    [Fact]
    public async Task CaseEvents_ChangedOrDeleted_AreRefusedByTheDatabase()
    {
        var found = await _desk.CaseAsync();
        await using var database = _desk.CreateDbContext();

        await Assert.ThrowsAsync<PostgresException>(() => database.CaseEvents.Where(e => e.CaseId == found.Id).ExecuteUpdateAsync(e => e.SetProperty(x => x.ActorName, "somebody else")));
        await Assert.ThrowsAsync<PostgresException>(() => database.CaseEvents.Where(e => e.CaseId == found.Id).ExecuteDeleteAsync());
    }

    [Fact]
    public async Task Studies_TransactionThatFlagsAndFails_LeavesNothingDue()
    {
        var study = await _desk.StudyAsync(BilskyGrade.Grade0);
        await using (var database = _desk.CreateDbContext())
        {
            await using var transaction = await database.Database.BeginTransactionAsync();
            database.AddRun(study, GradingState.Complete, BilskyGrade.Grade3, flagged: true, DateTimeOffset.UtcNow);
            await database.SaveChangesAsync();
            Assert.True(await database.CasesDue.AnyAsync(d => d.StudyId == study.Id));
        }

        Assert.False(await _desk.IsDueAsync(study));
    }
}
