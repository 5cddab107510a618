using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text.Json;
using BilskyWeb.Core.Grading;
using BilskyWeb.Features.Notifications;
using BilskyWeb.Platform.Audit;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Tests.Features.Mdt;
using BilskyWeb.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Tests.Features.Notifications;

[Trait("Kind", "integration")]
public sealed class NotificationsTests(DatabaseFixture fixture) : IClassFixture<DatabaseFixture>, IDisposable
{
    private static readonly byte[] Key = RandomNumberGenerator.GetBytes(32);

    private readonly NoticeDesk _desk = new(fixture);

    public void Dispose() => _desk.Dispose();

    [Fact]
    public async Task Mail_OneOfTwoAddressesRefused_TheOtherOneIsDelivered()
    {
        await using var server = new MailServer();
        _desk.UseMail(server);
        var (known, unknown) = (await _desk.Cases.PersonAsync("Dr Known"), await _desk.Cases.PersonAsync("Dr Unknown"));
        server.Unknown.Add(await AddressOfAsync(unknown));
        await _desk.TellAsync(false, known, unknown);

        await _desk.SendAsync(known, unknown);

        Assert.Equal(await AddressOfAsync(known), Assert.Single(server.Mails).To);
        Assert.Equal(NoticeDeliveryState.Delivered, (await _desk.DeliveryAsync(known)).State);
        var refused = await _desk.DeliveryAsync(unknown);
        Assert.Equal((NoticeDeliveryState.Failed, 1), (refused.State, refused.Attempts));
        Assert.StartsWith("The mail server does not take this address", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Mail_ServerThatNeverSpeaks_TimesOutAndIsTriedAgainLater()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        (_desk.Settings.Smtp.Host, _desk.Settings.Smtp.Port, _desk.Settings.Smtp.Security, _desk.Settings.Smtp.From, _desk.Settings.Smtp.TimeoutSeconds) =
            ("127.0.0.1", ((IPEndPoint)silent.LocalEndpoint).Port, SmtpSecurity.None, "bilsky@hospital.example", 1);
        var person = await _desk.Cases.PersonAsync("Dr Waits");
        await _desk.TellAsync(true, person);

        await _desk.SendAsync(person);

        var waiting = await _desk.DeliveryAsync(person);
        Assert.Equal((NoticeDeliveryState.Waiting, 1, _desk.Clock.Now.AddSeconds(5)), (waiting.State, waiting.Attempts, waiting.NextAttemptAt));
        Assert.Contains("did not finish within 1 s", waiting.Error, StringComparison.Ordinal);

        await using var server = new MailServer();
        _desk.UseMail(server);
        _desk.Settings.Smtp.TimeoutSeconds = 60;
        await _desk.SendAsync(person);
        var delivered = await _desk.DeliveryAsync(person);
        Assert.Equal((NoticeDeliveryState.Delivered, 2, (string?)null), (delivered.State, delivered.Attempts, delivered.Error));
        Assert.Single(server.Mails);
    }

    [Fact]
    public async Task Mail_ThatAlwaysFails_IsGivenUpAndAnAdminHasItTriedAgain()
    {
        (_desk.Settings.Smtp.Host, _desk.Settings.Smtp.Port, _desk.Settings.Smtp.Security, _desk.Settings.Smtp.From, _desk.Settings.MostAttempts) =
            ("127.0.0.1", BilskyWeb.LocalServers.FreePort.Find(), SmtpSecurity.None, "bilsky@hospital.example", 2);
        var person = await _desk.Cases.PersonAsync("Dr Unlucky");
        await _desk.TellAsync(false, person);
        await _desk.SendAsync(person);
        await _desk.SendAsync(person);
        await _desk.SendAsync(person);

        var given = await _desk.DeliveryAsync(person);
        Assert.Equal((NoticeDeliveryState.Failed, 2), (given.State, given.Attempts));
        var admin = await _desk.Cases.PersonAsync("A. Admin", Role.Admin);
        Assert.Contains(await _desk.List.FailedAsync(admin, default), f => f.Delivery.Id == given.Id && f.Recipient == "Dr Unlucky");
        Assert.Empty(await _desk.List.FailedAsync(person, default));
        Assert.IsType<NoticeNotFound>((await _desk.Retry.HandleAsync(person, given.Id, default)).Error);

        await using var server = new MailServer();
        _desk.UseMail(server);
        Assert.True((await _desk.Retry.HandleAsync(admin, given.Id, default)).IsOk);
        Assert.IsType<DeliveryNotFailed>((await _desk.Retry.HandleAsync(admin, given.Id, default)).Error);
        await _desk.SendAsync(person);
        Assert.Equal(NoticeDeliveryState.Delivered, (await _desk.DeliveryAsync(person)).State);
    }

    /// <summary>Whoever opens the mail on a telephone in a train shows nobody a patient.</summary>
    [Fact]
    public async Task Mail_OfACase_NamesItsNumberAndNothingOfThePatientNorOfWhatWasWritten()
    {
        await using var server = new MailServer();
        _desk.UseMail(server);
        var person = await _desk.Cases.PersonAsync($"Dr {Guid.NewGuid():N}");
        var study = await _desk.Cases.StudyAsync(BilskyGrade.Grade3);
        var found = await _desk.Cases.CaseAsync(study: study);
        await _desk.Cases.Comment.HandleAsync(CaseDesk.Ada, found.Id, Guid.CreateVersion7(), $"@{person.DisplayName} please look at {study.PatientName}, walks no more", default);

        await _desk.SendAsync(person);

        var mail = Assert.Single(server.Mails, m => m.Text.Contains("mentions you", StringComparison.Ordinal)).Text;
        Assert.Contains($"Case {found.Number}", mail, StringComparison.Ordinal);
        Assert.Contains($"https://bilsky.example/mdt/cases/{found.Id}", mail, StringComparison.Ordinal);
        foreach (var secret in new[] { study.PatientName.Split('^')[1], study.PatientId, study.StudyInstanceUid, "walks no more", "Grade", "grade" })
        {
            Assert.DoesNotContain(secret, mail, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Webhook_Signed_IsTakenOnceByAReceiverThatChecks()
    {
        await using var receiver = new WebhookReceiver(Key, () => _desk.Clock.Now);
        await receiver.StartAsync();
        _desk.UseWebhook(receiver, Key);
        var person = await _desk.Cases.PersonAsync("Dr Paged");
        await _desk.TellAsync(true, person);

        await _desk.SendAsync(person);

        var delivery = await _desk.DeliveryAsync(person);
        Assert.Equal(NoticeDeliveryState.Delivered, delivery.State);
        var body = JsonDocument.Parse(Assert.Single(receiver.Taken)).RootElement;
        Assert.Equal(("Case 7: a decision is signed.", true, "https://bilsky.example/mdt"), (body.GetProperty("text").GetString(), body.GetProperty("urgent").GetBoolean(), body.GetProperty("link").GetString()));
        Assert.Equal((delivery.Id, "notification.decided", person.UserId), (body.GetProperty("id").GetGuid(), body.GetProperty("type").GetString(), body.GetProperty("recipient").GetProperty("id").GetGuid()));

        // Who has listened in and sends it again, alters it, or keeps it for later, gets nowhere.
        var heard = Assert.Single(receiver.Requests);
        Assert.Equal(409, await receiver.ReplayAsync(heard));
        Assert.Equal(401, await receiver.ReplayAsync(heard with { Id = Guid.NewGuid().ToString() }));
        Assert.Equal(401, await receiver.ReplayAsync(heard with { Timestamp = (long.Parse(heard.Timestamp, System.Globalization.CultureInfo.InvariantCulture) + 1).ToString(System.Globalization.CultureInfo.InvariantCulture) }));
        Assert.Equal(401, await receiver.ReplayAsync(heard with { Body = heard.Body.Replace("Case 7", "Case 8", StringComparison.Ordinal) }));
        _desk.Clock.Now += TimeSpan.FromMinutes(6);
        Assert.Equal(401, await receiver.ReplayAsync(heard));
        Assert.Single(receiver.Taken);
    }

    [Fact]
    public async Task Webhook_ReceiverThatFailsThenTakes_IsTriedUnderTheSameId()
    {
        await using var receiver = new WebhookReceiver(Key, () => _desk.Clock.Now);
        await receiver.StartAsync();
        _desk.UseWebhook(receiver, Key);
        receiver.AnswersItself = context => { context.Response.StatusCode = 503; return true; };
        var person = await _desk.Cases.PersonAsync("Dr Paged");
        await _desk.TellAsync(true, person);

        await _desk.SendAsync(person);
        Assert.Equal((NoticeDeliveryState.Waiting, 1), await StateAsync(person));
        receiver.AnswersItself = null;
        _desk.Clock.Now += TimeSpan.FromSeconds(5);
        await _desk.SendAsync(person);

        Assert.Equal((NoticeDeliveryState.Delivered, 2), await StateAsync(person));
        Assert.Single(receiver.Requests.Select(r => r.Id).Distinct());
        Assert.Equal(2, receiver.Requests.Select(r => r.Timestamp).Distinct().Count());
    }

    /// <summary>What is signed for one receiver would arrive at another, over whatever the redirect names.</summary>
    [Theory]
    [InlineData(302)]
    [InlineData(307)]
    [InlineData(401)]
    public async Task Webhook_ReceiverThatRedirectsOrRefuses_IsGivenUpAtOnce(int status)
    {
        await using var receiver = new WebhookReceiver(Key, () => _desk.Clock.Now);
        await receiver.StartAsync();
        _desk.UseWebhook(receiver, Key);
        receiver.AnswersItself = context =>
        {
            context.Response.StatusCode = status;
            context.Response.Headers.Location = receiver.Address.ToString();
            return true;
        };
        var person = await _desk.Cases.PersonAsync("Dr Paged");
        await _desk.TellAsync(true, person);

        await _desk.SendAsync(person);

        Assert.Equal((NoticeDeliveryState.Failed, 1), await StateAsync(person));
        Assert.Single(receiver.Requests);
    }

    [Fact]
    public async Task Send_ManyWorkersAtOnce_SendOnce()
    {
        await using var server = new MailServer();
        _desk.UseMail(server);
        var person = await _desk.Cases.PersonAsync("Dr Once");
        await _desk.TellAsync(false, person);
        var delivery = await _desk.DeliveryAsync(person);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => _desk.Job.SendAsync(delivery.Id, default))));

        Assert.Single(server.Mails);
        Assert.Equal((NoticeDeliveryState.Delivered, 1), await StateAsync(person));
        await using var context = _desk.NewContext();
        Assert.Equal(1, await context.AuditEvents.CountAsync(e => e.Action == AuditAction.SentNotice && e.Facts!.Contains(delivery.Id.ToString())));
    }

    [Fact]
    public async Task Tell_OfTheSameTwice_IsHeardOnce()
    {
        var person = await _desk.Cases.PersonAsync("Dr Once");
        var told = new NewNotice($"test:{Guid.NewGuid()}", NoticeKind.Task, "Case 7: a task.", "mdt");
        for (var i = 0; i < 2; i++)
        {
            await using var context = _desk.NewContext();
            await using var transaction = await context.Database.BeginTransactionAsync();
            Assert.Equal(i == 0 ? 1 : 0, (await _desk.Cases.Tell.AddAsync(context, null, told, [person.UserId], default)).Count);
            await context.SaveChangesAsync();
            await transaction.CommitAsync();
        }

        Assert.Single(await _desk.NoticesAsync(person));
    }

    [Fact]
    public async Task Tell_TransactionThatFails_TellsNobodyAndRecordsNothing()
    {
        var person = await _desk.Cases.PersonAsync("Dr Never");
        var key = $"test:{Guid.NewGuid()}";
        await using (var context = _desk.NewContext())
        {
            await using var transaction = await context.Database.BeginTransactionAsync();
            await _desk.Cases.Tell.AddAsync(context, null, new NewNotice(key, NoticeKind.Task, "Case 7: a task.", "mdt"), [person.UserId], default);
            await context.SaveChangesAsync();
        }

        Assert.Empty(await _desk.NoticesAsync(person));
        await using var after = _desk.NewContext();
        Assert.False(await after.AuditEvents.AnyAsync(e => e.Action == AuditAction.ToldPeople && e.Facts!.Contains(key)));
    }

    [Fact]
    public async Task Tell_PersonWhoLeft_IsNotTold()
    {
        var gone = await _desk.Cases.PersonAsync("Dr Gone", left: true);

        Assert.Empty(await _desk.TellAsync(true, gone));
        Assert.Empty(await _desk.NoticesAsync(gone));
    }

    /// <summary>Whoever referred by a link sees no page with a bell, and the ledger must not say that they were told.</summary>
    [Fact]
    public async Task Tell_GuestByLink_IsNotTold()
    {
        var guest = await _desk.Cases.PersonAsync("Dr Guest", Role.Referrer);
        await using (var context = _desk.NewContext())
        {
            await context.Users.Where(u => u.Id == guest.UserId).ExecuteUpdateAsync(u => u.SetProperty(x => x.IsGuest, true));
        }

        Assert.Empty(await _desk.TellAsync(true, guest));
        Assert.Empty(await _desk.NoticesAsync(guest));
    }

    [Fact]
    public async Task Send_PersonWhoLeftMeanwhile_IsWithdrawn()
    {
        await using var server = new MailServer();
        _desk.UseMail(server);
        var person = await _desk.Cases.PersonAsync("Dr Leaves");
        await _desk.TellAsync(true, person);
        await using (var context = _desk.NewContext())
        {
            await context.Users.Where(u => u.Id == person.UserId).ExecuteUpdateAsync(u => u.SetProperty(x => x.LockoutEnd, DateTimeOffset.MaxValue));
        }

        await _desk.SendAsync(person);

        Assert.Equal((NoticeDeliveryState.Withdrawn, 0), await StateAsync(person));
        Assert.Empty(server.Mails);
    }

    [Fact]
    public async Task Choose_QuietHoursAndNoMail_HoldForWhatIsNotUrgent()
    {
        await using var server = new MailServer();
        await using var receiver = new WebhookReceiver(Key, () => _desk.Clock.Now);
        await receiver.StartAsync();
        _desk.UseMail(server);
        _desk.UseWebhook(receiver, Key);
        _desk.Clock.Now = new DateTimeOffset(2031, 1, 15, 23, 30, 0, TimeSpan.Zero);
        var person = await _desk.Cases.PersonAsync("Dr Sleeps");
        Assert.True((await _desk.Choose.HandleAsync(person, new NoticeChoice { Email = false, QuietFrom = new(22, 0), QuietUntil = new(7, 0) }, default)).IsOk);
        await _desk.TellAsync(false, person);
        _desk.Clock.Now += TimeSpan.FromMinutes(1);
        await _desk.TellAsync(true, person);

        var (ordinary, urgent) = await _desk.NoticesAsync(person) is [var one, var two] ? (one, two) : throw new InvalidOperationException();
        Assert.Equal((NoticeChannel.Webhook, new DateTimeOffset(2031, 1, 16, 7, 0, 0, TimeSpan.Zero)), Assert.Single(ordinary.Deliveries.Select(d => (d.Channel, d.NextAttemptAt))));
        Assert.Equal([(NoticeChannel.Email, _desk.Clock.Now), (NoticeChannel.Webhook, _desk.Clock.Now)], urgent.Deliveries.Select(d => (d.Channel, d.NextAttemptAt)).Order());

        Assert.IsType<QuietHoursIncomplete>((await _desk.Choose.HandleAsync(person, new NoticeChoice { QuietFrom = new(22, 0) }, default)).Error);
        Assert.True((await _desk.Choose.HandleAsync(person, new NoticeChoice(), default)).IsOk);
        var now = await _desk.Choose.ReadAsync(person, default);
        Assert.Equal((true, true, null, null), (now.Email, now.Webhook, now.QuietFrom, now.QuietUntil));
    }

    [Fact]
    public async Task See_OneThenAll_CountsWhatIsLeftOfOnesOwn()
    {
        var (one, other) = (await _desk.Cases.PersonAsync("Dr One"), await _desk.Cases.PersonAsync("Dr Other"));
        await _desk.TellAsync(false, one, other);
        await _desk.TellAsync(true, one);
        Assert.Equal(new UnseenNotices(2, 1), await _desk.List.UnseenAsync(one, default));

        var first = (await _desk.NoticesAsync(one))[0];
        await _desk.See.HandleAsync(other, first.Id, default);
        Assert.Equal(new UnseenNotices(2, 1), await _desk.List.UnseenAsync(one, default));
        await _desk.See.HandleAsync(one, first.Id, default);
        Assert.Equal(new UnseenNotices(1, 1), await _desk.List.UnseenAsync(one, default));
        await _desk.See.HandleAsync(one, null, default);
        Assert.Equal(new UnseenNotices(0, 0), await _desk.List.UnseenAsync(one, default));
        Assert.Equal(new UnseenNotices(1, 0), await _desk.List.UnseenAsync(other, default));
    }

    private async Task<(NoticeDeliveryState State, int Attempts)> StateAsync(Actor person)
    {
        var delivery = await _desk.DeliveryAsync(person);
        return (delivery.State, delivery.Attempts);
    }

    private async Task<string> AddressOfAsync(Actor person)
    {
        await using var context = _desk.NewContext();
        return (await context.Users.Where(u => u.Id == person.UserId).Select(u => u.Email).SingleAsync())!;
    }
}
