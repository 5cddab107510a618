using BilskyWeb.Data;
using BilskyWeb.Features.Notifications;
using BilskyWeb.Platform;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Tests.Features.Mdt;
using BilskyWeb.Tests.Fixtures;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace BilskyWeb.Tests.Features.Notifications;

/// <summary>Notices on a real database, with the senders that the program has.</summary>
internal sealed class NoticeDesk : IDisposable
{
    private readonly DatabaseFixture _database;
    private readonly WebApplication _program;

    public NoticeDesk(DatabaseFixture database)
    {
        (_database, Cases) = (database, new CaseDesk(database) { Clock = Clock, NoticeSettings = Settings });
        var builder = WebApplication.CreateBuilder();
        builder.AddNotifications(ProcessRole.Worker);
        _program = builder.Build();
    }

    public MovableClock Clock { get; } = new(DateTimeOffset.FromUnixTimeSeconds(DateTimeOffset.UtcNow.ToUnixTimeSeconds()));

    public NoticeOptions Settings { get; } = new() { PublicUrl = "https://bilsky.example/" };

    public CaseDesk Cases { get; }

    public NoticeJob Job => new(
        _database, [new SmtpSender(Options.Create(Settings)), new WebhookSender(_program.Services.GetRequiredService<IHttpClientFactory>(), Options.Create(Settings), Clock)], Options.Create(Settings),
        Cases.Trail, Clock, NullLogger<NoticeJob>.Instance);

    public ListNotices List => new(_database);

    public ChooseNotices Choose => new(_database, Cases.Trail);

    public RetryDelivery Retry => new(_database, Cases.Live, Cases.Trail, Clock);

    public SeeNotices See => new(_database, Cases.Live, Clock);

    public void UseMail(MailServer server) => (Settings.Smtp.Host, Settings.Smtp.Port, Settings.Smtp.Security, Settings.Smtp.From) = ("127.0.0.1", server.Port, SmtpSecurity.None, "bilsky@hospital.example");

    public void UseWebhook(WebhookReceiver receiver, byte[] key) => (Settings.Webhook.Url, Settings.Webhook.Secret) = (receiver.Address.ToString(), "whsec_" + Convert.ToBase64String(key));

    public BilskyDbContext NewContext() => _database.NewContext();

    /// <summary>Tells some people of something, in a transaction of its own.</summary>
    public async Task<IReadOnlyList<Guid>> TellAsync(bool urgent, params Actor[] people)
    {
        await using var context = NewContext();
        await using var transaction = await context.Database.BeginTransactionAsync();
        var told = await Cases.Tell.AddAsync(context, null, new NewNotice($"test:{Guid.NewGuid()}", NoticeKind.Decided, "Case 7: a decision is signed.", "mdt") { IsUrgent = urgent }, [.. people.Select(p => p.UserId)], default);
        await context.SaveChangesAsync();
        await transaction.CommitAsync();
        return told;
    }

    public async Task<List<Notice>> NoticesAsync(Actor person)
    {
        await using var context = NewContext();
        return await context.Notices.AsNoTracking().Include(n => n.Deliveries).Where(n => n.RecipientId == person.UserId).OrderBy(n => n.CreatedAt).ThenBy(n => n.Id).ToListAsync();
    }

    public async Task<NoticeDelivery> DeliveryAsync(Actor person) => Assert.Single(Assert.Single(await NoticesAsync(person)).Deliveries);

    /// <summary>Sends whatever one of these people waits for, whether it is due or not.</summary>
    public async Task SendAsync(params Actor[] people)
    {
        foreach (var delivery in (await Task.WhenAll(people.Select(NoticesAsync))).SelectMany(n => n).SelectMany(n => n.Deliveries))
        {
            await Job.SendAsync(delivery.Id, default);
        }
    }

    public void Dispose()
    {
        Cases.Dispose();
        ((IDisposable)_program).Dispose();
    }
}
