using System.Collections.Concurrent;
using System.Globalization;
using BilskyWeb.Data;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace BilskyWeb.Platform.Live;

/// <summary>Carries <see cref="LiveUpdate"/>s between all processes by PostgreSQL's LISTEN and NOTIFY.</summary>
/// <remarks>
/// One connection per process listens, however many pages are open. A handler runs on the listener's task, so it hands work
/// over quickly; one that throws is logged and does not disturb the others. When the connection is lost every subscriber gets
/// <see cref="Guid.Empty"/> after it is back, because what was notified in between is gone.
/// </remarks>
public sealed class LiveUpdates(NpgsqlDataSource source, ILogger<LiveUpdates> logger) : BackgroundService
{
    private const string Channel = "bilsky_live";
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(15);

    private readonly ConcurrentDictionary<Subscription, byte> _subscriptions = new();
    private readonly TaskCompletionSource _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Number of open subscriptions, for metrics and for the tests that prove disposal.</summary>
    public int SubscriptionCount => _subscriptions.Count;

    /// <summary>Completes when the first LISTEN is in force.</summary>
    internal Task Listening => _listening.Task;

    /// <summary>Tells every process. Joins no transaction: publish after the commit.</summary>
    public async Task PublishAsync(LiveUpdate update, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(update);
        await using var command = source.CreateCommand("select pg_notify($1, $2)");
        command.Parameters.Add(new NpgsqlParameter { Value = Channel });
        command.Parameters.Add(new NpgsqlParameter { Value = Payload(update) });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Tells every process when the caller's transaction is committed, and nobody when it is not.</summary>
    internal static Task PublishWithAsync(BilskyDbContext database, string topic, IEnumerable<Guid> ids, CancellationToken cancellationToken)
    {
        string[] payloads = [.. ids.Distinct().Select(id => Payload(new LiveUpdate(topic, id)))];
        return database.Database.ExecuteSqlAsync($"select pg_notify({Channel}, payload) from unnest({payloads}) as payload", cancellationToken);
    }

    /// <summary>Calls <paramref name="handler"/> for each update of the topic until the returned subscription is disposed.</summary>
    public IDisposable Subscribe(string topic, Func<LiveUpdate, Task> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        var subscription = new Subscription(this, topic, handler);
        _subscriptions[subscription] = 0;
        return subscription;
    }

    private static string Payload(LiveUpdate update) => string.Create(CultureInfo.InvariantCulture, $"{update.Topic} {update.Id:N} {update.Done} {update.Total}");

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var pause = TimeSpan.FromMilliseconds(250);
        var lost = false;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await using var connection = await source.OpenConnectionAsync(stoppingToken);
                connection.Notification += (_, notification) => _ = DeliverAsync(notification.Payload);
                await using (var listen = new NpgsqlCommand($"listen {Channel}", connection))
                {
                    await listen.ExecuteNonQueryAsync(stoppingToken);
                }

                _listening.TrySetResult();
                pause = TimeSpan.FromMilliseconds(250);
                if (lost)
                {
                    lost = false;
                    logger.LogInformation("Live updates are back");
                    await Task.WhenAll(_subscriptions.Keys.Select(s => InvokeAsync(s, new LiveUpdate(s.Topic, Guid.Empty))));
                }

                while (true)
                {
                    // A silent network would never be noticed by waiting alone, so ask every half minute.
                    if (!await connection.WaitAsync(TimeSpan.FromSeconds(30), stoppingToken))
                    {
                        await using var ping = new NpgsqlCommand("select 1", connection);
                        await ping.ExecuteScalarAsync(stoppingToken);
                    }
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception broken) when (broken is NpgsqlException or System.IO.IOException or System.Net.Sockets.SocketException or TimeoutException or InvalidOperationException)
            {
                lost = true;
                logger.LogWarning("Live updates are interrupted ({Reason}); next try in {PauseMs} ms", broken.GetType().Name, (int)pause.TotalMilliseconds);
                await Task.Delay(pause, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                pause = TimeSpan.FromTicks(Math.Min(pause.Ticks * 2, LongestPause.Ticks));
            }
        }
    }

    private Task DeliverAsync(string payload)
    {
        var parts = payload.Split(' ');
        if (parts.Length != 4 || !Guid.TryParseExact(parts[1], "N", out var id)
            || !int.TryParse(parts[2], CultureInfo.InvariantCulture, out var done) || !int.TryParse(parts[3], CultureInfo.InvariantCulture, out var total))
        {
            return Task.CompletedTask;
        }

        var update = new LiveUpdate(parts[0], id) { Done = done, Total = total };
        return Task.WhenAll(_subscriptions.Keys.Where(s => s.Topic == update.Topic).Select(s => InvokeAsync(s, update)));
    }

    private async Task InvokeAsync(Subscription subscription, LiveUpdate update)
    {
        try
        {
            await subscription.Handler(update);
        }
        catch (ObjectDisposedException)
        {
            // The page went away between the update and its delivery.
        }
        catch (Exception fault)
        {
            logger.LogError(fault, "A subscriber of {Topic} failed", update.Topic);
        }
    }

    private sealed class Subscription(LiveUpdates owner, string topic, Func<LiveUpdate, Task> handler) : IDisposable
    {
        public string Topic => topic;

        public Func<LiveUpdate, Task> Handler => handler;

        public void Dispose() => owner._subscriptions.TryRemove(this, out _);
    }
}
