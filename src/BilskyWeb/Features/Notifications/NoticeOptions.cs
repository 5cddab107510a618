using System.ComponentModel.DataAnnotations;
using System.Net;

namespace BilskyWeb.Features.Notifications;

/// <summary>Settings under <c>Notifications</c>: how people are told outside of the program. Both ways are off until an operator says where they lead.</summary>
internal sealed class NoticeOptions : IValidatableObject
{
    public const string Section = "Notifications";

    /// <summary>Address at which people open this program, for the links: <c>https://bilsky.hospital.example</c>.</summary>
    public string PublicUrl { get; set; } = "";

    /// <summary>Seconds between two looks for what is to be sent.</summary>
    [Range(0.1, 3600)]
    public double SweepSeconds { get; set; } = 2;

    /// <summary>Tries, ever farther apart, before one is given up and an admin sees it.</summary>
    [Range(1, 1000)]
    public int MostAttempts { get; set; } = 10;
    public SmtpOptions Smtp { get; set; } = new();
    public WebhookOptions Webhook { get; set; } = new();

    /// <summary>Where a notice leads, for whoever signs in there.</summary>
    public Uri LinkTo(string path) => new(new Uri(PublicUrl.TrimEnd('/') + "/"), path);

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if ((Smtp.IsOn || Webhook.IsOn) && !IsSafe(PublicUrl))
        {
            yield return new ValidationResult($"{Section}:{nameof(PublicUrl)} must be the https address at which people open this program: notifications link to it.", [nameof(PublicUrl)]);
        }

        if (Smtp.IsOn && !MimeKit.MailboxAddress.TryParse(Smtp.From, out _))
        {
            yield return new ValidationResult($"{Section}:Smtp:From must be the address that mail comes from.", [nameof(Smtp)]);
        }

        if (Smtp is { IsOn: true, Security: SmtpSecurity.None, User.Length: > 0 } && !IsLoopback(Smtp.Host))
        {
            yield return new ValidationResult($"{Section}:Smtp:User would be sent over an open connection. Set {Section}:Smtp:Security to StartTls or Tls.", [nameof(Smtp)]);
        }

        if (!Enum.IsDefined(Smtp.Security) || Smtp.Port is < 1 or > 65535 || Smtp.TimeoutSeconds is < 1 or > 600)
        {
            yield return new ValidationResult($"{Section}:Smtp: Port lies between 1 and 65535, TimeoutSeconds between 1 and 600, Security is StartTls, Tls or None.", [nameof(Smtp)]);
        }

        if (Webhook.IsOn && !IsSafe(Webhook.Url))
        {
            yield return new ValidationResult($"{Section}:Webhook:Url must be an https address.", [nameof(Webhook)]);
        }

        if (Webhook.IsOn && Webhook.Key is not { Length: >= WebhookOptions.ShortestKeyBytes })
        {
            yield return new ValidationResult($"{Section}:Webhook:Secret must be {WebhookOptions.ShortestKeyBytes} random bytes or more in base64, as from: openssl rand -base64 32.", [nameof(Webhook)]);
        }

        if (Webhook.TimeoutSeconds is < 1 or > 600)
        {
            yield return new ValidationResult($"{Section}:Webhook:TimeoutSeconds lies between 1 and 600.", [nameof(Webhook)]);
        }
    }

    // What is sent to this very machine crosses no network.
    private static bool IsSafe(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var url) && (url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && url.IsLoopback));

    private static bool IsLoopback(string host) => host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
}

/// <summary>How the connection to a mail server is kept from others.</summary>
public enum SmtpSecurity
{
    StartTls,
    Tls,
    None,
}

/// <summary>The hospital's mail server.</summary>
internal sealed class SmtpOptions
{
    /// <summary>Empty: no mail.</summary>
    public string Host { get; set; } = "";
    public int Port { get; set; } = 587;
    public SmtpSecurity Security { get; set; }
    public string User { get; set; } = "";
    public string Password { get; set; } = "";
    public string From { get; set; } = "";

    /// <summary>How long one mail may take, all in all.</summary>
    public double TimeoutSeconds { get; set; } = 20;

    internal bool IsOn => Host.Length > 0;
}

/// <summary>A program that passes on what it is told: pager gateway, chat, switchboard.</summary>
internal sealed class WebhookOptions
{
    public const int ShortestKeyBytes = 24;

    /// <summary>Empty: none.</summary>
    public string Url { get; set; } = "";

    /// <summary>What both sides know, in base64, with or without the prefix whsec_.</summary>
    public string Secret { get; set; } = "";
    public double TimeoutSeconds { get; set; } = 10;

    internal bool IsOn => Url.Length > 0;

    /// <summary>The secret's bytes; null where it is no base64.</summary>
    internal byte[]? Key
    {
        get
        {
            const string prefix = "whsec_";
            var text = Secret.StartsWith(prefix, StringComparison.Ordinal) ? Secret[prefix.Length..] : Secret;
            var bytes = new byte[text.Length];
            return Convert.TryFromBase64String(text, bytes, out var length) ? bytes[..length] : null;
        }
    }
}
