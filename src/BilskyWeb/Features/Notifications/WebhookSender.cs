using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using BilskyWeb.Core;
using Microsoft.Extensions.Options;

namespace BilskyWeb.Features.Notifications;

/// <summary>
/// Posts a notice to the operator's receiver, signed as the Standard Webhooks specification says: HMAC-SHA256 over id, time and body. The receiver checks the signature, refuses what is
/// older than some minutes, and what it has had under the same id.
/// </summary>
internal sealed class WebhookSender(IHttpClientFactory clients, IOptions<NoticeOptions> options, TimeProvider clock) : INoticeSender
{
    public const string Client = "notice webhook";
    public const string IdHeader = "webhook-id";
    public const string TimestampHeader = "webhook-timestamp";
    public const string SignatureHeader = "webhook-signature";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public NoticeChannel Channel => NoticeChannel.Webhook;

    public async Task<Result<Done>> SendAsync(OutgoingNotice outgoing, CancellationToken cancellationToken)
    {
        var webhook = options.Value.Webhook;
        if (!webhook.IsOn)
        {
            return new ChannelOff();
        }

        var notice = outgoing.Notice;
        var body = JsonSerializer.Serialize(
            new
            {
                id = outgoing.Id,
                type = "notification." + JsonNamingPolicy.SnakeCaseLower.ConvertName(notice.Kind.ToString()),
                at = notice.CreatedAt,
                urgent = notice.IsUrgent,
                asksAnswer = notice.SourceId is not null,
                text = notice.Words,
                link = options.Value.LinkTo(notice.Link),
                recipient = new { id = notice.RecipientId, name = outgoing.RecipientName, address = outgoing.Address },
            }, Json);
        var seconds = clock.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        using var request = new HttpRequestMessage(HttpMethod.Post, webhook.Url) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Add(IdHeader, outgoing.Id.ToString());
        request.Headers.Add(TimestampHeader, seconds);
        request.Headers.Add(SignatureHeader, "v1," + Sign(webhook.Key!, outgoing.Id.ToString(), seconds, body));
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(webhook.TimeoutSeconds));
        try
        {
            using var response = await clients.CreateClient(Client).SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            return (int)response.StatusCode switch
            {
                >= 200 and < 300 => new Done(),
                (int)HttpStatusCode.RequestTimeout or (int)HttpStatusCode.TooManyRequests or >= 500 => new ChannelAway($"The receiver answered {(int)response.StatusCode}."),
                var refused => new ReceiverRefuses(refused),
            };
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new ChannelAway($"The receiver did not answer within {webhook.TimeoutSeconds:0.#} s.");
        }
        catch (HttpRequestException away)
        {
            return new ChannelAway($"The receiver cannot be reached ({away.HttpRequestError}).");
        }
    }

    /// <summary>Base64 of HMAC-SHA256 over "id.seconds.body".</summary>
    internal static string Sign(byte[] key, string id, string seconds, string body) => Convert.ToBase64String(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{id}.{seconds}.{body}")));
}
