using BilskyWeb.Core.Cases;
using BilskyWeb.Core.Grading;
using BilskyWeb.Features.Mdt.Notes;
using BilskyWeb.Features.Notifications;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Tests.Fixtures;

namespace BilskyWeb.Tests.Features.Mdt.OnCall;

/// <summary>Who hears of what, and how often.</summary>
[Trait("Kind", "integration")]
public sealed class TellingTests(DatabaseFixture fixture) : IClassFixture<DatabaseFixture>
{
    [Fact]
    public async Task Place_FlaggedStudy_TellsTheFirstOnCallOnce()
    {
        using var desk = new OnCallDesk(fixture);
        var (first, second) = (await desk.OnCallAsync(1), await desk.OnCallAsync(2));
        var study = await desk.Cases.StudyAsync(BilskyGrade.Grade3);

        var found = await desk.Cases.CaseAsync(study: study);
        await desk.Cases.Place.HandleAsync(study.Id, default);

        var told = Assert.Single(await desk.ToldAsync(first, NoticeKind.CaseOpened));
        Assert.Equal((found.Id, true, $"Case {found.Number}: a study is flagged."), (told.CaseId!.Value, told.IsUrgent, told.Words));
        Assert.Empty(await desk.ToldAsync(second, NoticeKind.CaseOpened));
    }

    [Fact]
    public async Task Place_NobodyOnCall_TellsTheTeamInTheOrdinaryWay()
    {
        using var desk = new OnCallDesk(fixture);
        var (reviewer, referrer) = (await desk.Cases.PersonAsync("Dr Team"), await desk.Cases.PersonAsync("Dr Refers", Role.Referrer));

        var found = await desk.Cases.CaseAsync(BilskyGrade.Grade3);

        Assert.False(Assert.Single(await desk.ToldAsync(reviewer, NoticeKind.CaseOpened, found.Id)).IsUrgent);
        Assert.Empty(await desk.ToldAsync(referrer, NoticeKind.CaseOpened, found.Id));
    }

    [Fact]
    public async Task Place_GradedWorseAfterTheDecision_TellsWhoIsOnCall()
    {
        using var desk = new OnCallDesk(fixture);
        var study = await desk.Cases.StudyAsync(BilskyGrade.Grade1c);
        var found = await desk.Cases.CaseAsync(study: study);
        await desk.Cases.Sign.HandleAsync(CaseDesk.Ada, found.Id, CaseDesk.Decision(CaseChoice.Radiotherapy), default);
        var onCall = await desk.OnCallAsync(1);

        await desk.Cases.RegradeAsync(study, BilskyGrade.Grade3);
        await desk.Cases.Place.HandleAsync(study.Id, default);
        await desk.Cases.Place.HandleAsync(study.Id, default);

        Assert.True(Assert.Single(await desk.ToldAsync(onCall, NoticeKind.CaseWorse)).IsUrgent);
    }

    [Fact]
    public async Task Sign_Decision_TellsWhoHasToDoWithItAndTheReferrerWithoutTheCasesNumber()
    {
        using var desk = new OnCallDesk(fixture);
        var (referrer, owner, other) = (await desk.Cases.PersonAsync("Dr Refers", Role.Referrer), await desk.Cases.PersonAsync("Dr Owner"), await desk.Cases.PersonAsync("Dr Other"));
        var study = await desk.Cases.StudyAsync(BilskyGrade.Grade3);
        await using (var context = desk.Cases.CreateDbContext())
        {
            context.Referrals.Add(new() { Id = Guid.CreateVersion7(), StudyId = study.Id, ReferrerId = referrer.UserId, SubmittedAt = DateTimeOffset.UtcNow });
            await context.SaveChangesAsync();
        }

        var found = await desk.Cases.CaseAsync(study: study);
        await desk.Cases.Give.HandleAsync(CaseDesk.Ada, found.Id, new NewTask(Guid.CreateVersion7(), "Call the ward", owner.UserId, desk.Clock.Now.AddHours(1)), default);
        var decision = CaseDesk.Decision(CaseChoice.SurgeryAlone);
        Assert.True((await desk.Cases.Sign.HandleAsync(CaseDesk.Ada, found.Id, decision, default)).IsOk);
        Assert.True((await desk.Cases.Sign.HandleAsync(CaseDesk.Ada, found.Id, decision, default)).IsOk);

        var outcome = Assert.Single(await desk.ToldAsync(referrer, NoticeKind.Decided));
        Assert.Equal(("referrals", (Guid?)null), (outcome.Link, outcome.CaseId));
        Assert.DoesNotContain("Case", outcome.Words, StringComparison.Ordinal);
        Assert.Single(await desk.ToldAsync(owner, NoticeKind.Decided));
        Assert.Single(await desk.ToldAsync(owner, NoticeKind.Task));
        Assert.Empty(await desk.ToldAsync(other, NoticeKind.Decided));
    }

    [Fact]
    public async Task Comment_MentionsSomebodyHereAndSomebodyWhoLeft_TellsTheOneAndSaysSoOfTheOther()
    {
        using var desk = new OnCallDesk(fixture);
        var (here, gone) = (await desk.Cases.PersonAsync($"Dr {Guid.NewGuid():N}"), await desk.Cases.PersonAsync($"Dr {Guid.NewGuid():N}", left: true));
        var found = await desk.Cases.CaseAsync();

        var comment = (await desk.Cases.Comment.HandleAsync(CaseDesk.Ada, found.Id, Guid.CreateVersion7(), $"@{here.DisplayName} and @{gone.DisplayName} please", default)).Value;

        Assert.Single(await desk.ToldAsync(here, NoticeKind.Mentioned));
        Assert.Empty(await desk.ToldAsync(gone, NoticeKind.Mentioned));
        Assert.Equal($"{gone.DisplayName} has left and cannot be told.", MentionedNames.Told(comment.Mentions.Single(m => m.UserId == gone.UserId)));
    }

    [Fact]
    public async Task Watch_ClockPastItsLimit_TellsWhoIsOnCallOnceForEachClockOfACase()
    {
        // Flagged just now; three hours later nobody has looked, and a decision is not due for long.
        using var desk = new OnCallDesk(fixture, DateTimeOffset.UtcNow.AddHours(3));
        var onCall = await desk.OnCallAsync(1, hours: 2);
        var found = await desk.Cases.CaseAsync(BilskyGrade.Grade3);

        await desk.Watch.HandleAsync(default);
        await desk.Watch.HandleAsync(default);

        var told = Assert.Single(await desk.ToldAsync(onCall, NoticeKind.Clock, found.Id));
        Assert.Equal(($"Case {found.Number}: Flag to first view is overdue.", true), (told.Words, told.IsUrgent));
    }

    [Fact]
    public async Task Watch_ClockNearlyAtItsLimitThenPast_TellsOfBoth()
    {
        using var desk = new OnCallDesk(fixture, DateTimeOffset.UtcNow.AddMinutes(105));
        var onCall = await desk.OnCallAsync(1, hours: 1);
        var found = await desk.Cases.CaseAsync(BilskyGrade.Grade3);

        await desk.Watch.HandleAsync(default);
        desk.Clock.Now = desk.Clock.Now.AddMinutes(20);
        await desk.Watch.HandleAsync(default);

        Assert.Equal(
            [($"Case {found.Number}: Flag to first view is due soon.", false), ($"Case {found.Number}: Flag to first view is overdue.", true)],
            (await desk.ToldAsync(onCall, NoticeKind.Clock, found.Id)).Select(n => (n.Words, n.IsUrgent)));
    }

    /// <summary>The first start of a version that tells of clocks must wake nobody for last year's cases.</summary>
    [Fact]
    public async Task Watch_ClockThatRanOutLongAgo_TellsNobody()
    {
        using var desk = new OnCallDesk(fixture, DateTimeOffset.UtcNow.AddDays(9));
        var onCall = await desk.OnCallAsync(1);
        var found = await desk.Cases.CaseAsync(BilskyGrade.Grade3);

        await desk.Watch.HandleAsync(default);

        Assert.Empty(await desk.ToldAsync(onCall, NoticeKind.Clock, found.Id));
    }

    [Fact]
    public async Task Watch_TaskPastItsTime_TellsItsOwnerOnce()
    {
        using var desk = new OnCallDesk(fixture);
        var owner = await desk.Cases.PersonAsync("Dr Owner");
        var found = await desk.Cases.CaseAsync();
        await desk.Cases.Give.HandleAsync(CaseDesk.Ada, found.Id, new NewTask(Guid.CreateVersion7(), "Call", owner.UserId, desk.Clock.Now.AddHours(1)), default);
        await desk.Watch.HandleAsync(default);
        desk.Clock.Now += TimeSpan.FromHours(2);

        await desk.Watch.HandleAsync(default);
        await desk.Watch.HandleAsync(default);

        Assert.Equal([$"Case {found.Number}: Dr Ada gives you a task.", $"Case {found.Number}: a task of yours is overdue."], (await desk.ToldAsync(owner, NoticeKind.Task)).Select(n => n.Words));
    }
}
