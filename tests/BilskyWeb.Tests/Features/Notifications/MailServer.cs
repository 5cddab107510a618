using System.Buffers;
using System.Collections.Concurrent;
using System.Text;
using BilskyWeb.LocalServers;
using SmtpServer;
using SmtpServer.ComponentModel;
using SmtpServer.Mail;
using SmtpServer.Protocol;
using SmtpServer.Storage;

namespace BilskyWeb.Tests.Features.Notifications;

/// <summary>A mail server that keeps what it takes, and does not know some addresses.</summary>
internal sealed class MailServer : MessageStore, IMailboxFilter, IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _running;

    public MailServer()
    {
        var services = new ServiceProvider();
        services.Add((IMessageStore)this);
        services.Add((IMailboxFilter)this);
        _running = new SmtpServer.SmtpServer(new SmtpServerOptionsBuilder().ServerName("mail.test").Port(Port).Build(), services).StartAsync(_stopping.Token);
    }

    public int Port { get; } = FreePort.Find();

    /// <summary>Addresses that nobody has here.</summary>
    public ConcurrentBag<string> Unknown { get; } = [];

    /// <summary>Recipient and text of each mail.</summary>
    public ConcurrentQueue<(string To, string Text)> Mails { get; } = [];

    public override Task<SmtpResponse> SaveAsync(ISessionContext context, IMessageTransaction transaction, ReadOnlySequence<byte> buffer, CancellationToken cancellationToken)
    {
        foreach (var to in transaction.To)
        {
            Mails.Enqueue((AddressOf(to), Encoding.UTF8.GetString(buffer)));
        }

        return Task.FromResult(SmtpResponse.Ok);
    }

    public Task<bool> CanAcceptFromAsync(ISessionContext context, IMailbox from, int size, CancellationToken cancellationToken) => Task.FromResult(true);

    public Task<bool> CanDeliverToAsync(ISessionContext context, IMailbox to, IMailbox from, CancellationToken cancellationToken) => Task.FromResult(!Unknown.Contains(AddressOf(to)));

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stopping.Dispose();
    }

    private static string AddressOf(IMailbox mailbox) => $"{mailbox.User}@{mailbox.Host}";
}
