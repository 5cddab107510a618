using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace BilskyWeb.Tests.Features.Notifications;

/// <summary>One request as it came.</summary>
internal sealed record ReceivedWebhook(string Id, string Timestamp, string Signature, string Body);

/// <summary>A receiver that checks as docs/notifications.md tells receivers to, in that order: signature, time, and whether it has had the id.</summary>
internal sealed class WebhookReceiver(byte[] key, Func<DateTimeOffset> now) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, byte> _had = new();
    private WebApplication? _app;

    public Uri Address { get; private set; } = null!;

    /// <summary>Every request, also those that were refused.</summary>
    public ConcurrentQueue<ReceivedWebhook> Requests { get; } = [];

    /// <summary>Bodies that passed.</summary>
    public ConcurrentQueue<string> Taken { get; } = [];

    /// <summary>What it answers instead of looking.</summary>
    public Func<HttpContext, bool>? AnswersItself { get; set; }

    public async Task StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        _app = builder.Build();
        _app.Urls.Add("http://127.0.0.1:0");
        _app.MapPost("/hook", async context =>
        {
            using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
            var headers = context.Request.Headers;
            var received = new ReceivedWebhook(headers["webhook-id"].ToString(), headers["webhook-timestamp"].ToString(), headers["webhook-signature"].ToString(), await reader.ReadToEndAsync());
            Requests.Enqueue(received);
            if (AnswersItself?.Invoke(context) != true)
            {
                context.Response.StatusCode = Check(received);
            }
        });
        await _app.StartAsync();
        Address = new Uri(new Uri(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()), "hook");
    }

    /// <summary>Sends again what somebody has listened in on.</summary>
    public async Task<int> ReplayAsync(ReceivedWebhook heard)
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, Address) { Content = new StringContent(heard.Body, Encoding.UTF8, "application/json") };
        request.Headers.Add("webhook-id", heard.Id);
        request.Headers.Add("webhook-timestamp", heard.Timestamp);
        request.Headers.Add("webhook-signature", heard.Signature);
        using var response = await client.SendAsync(request);
        return (int)response.StatusCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
        {
            await _app.DisposeAsync();
        }
    }

    private int Check(ReceivedWebhook received)
    {
        var expected = Encoding.UTF8.GetBytes("v1," + Convert.ToBase64String(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{received.Id}.{received.Timestamp}.{received.Body}"))));
        if (!CryptographicOperations.FixedTimeEquals(expected, Encoding.UTF8.GetBytes(received.Signature)))
        {
            return StatusCodes.Status401Unauthorized;
        }

        var sent = DateTimeOffset.FromUnixTimeSeconds(long.Parse(received.Timestamp, CultureInfo.InvariantCulture));
        if ((now() - sent).Duration() > TimeSpan.FromMinutes(5))
        {
            return StatusCodes.Status401Unauthorized;
        }

        if (!_had.TryAdd(received.Id, 0))
        {
            return StatusCodes.Status409Conflict;
        }

        Taken.Enqueue(received.Body);
        return StatusCodes.Status204NoContent;
    }
}
