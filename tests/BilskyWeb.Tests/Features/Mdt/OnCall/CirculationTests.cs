using BilskyWeb.Features.Intake.Studies;
using BilskyWeb.Features.Mdt;
using BilskyWeb.Features.Mdt.OnCall;
using BilskyWeb.Features.Notifications;
using BilskyWeb.Platform.Audit;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Tests.Features.Mdt.OnCall;

[Trait("Kind", "integration")]
public sealed class CirculationTests(DatabaseFixture fixture) : IClassFixture<DatabaseFixture>, IDisposable
{
    private readonly OnCallDesk _desk = new(fixture);

    public void Dispose() => _desk.Dispose();

    [Fact]
    public async Task Circulate_NobodyOnCall_SaysSoAndKeepsNothing()
    {
        var found = await _desk.Cases.CaseAsync();
        await _desk.OnCallAsync(1, left: true);

        var refused = await _desk.Circulate.HandleAsync(CaseDesk.Ada, found.Id, Guid.CreateVersion7(), "Legs weak.", default);

        Assert.Contains("Nobody else is on call now, so nobody was told.", Assert.IsType<NobodyOnCall>(refused.Error).Message, StringComparison.Ordinal);
        await using var context = _desk.Cases.CreateDbContext();
        Assert.False(await context.Circulations.AnyAsync(c => c.CaseId == found.Id));
    }

    [Fact]
    public async Task Circulate_InQuietHours_TellsTheFirstAtOnceByAllChannels()
    {
        (_desk.Settings.Smtp.Host, _desk.Settings.Webhook.Url) = ("mail.example", "https://pager.example");
        var (second, first) = (await _desk.OnCallAsync(2), await _desk.OnCallAsync(1));
        await new ChooseNotices(_desk.Cases, _desk.Cases.Trail).HandleAsync(first, new NoticeChoice { Email = false, Webhook = false, QuietFrom = new(0, 0), QuietUntil = new(23, 59) }, default);

        var (found, id) = await _desk.CirculatedAsync(CaseDesk.Ada);

        var told = Assert.Single(await _desk.ToldAsync(first, NoticeKind.OnCall));
        Assert.Equal((id, found.Id, true), (told.SourceId!.Value, told.CaseId!.Value, told.IsUrgent));
        Assert.Equal([NoticeChannel.Email, NoticeChannel.Webhook], told.Deliveries.Select(d => d.Channel).Order());
        Assert.All(told.Deliveries, d => Assert.Equal(_desk.Clock.Now, d.NextAttemptAt));
        Assert.DoesNotContain("Legs", told.Words, StringComparison.Ordinal);
        Assert.Empty(await _desk.ToldAsync(second, NoticeKind.OnCall));
        Assert.Contains(CaseEventKind.Circulated, (await _desk.Cases.HistoryAsync(found.Id)).Select(e => e.Kind));
    }

    [Fact]
    public async Task Circulate_OnCallAskHimself_TellsTheNextOne()
    {
        var (asker, other) = (await _desk.OnCallAsync(1), await _desk.OnCallAsync(2));

        await _desk.CirculatedAsync(asker);

        Assert.Empty(await _desk.ToldAsync(asker, NoticeKind.OnCall));
        Assert.Single(await _desk.ToldAsync(other, NoticeKind.OnCall));
    }

    [Fact]
    public async Task Circulate_Again_TellsNobodyTwice()
    {
        var first = await _desk.OnCallAsync(1);
        var (found, id) = await _desk.CirculatedAsync(CaseDesk.Ada);

        Assert.True((await _desk.Circulate.HandleAsync(CaseDesk.Ada, found.Id, id, "Legs weak since noon.", default)).IsOk);
        Assert.IsType<CirculatedAlready>((await _desk.Circulate.HandleAsync(CaseDesk.Ben, found.Id, Guid.CreateVersion7(), "Me too.", default)).Error);
        Assert.IsType<CirculationIdTaken>((await _desk.Circulate.HandleAsync(CaseDesk.Ben, (await _desk.Cases.CaseAsync()).Id, id, "Me too.", default)).Error);
        Assert.IsType<CirculationAsksWhy>((await _desk.Circulate.HandleAsync(CaseDesk.Ben, found.Id, Guid.CreateVersion7(), " ", default)).Error);
        Assert.IsType<NotAReviewer>((await _desk.Circulate.HandleAsync(CaseDesk.Referrer, found.Id, Guid.CreateVersion7(), "x", default)).Error);

        Assert.Single(await _desk.ToldAsync(first, NoticeKind.OnCall));
    }

    [Fact]
    public async Task Escalate_NoAnswerInTheSetTime_TellsTheNextAndMeasuresTheAnswer()
    {
        var asker = await _desk.Cases.PersonAsync("Dr Asks");
        var (first, second, third) = (await _desk.OnCallAsync(1), await _desk.OnCallAsync(2), await _desk.OnCallAsync(3));
        var (found, id) = await _desk.CirculatedAsync(asker);
        var start = _desk.Clock.Now;

        await SweepAtAsync(start.AddMinutes(14));
        Assert.Single((await _desk.FindAsync(id)).Steps);
        await SweepAtAsync(start.AddMinutes(15));
        await SweepAtAsync(start.AddMinutes(16));
        Assert.Equal([first.UserId, second.UserId], (await _desk.FindAsync(id)).Steps.Select(s => s.UserId));
        Assert.Contains("have not answered", Assert.Single(await _desk.ToldAsync(second, NoticeKind.OnCall, found.Id)).Words, StringComparison.Ordinal);

        _desk.Clock.Now = start.AddMinutes(22);
        Assert.IsType<NotAsked>((await _desk.Acknowledge.HandleAsync(third, id, default)).Error);
        Assert.True((await _desk.Acknowledge.HandleAsync(second, id, default)).IsOk);
        Assert.True((await _desk.Acknowledge.HandleAsync(second, id, default)).IsOk);
        await SweepAtAsync(start.AddHours(5));

        var answered = await _desk.FindAsync(id);
        Assert.Equal((start.AddMinutes(22), 2), (answered.AnsweredAt!.Value, answered.Steps.Count));
        Assert.Equal([null, TimeSpan.FromMinutes(7)], answered.Steps.Select(s => s.AcknowledgedAt - s.ToldAt));
        Assert.Equal(start.AddMinutes(22), Assert.Single(await _desk.ToldAsync(second, NoticeKind.OnCall, found.Id)).AcknowledgedAt);
        Assert.Contains(second.DisplayName, Assert.Single(await _desk.ToldAsync(asker, NoticeKind.Answer)).Words, StringComparison.Ordinal);
        Assert.Equal([CaseEventKind.Circulated, CaseEventKind.Escalated, CaseEventKind.Acknowledged], (await _desk.Cases.HistoryAsync(found.Id)).Skip(1).Select(e => e.Kind));
        await using var context = _desk.Cases.CreateDbContext();
        Assert.Equal(
            [AuditAction.CirculatedCase, AuditAction.EscalatedCase, AuditAction.AcknowledgedCase],
            await context.AuditEvents.Where(e => e.Facts!.Contains(id.ToString()) && e.Action != AuditAction.ToldPeople).OrderBy(e => e.Id).Select(e => e.Action).ToListAsync());

        // The first, who was asleep, may still answer; it is theirs and changes no more.
        Assert.True((await _desk.Acknowledge.HandleAsync(first, id, default)).IsOk);
        Assert.Equal(start.AddMinutes(22), (await _desk.FindAsync(id)).AnsweredAt);
    }

    [Fact]
    public async Task Escalate_ManyWorkersAtOnce_TellOneMore()
    {
        await _desk.OnCallAsync(1);
        await _desk.OnCallAsync(2);
        await _desk.OnCallAsync(3);
        var (_, id) = await _desk.CirculatedAsync(CaseDesk.Ada);
        _desk.Clock.Now += TimeSpan.FromMinutes(15);

        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => _desk.Escalate.HandleAsync(id, default))));

        Assert.Equal(2, (await _desk.FindAsync(id)).Steps.Count);
    }

    [Fact]
    public async Task Escalate_NobodyLeft_TellsTheAskerOnceAndWhoeverComesOnCallLater()
    {
        var asker = await _desk.Cases.PersonAsync("Dr Asks");
        await _desk.OnCallAsync(1);
        var (found, id) = await _desk.CirculatedAsync(asker);
        var start = _desk.Clock.Now;
        var later = await _desk.Cases.PersonAsync("Dr Later");
        await _desk.ShiftAsync(later, 1, start.AddMinutes(50), start.AddHours(3));

        await SweepAtAsync(start.AddMinutes(15));
        await SweepAtAsync(start.AddMinutes(30));
        Assert.NotNull((await _desk.FindAsync(id)).UnansweredAt);
        Assert.Contains("nobody is left", Assert.Single(await _desk.ToldAsync(asker, NoticeKind.Answer)).Words, StringComparison.Ordinal);

        await SweepAtAsync(start.AddMinutes(45));
        Assert.Empty(await _desk.ToldAsync(later, NoticeKind.OnCall, found.Id));
        await SweepAtAsync(start.AddMinutes(60));
        Assert.Single(await _desk.ToldAsync(later, NoticeKind.OnCall, found.Id));
        Assert.Null((await _desk.FindAsync(id)).UnansweredAt);
    }

    [Fact]
    public async Task Escalate_NextHasLeftSince_PassesThemOver()
    {
        await _desk.OnCallAsync(1);
        var (gone, third) = (await _desk.OnCallAsync(2), await _desk.OnCallAsync(3));
        var (_, id) = await _desk.CirculatedAsync(CaseDesk.Ada);
        await using (var context = _desk.Cases.CreateDbContext())
        {
            await context.Users.Where(u => u.Id == gone.UserId).ExecuteUpdateAsync(u => u.SetProperty(x => x.LockoutEnd, DateTimeOffset.MaxValue));
        }

        await SweepAtAsync(_desk.Clock.Now.AddMinutes(15));

        Assert.Equal(third.UserId, (await _desk.FindAsync(id)).Steps[1].UserId);
        Assert.Empty(await _desk.ToldAsync(gone, NoticeKind.OnCall));
    }

    [Fact]
    public async Task End_WithoutAnAnswer_TellsNobodyMoreAndAsksNobody()
    {
        var first = await _desk.OnCallAsync(1);
        await _desk.OnCallAsync(2);
        var (found, id) = await _desk.CirculatedAsync(CaseDesk.Ada);

        Assert.True((await _desk.Acknowledge.EndAsync(CaseDesk.Ben, id, default)).IsOk);
        await SweepAtAsync(_desk.Clock.Now.AddHours(1));

        var ended = await _desk.FindAsync(id);
        Assert.Equal(("Dr Ben", 1), (ended.EndedByName, ended.Steps.Count));
        Assert.IsType<CirculationEnded>((await _desk.Acknowledge.HandleAsync(first, id, default)).Error);
        Assert.Null(Assert.Single(await _desk.ToldAsync(first, NoticeKind.OnCall, found.Id)).SourceId);

        // It can be circulated again.
        Assert.True((await _desk.Circulate.HandleAsync(CaseDesk.Ada, found.Id, Guid.CreateVersion7(), "Worse now.", default)).IsOk);
    }

    [Fact]
    public async Task Escalate_CaseJoinedMeanwhile_GoesOnInTheOneThatStays()
    {
        await _desk.OnCallAsync(1);
        var second = await _desk.OnCallAsync(2);
        var (goes, id) = await _desk.CirculatedAsync(CaseDesk.Ada);
        var stays = await _desk.Cases.CaseAsync();
        Assert.True((await _desk.Cases.Join.HandleAsync(CaseDesk.Ada, goes.Id, stays.Number, "one patient", default)).IsOk);

        await SweepAtAsync(_desk.Clock.Now.AddMinutes(15));

        Assert.Equal(stays.Id, Assert.Single(await _desk.ToldAsync(second, NoticeKind.OnCall, stays.Id)).CaseId);
        Assert.Equal(id, Assert.Single(await new ReadCirculations(_desk.Cases).HandleAsync(stays.Id, default)).Id);
    }

    private async Task SweepAtAsync(DateTimeOffset now)
    {
        _desk.Clock.Now = now;
        using var sweeper = _desk.Sweeper();
        await sweeper.SweepAsync(default);
    }
}
