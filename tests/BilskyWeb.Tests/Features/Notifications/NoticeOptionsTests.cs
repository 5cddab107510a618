using System.ComponentModel.DataAnnotations;
using BilskyWeb.Features.Notifications;

namespace BilskyWeb.Tests.Features.Notifications;

public sealed class NoticeOptionsTests
{
    private const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    [Fact]
    public void Validate_Nothing_IsOffAndFine() => Assert.Empty(Faults(new NoticeOptions()));

    [Theory]
    [InlineData("https://pager.example/in", Secret, "https://bilsky.example", null)]
    [InlineData("http://127.0.0.1:9/in", Secret, "http://localhost:5000", null)]
    [InlineData("http://pager.example/in", Secret, "https://bilsky.example", "Webhook:Url")]
    [InlineData("https://pager.example/in", "short", "https://bilsky.example", "Webhook:Secret")]
    [InlineData("https://pager.example/in", "not base64 at all, and long enough for it", "https://bilsky.example", "Webhook:Secret")]
    [InlineData("https://pager.example/in", Secret, "http://bilsky.example", "PublicUrl")]
    [InlineData("https://pager.example/in", Secret, "", "PublicUrl")]
    public void Validate_Webhook_NeedsHttpsASecretAndAnAddress(string url, string secret, string publicUrl, string? named)
    {
        var options = new NoticeOptions { PublicUrl = publicUrl };
        (options.Webhook.Url, options.Webhook.Secret) = (url, secret);

        Assert.Equal(named is null ? [] : [named], Faults(options).Select(f => named is not null && f.Contains(named, StringComparison.Ordinal) ? named : f));
    }

    [Theory]
    [InlineData("mail.example", SmtpSecurity.StartTls, "someone", "bilsky@hospital.example", null)]
    [InlineData("mail.example", SmtpSecurity.None, "", "bilsky@hospital.example", null)]
    [InlineData("mail.example", SmtpSecurity.None, "someone", "bilsky@hospital.example", "Smtp:User")]
    [InlineData("127.0.0.1", SmtpSecurity.None, "someone", "bilsky@hospital.example", null)]
    [InlineData("mail.example", SmtpSecurity.Tls, "", "", "Smtp:From")]
    public void Validate_Mail_NeedsASenderAndSendsNoPasswordInTheOpen(string host, SmtpSecurity security, string user, string from, string? named)
    {
        var options = new NoticeOptions { PublicUrl = "https://bilsky.example" };
        (options.Smtp.Host, options.Smtp.Security, options.Smtp.User, options.Smtp.From) = (host, security, user, from);

        Assert.Equal(named is null ? [] : [named], Faults(options).Select(f => named is not null && f.Contains(named, StringComparison.Ordinal) ? named : f));
    }

    /// <summary>The worked example of the Standard Webhooks specification.</summary>
    [Fact]
    public void Sign_OfTheSpecificationsExample_IsItsSignature()
    {
        var key = new WebhookOptions { Secret = Secret }.Key!;

        Assert.Equal("g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", WebhookSender.Sign(key, "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", "{\"test\": 2432232314}"));
    }

    private static List<string> Faults(NoticeOptions options) => [.. options.Validate(new ValidationContext(options)).Select(r => r.ErrorMessage!)];
}
