using BilskyWeb.Platform.Live;
using BilskyWeb.Tests.Fixtures;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace BilskyWeb.Tests.Platform.Live;

[Trait("Kind", "integration")]
public sealed class LiveUpdatesTests(DatabaseFixture database) : IClassFixture<DatabaseFixture>
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task PublishAsync_FromAnotherProcess_ReachesSubscribersOfTheTopicOnly()
    {
        await using var source = NpgsqlDataSource.Create(database.ConnectionString);
        using var here = await StartAsync(source);
        using var there = await StartAsync(source);
        var heard = new TaskCompletionSource<LiveUpdate>();
        var other = 0;
        using var subscription = there.Subscribe(LiveTopic.Grading, update => { heard.TrySetResult(update); return Task.CompletedTask; });
        using var unrelated = there.Subscribe(LiveTopic.Upload, _ => { other++; return Task.CompletedTask; });
        var sent = new LiveUpdate(LiveTopic.Grading, Guid.NewGuid()) { Done = 12, Total = 31 };

        await here.PublishAsync(sent);

        Assert.Equal(sent, await heard.Task.WaitAsync(Soon));
        Assert.Equal(0, other);
        await Task.WhenAll(here.StopAsync(default), there.StopAsync(default));
    }

    [Fact]
    public async Task Subscribe_HandlerThrowsOrIsDisposed_OthersStillHear()
    {
        await using var source = NpgsqlDataSource.Create(database.ConnectionString);
        using var live = await StartAsync(source);
        var heard = new TaskCompletionSource();
        using var faulty = live.Subscribe(LiveTopic.Study, _ => throw new InvalidOperationException("broken page"));
        var gone = live.Subscribe(LiveTopic.Study, _ => { Assert.Fail("A disposed subscription was called."); return Task.CompletedTask; });
        gone.Dispose();
        using var good = live.Subscribe(LiveTopic.Study, _ => { heard.TrySetResult(); return Task.CompletedTask; });

        await live.PublishAsync(new LiveUpdate(LiveTopic.Study, Guid.NewGuid()));

        await heard.Task.WaitAsync(Soon);
        Assert.Equal(2, live.SubscriptionCount);
        await live.StopAsync(default);
    }

    [Fact]
    public async Task Listening_ConnectionKilled_ComesBackAndTellsEverybodyToReadAgain()
    {
        await using var source = NpgsqlDataSource.Create(database.ConnectionString);
        using var live = await StartAsync(source);
        var again = new TaskCompletionSource<LiveUpdate>();
        using var subscription = live.Subscribe(LiveTopic.Study, update => { again.TrySetResult(update); return Task.CompletedTask; });

        await using (var kill = source.CreateCommand("select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and query like 'listen%'"))
        {
            await kill.ExecuteNonQueryAsync();
        }

        var update = await again.Task.WaitAsync(Soon);
        Assert.True(update.Concerns(Guid.NewGuid()));
        await live.StopAsync(default);
    }

    private static async Task<LiveUpdates> StartAsync(NpgsqlDataSource source)
    {
        var live = new LiveUpdates(source, NullLogger<LiveUpdates>.Instance);
        await live.StartAsync(default);
        await live.Listening.WaitAsync(Soon);
        return live;
    }
}
