using System.Net.Sockets;
using BilskyWeb.Core;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using Microsoft.Extensions.Options;
using MimeKit;

namespace BilskyWeb.Features.Notifications;

/// <summary>Sends a notice as mail: one sentence and a link that asks for sign-in. A mail has one recipient, so that a refused address is nobody else's trouble.</summary>
internal sealed class SmtpSender(IOptions<NoticeOptions> options) : INoticeSender
{
    public NoticeChannel Channel => NoticeChannel.Email;

    public async Task<Result<Done>> SendAsync(OutgoingNotice outgoing, CancellationToken cancellationToken)
    {
        var smtp = options.Value.Smtp;
        if (!smtp.IsOn)
        {
            return new ChannelOff();
        }

        if (!MailboxAddress.TryParse(outgoing.Address, out var to))
        {
            return new AddressRefused("it is not an address.");
        }

        // Every step has its limit, and so have all of them together: a server may say a word now and then and never come to an end.
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(smtp.TimeoutSeconds));
        using var client = new SmtpClient { Timeout = (int)(smtp.TimeoutSeconds * 1000) };
        try
        {
            await client.ConnectAsync(smtp.Host, smtp.Port, SecurityOf(smtp.Security), limit.Token);
            if (smtp.User.Length > 0)
            {
                await client.AuthenticateAsync(smtp.User, smtp.Password, limit.Token);
            }

            using var message = Message(outgoing, smtp, to);
            await client.SendAsync(message, limit.Token);
        }
        catch (SmtpCommandException refused) when ((int)refused.StatusCode >= 500)
        {
            return refused.ErrorCode == SmtpErrorCode.RecipientNotAccepted ? new AddressRefused($"{(int)refused.StatusCode}.") : new MailRefused((int)refused.StatusCode);
        }
        catch (Exception late) when (late is TimeoutException || (late is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return new ChannelAway($"The mail server did not finish within {smtp.TimeoutSeconds:0.#} s.");
        }
        catch (Exception trouble) when (trouble is SmtpCommandException or SmtpProtocolException or AuthenticationException or SslHandshakeException or ServiceNotConnectedException or SocketException or IOException or NotSupportedException)
        {
            return new ChannelAway($"The mail server did not take it ({trouble.GetType().Name}).");
        }

        // It has been taken, whatever the server says to a goodbye.
        await client.DisconnectAsync(quit: false, CancellationToken.None);
        return new Done();
    }

    private MimeMessage Message(OutgoingNotice outgoing, SmtpOptions smtp, MailboxAddress to)
    {
        var notice = outgoing.Notice;
        var link = options.Value.LinkTo(notice.Link);
        var message = new MimeMessage { Subject = $"{(notice.IsUrgent ? "URGENT: " : "")}{notice.Words}", Date = notice.CreatedAt, MessageId = $"{outgoing.Id:N}@{link.Host}" };
        message.From.Add(MailboxAddress.Parse(smtp.From));
        message.To.Add(new MailboxAddress(outgoing.RecipientName, to.Address));
        message.Headers.Add("Auto-Submitted", "auto-generated");
        if (notice.IsUrgent)
        {
            message.Importance = MessageImportance.High;
        }

        message.Body = new TextPart("plain")
        {
            Text = $"{notice.Words}\n\n{link}\n\nThe page asks you to sign in. This mail says nothing of the patient; do not answer it.\nBilskyWeb is a research program and not for clinical use.\n",
        };
        return message;
    }

    private static SecureSocketOptions SecurityOf(SmtpSecurity security) => security switch
    {
        SmtpSecurity.StartTls => SecureSocketOptions.StartTls,
        SmtpSecurity.Tls => SecureSocketOptions.SslOnConnect,
        SmtpSecurity.None => SecureSocketOptions.None,
    };
}
