using BilskyWeb.Core.Cases;
using BilskyWeb.Core.Grading;
using BilskyWeb.Features.Cases.MyReferrals;
using BilskyWeb.Features.Intake.Holds;
using BilskyWeb.Features.Intake.Referrals;
using BilskyWeb.Features.Intake.Studies;
using BilskyWeb.Features.Mdt;
using BilskyWeb.Features.Mdt.Board;
using BilskyWeb.Features.Mdt.Decisions;
using BilskyWeb.Platform.Audit;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Tests.Features.Cases.Worklist;
using BilskyWeb.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace BilskyWeb.Tests.Features.Mdt;

[Trait("Kind", "integration")]
public sealed class SignDecisionTests(DatabaseFixture fixture) : IClassFixture<DatabaseFixture>, IDisposable
{
    private readonly CaseDesk _desk = new(fixture);

    public void Dispose() => _desk.Dispose();

    [Theory]
    [InlineData(CaseStage.New)]
    [InlineData(CaseStage.NeedsInformation)]
    [InlineData(CaseStage.Listed)]
    [InlineData(CaseStage.Treated)]
    public async Task HandleAsync_OpenCase_SignsAndBringsItToDecided(CaseStage from)
    {
        var study = await _desk.StudyAsync(BilskyGrade.Grade3);
        var found = await _desk.CaseAsync(study: study);
        await _desk.PutAsync(found.Id, from);

        var signed = (await _desk.Sign.HandleAsync(CaseDesk.Ada, found.Id, CaseDesk.Decision(CaseChoice.SurgeryAndRadiotherapy), default)).Value;

        Assert.Equal((1, CaseChoice.SurgeryAndRadiotherapy, "Dr Ada", BilskyGrade.Grade3), (signed.Version, signed.Choice, signed.SignedByName, signed.Grade!.Value));
        Assert.Equal([study.Id], signed.StudyIds);
        Assert.Equal(["Dr Ada", "Dr Cleo"], signed.AgreedBy);
        var now = await _desk.FindAsync(found.Id);
        Assert.Equal((CaseStage.Decided, 1), (now.Stage, now.Version));
        var line = (await _desk.HistoryAsync(found.Id))[^1];
        Assert.Equal((CaseEventKind.Signed, from, CaseStage.Decided, CaseDesk.Ada.UserId), (line.Kind, line.From!.Value, line.To!.Value, line.ActorId!.Value));
        await using var database = _desk.CreateDbContext();
        Assert.Equal(1, await database.AuditEvents.CountAsync(e => e.StudyId == study.Id && e.Action == AuditAction.SignedDecision && e.ActorId == CaseDesk.Ada.UserId));
        var counts = (await _desk.Decisions.OutcomeAsync(CaseDesk.Ada, study.Id, default))!;
        Assert.Equal((ChoiceWords.Of(signed.Choice), signed.Version, signed.SignedByName), (counts.Choice, counts.Version, counts.SignedBy));
    }

    [Fact]
    public async Task Show_StudiesOfTwoReferrers_NamesBeforeTheSignatureWhoWillReadIt()
    {
        // Whoever knows ID, name, birth date and sex of a patient gets a study of their own into the patient's case, and reads its decision.
        var (ann, bob) = (await _desk.PersonAsync("Dr Ann", Role.Referrer), await _desk.PersonAsync("Dr Bob", Role.Referrer));
        var first = await _desk.StudyAsync(BilskyGrade.Grade2);
        var second = await _desk.StudyAsync(BilskyGrade.Grade0, samePatientAs: first);
        await using (var database = _desk.CreateDbContext())
        {
            database.Referrals.AddRange(
                new Referral { Id = Guid.CreateVersion7(), StudyId = first.Id, ReferrerId = ann.UserId, SubmittedAt = DateTimeOffset.UtcNow },
                new Referral { Id = Guid.CreateVersion7(), StudyId = second.Id, ReferrerId = bob.UserId, SubmittedAt = DateTimeOffset.UtcNow });
            await database.SaveChangesAsync();
        }

        var found = await _desk.CaseAsync(study: first);
        Assert.Equal(found.Id, await _desk.Place.HandleAsync(second.Id, default));
        var before = (await _desk.Show.HandleAsync(CaseDesk.Ada, found.Id, default)).Value.ReadBy;
        await _desk.ChangeAsync(second, s => s.HoldReason = "held");
        var whileHeld = (await _desk.Show.HandleAsync(CaseDesk.Ada, found.Id, default)).Value.ReadBy;
        await _desk.Sign.HandleAsync(CaseDesk.Ada, found.Id, CaseDesk.Decision(CaseChoice.Sbrt), default);

        Assert.Equal(["Dr Ann", "Dr Bob"], before);
        Assert.Equal(["Dr Ann"], whileHeld);
        Assert.NotNull(await _desk.Decisions.OutcomeAsync(ann, first.Id, default));
        Assert.Null(await _desk.Decisions.OutcomeAsync(bob, second.Id, default));
        Assert.Null(await _desk.Decisions.OutcomeAsync(bob, first.Id, default));
    }

    [Fact]
    public async Task HandleAsync_SameSignatureManyTimesAtOnce_IsOneDecision()
    {
        var found = await _desk.CaseAsync();
        var decision = CaseDesk.Decision(CaseChoice.Sbrt);

        var signed = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => _desk.Sign.HandleAsync(CaseDesk.Ada, found.Id, decision, default))));

        Assert.All(signed, s => Assert.Equal(decision.Id, s.Value.Id));
        Assert.Single(await _desk.Decisions.OfCaseAsync(found.Id, default));
    }

    [Fact]
    public async Task HandleAsync_SameWordsFromTwoPagesOfOnePerson_IsOneDecision()
    {
        var found = await _desk.CaseAsync();

        var signed = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(() => _desk.Sign.HandleAsync(CaseDesk.Ada, found.Id, CaseDesk.Decision(CaseChoice.Sbrt), default))));

        Assert.Single(signed.Select(s => s.Value.Id).Distinct());
        Assert.Single(await _desk.Decisions.OfCaseAsync(found.Id, default));
    }

    [Fact]
    public async Task HandleAsync_TwoPeopleSignAtOnce_OneWinsAndTheOtherIsShownWhatWasSigned()
    {
        var found = await _desk.CaseAsync();
        var (ada, ben) = (CaseDesk.Decision(CaseChoice.SurgeryAlone), CaseDesk.Decision(CaseChoice.Radiotherapy));

        var signed = await Task.WhenAll(
            Task.Run(() => _desk.Sign.HandleAsync(CaseDesk.Ada, found.Id, ada, default)),
            Task.Run(() => _desk.Sign.HandleAsync(CaseDesk.Ben, found.Id, ben, default)));

        var won = Assert.Single(signed, s => s.IsOk).Value;
        var told = Assert.IsType<DecidedMeanwhile>(Assert.Single(signed, s => !s.IsOk).Error);
        Assert.Equal((won.Id, won.Choice, won.SignedByName), (told.Signed.Id, told.Signed.Choice, told.Signed.SignedByName));
        Assert.Contains(ChoiceWords.Of(won.Choice), told.Message, StringComparison.Ordinal);

        // The loser has read it and insists: a new version, and both stay.
        var (loser, again) = won.Id == ada.Id ? (CaseDesk.Ben, ben) : (CaseDesk.Ada, ada);
        Assert.IsType<ChangeAsksWhy>((await _desk.Sign.HandleAsync(loser, found.Id, again with { BasedOn = 1 }, default)).Error);
        Assert.Equal(2, (await _desk.Sign.HandleAsync(loser, found.Id, again with { BasedOn = 1, WhyChanged = "not fit for surgery after all" }, default)).Value.Version);
        Assert.Equal([2, 1], (await _desk.Decisions.OfCaseAsync(found.Id, default)).Select(d => d.Version));
        Assert.Equal(CaseStage.Decided, (await _desk.FindAsync(found.Id)).Stage);
    }

    [Fact]
    public async Task HandleAsync_GradeOrStudiesChangedMeanwhile_IsNotSigned()
    {
        var study = await _desk.StudyAsync(BilskyGrade.Grade1c);
        var found = await _desk.CaseAsync(study: study);
        var decision = CaseDesk.Decision(CaseChoice.Radiotherapy) with { Seen = new Dictionary<Guid, BilskyGrade?> { [study.Id] = BilskyGrade.Grade1c } };
        await _desk.RegradeAsync(study, BilskyGrade.Grade3);

        Assert.IsType<CaseChangedMeanwhile>((await _desk.Sign.HandleAsync(CaseDesk.Ada, found.Id, decision, default)).Error);
        Assert.Empty(await _desk.Decisions.OfCaseAsync(found.Id, default));

        var later = await _desk.StudyAsync(BilskyGrade.Grade0, samePatientAs: study, referred: true);
        await _desk.Place.HandleAsync(later.Id, default);
        var seen = new Dictionary<Guid, BilskyGrade?> { [study.Id] = BilskyGrade.Grade3 };
        Assert.IsType<CaseChangedMeanwhile>((await _desk.Sign.HandleAsync(CaseDesk.Ada, found.Id, decision with { Seen = seen }, default)).Error);
        seen[later.Id] = BilskyGrade.Grade0;
        Assert.True((await _desk.Sign.HandleAsync(CaseDesk.Ada, found.Id, decision with { Seen = seen }, default)).IsOk);
    }

    [Fact]
    public async Task HandleAsync_Incomplete_IsNotSigned()
    {
        var found = await _desk.CaseAsync();
        var decision = CaseDesk.Decision(CaseChoice.Systemic);
        foreach (var (wrong, kind) in new (NewDecision, Type)[]
        {
            (decision with { Choice = null }, typeof(DecisionIncomplete)),
            (decision with { Choice = (CaseChoice)99 }, typeof(DecisionIncomplete)),
            (decision with { Rationale = "  " }, typeof(DecisionIncomplete)),
            (decision with { Rationale = new string('x', CaseDecisionTable.TextLength + 1) }, typeof(DecisionIncomplete)),
            (decision with { Advice = "a\0b" }, typeof(DecisionIncomplete)),
            (decision with { AgreedBy = [.. Enumerable.Range(0, CaseDecisionTable.MostNames + 1).Select(i => $"Dr {i}")] }, typeof(TooManyNames)),
        })
        {
            Assert.IsType(kind, (await _desk.Sign.HandleAsync(CaseDesk.Ada, found.Id, wrong, default)).Error);
        }

        Assert.IsType<NotAReviewer>((await _desk.Sign.HandleAsync(CaseDesk.Referrer, found.Id, decision, default)).Error);
        await _desk.PutAsync(found.Id, CaseStage.Closed);
        Assert.IsType<CaseClosed>((await _desk.Sign.HandleAsync(CaseDesk.Ada, found.Id, decision, default)).Error);
        Assert.Empty(await _desk.Decisions.OfCaseAsync(found.Id, default));
    }

    [Fact]
    public async Task HandleAsync_IdOfAnotherCase_IsRefused()
    {
        var (one, other) = (await _desk.CaseAsync(), await _desk.CaseAsync());
        var decision = CaseDesk.Decision(CaseChoice.Sbrt);
        await _desk.Sign.HandleAsync(CaseDesk.Ada, one.Id, decision, default);

        Assert.IsType<DecisionIdTaken>((await _desk.Sign.HandleAsync(CaseDesk.Ada, other.Id, decision, default)).Error);
        Assert.Equal(CaseStage.New, (await _desk.FindAsync(other.Id)).Stage);
    }

    [Fact]
    public async Task CaseDecisions_Changed_AreRefusedByTheDatabase()
    {
        var found = await _desk.CaseAsync();
        await _desk.Sign.HandleAsync(CaseDesk.Ada, found.Id, CaseDesk.Decision(CaseChoice.Sbrt), default);
        await using var database = _desk.CreateDbContext();

        await Assert.ThrowsAsync<PostgresException>(() => database.CaseDecisions.Where(d => d.CaseId == found.Id).ExecuteUpdateAsync(d => d.SetProperty(x => x.Rationale, "something else")));
        await Assert.ThrowsAsync<PostgresException>(() => database.CaseDecisions.Where(d => d.CaseId == found.Id).ExecuteDeleteAsync());
    }

    [Fact]
    public async Task OutcomeAsync_OwnReferral_IsToldAndNobodyElses()
    {
        var referrer = await _desk.PersonAsync("Dr Own", Role.Referrer);
        var foreign = await _desk.PersonAsync("Dr Foreign", Role.Referrer);
        var study = await _desk.StudyAsync(BilskyGrade.Grade2);
        await using (var database = _desk.CreateDbContext())
        {
            database.Referrals.Add(new Referral { Id = Guid.CreateVersion7(), StudyId = study.Id, ReferrerId = referrer.UserId, SubmittedAt = DateTimeOffset.UtcNow });
            await database.SaveChangesAsync();
        }

        var found = await _desk.CaseAsync(study: study);
        Assert.Null(await _desk.Decisions.OutcomeAsync(referrer, study.Id, default));
        await _desk.Sign.HandleAsync(CaseDesk.Ada, found.Id, CaseDesk.Decision(CaseChoice.SurgeryAndRadiotherapy) with { Rationale = "For the team alone", Advice = "Send her today, nil by mouth." }, default);

        var told = (await _desk.Decisions.OutcomeAsync(referrer, study.Id, default))!;
        Assert.Equal(("Surgery and radiotherapy", "Send her today, nil by mouth.", "Dr Ada"), (told.Choice, told.Advice, told.SignedBy));
        Assert.Null(await _desk.Decisions.OutcomeAsync(foreign, study.Id, default));
        var list = new ListMyReferrals(_desk, CaseSeed.Clocks, new ReferralOutcomes(ReadDecisions.OutcomesAsync));
        var row = Assert.Single(await list.HandleAsync(referrer, default));
        Assert.Equal(("The MDT decided: Surgery and radiotherapy.", "Send her today, nil by mouth."), (row.Outcome!.Words, row.Outcome.Advice));
        Assert.Empty(await list.HandleAsync(foreign, default));

        // While it is open whose images these are, a referrer is told nothing about them.
        await _desk.ChangeAsync(study, s => s.HoldReason = HeldWords.Reason);
        Assert.Null(await _desk.Decisions.OutcomeAsync(referrer, study.Id, default));
        Assert.Null(Assert.Single(await list.HandleAsync(referrer, default)).Outcome);
    }

    [Fact]
    public async Task OutcomeAsync_StudyThatCameAfterTheDecision_HasNone()
    {
        var first = await _desk.StudyAsync(BilskyGrade.Grade2);
        var found = await _desk.CaseAsync(study: first);
        await _desk.Sign.HandleAsync(CaseDesk.Ada, found.Id, CaseDesk.Decision(CaseChoice.Sbrt), default);
        var later = await _desk.StudyAsync(BilskyGrade.Grade0, samePatientAs: first, referred: true);

        Assert.Equal(found.Id, await _desk.Place.HandleAsync(later.Id, default));

        Assert.Null(await _desk.Decisions.OutcomeAsync(CaseDesk.Ada, later.Id, default));
        Assert.NotNull(await _desk.Decisions.OutcomeAsync(CaseDesk.Ada, first.Id, default));
        Assert.Equal(CaseStage.Decided, (await _desk.FindAsync(found.Id)).Stage);
    }

    [Fact]
    public async Task OfCaseAsync_CaseThatWasJoined_ShowsItsDecisionsWithTheOther()
    {
        var first = await _desk.StudyAsync(BilskyGrade.Grade2);
        var old = await _desk.CaseAsync(study: first);
        await _desk.Sign.HandleAsync(CaseDesk.Ada, old.Id, CaseDesk.Decision(CaseChoice.Sbrt), default);
        await _desk.PutAsync(old.Id, CaseStage.Closed);
        var newer = await _desk.CaseAsync(study: await _desk.StudyAsync(BilskyGrade.Grade3, samePatientAs: first));

        Assert.True((await _desk.Join.HandleAsync(CaseDesk.Ada, old.Id, newer.Number, null, default)).IsOk);

        Assert.Equal(CaseChoice.Sbrt, Assert.Single(await _desk.Decisions.OfCaseAsync(newer.Id, default)).Choice);
        Assert.Equal(ChoiceWords.Of(CaseChoice.Sbrt), (await _desk.Decisions.OutcomeAsync(CaseDesk.Ada, first.Id, default))!.Choice);
        Assert.Equal(CaseStage.New, (await _desk.FindAsync(newer.Id)).Stage);
        var cards = (await _desk.Board.HandleAsync(CaseDesk.Ada, BoardFilter.Everything, new Dictionary<CaseStage, int>(), default)).SelectMany(c => c.Cards);
        Assert.Equal(ChoiceWords.Of(CaseChoice.Sbrt), cards.Single(c => c.CaseId == newer.Id).Decision);
    }
}
