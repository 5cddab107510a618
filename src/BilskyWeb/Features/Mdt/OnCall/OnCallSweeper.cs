using BilskyWeb.Data;
using BilskyWeb.Platform.Jobs;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace BilskyWeb.Features.Mdt.OnCall;

/// <summary>Takes the next step of what nobody has answered in time; once a minute looks at the clocks.</summary>
internal sealed class OnCallSweeper(IDbContextFactory<BilskyDbContext> contexts, EscalateCirculation escalate, WatchClocks watch, IOptions<OnCallOptions> options, TimeProvider clock, ILogger<OnCallSweeper> logger)
    : Sweeper(contexts, "on call", TimeSpan.FromSeconds(options.Value.SweepSeconds), clock, logger)
{
    private static readonly TimeSpan ClocksEvery = TimeSpan.FromMinutes(1);

    private readonly ILogger _logger = logger;
    private DateTimeOffset _clocksAt = DateTimeOffset.MinValue;

    protected override async Task SweepAloneAsync(CancellationToken cancellationToken)
    {
        var now = Clock.GetUtcNow();
        await using (var database = await Contexts.CreateDbContextAsync(cancellationToken))
        {
            foreach (var id in await database.Circulations.Where(c => c.AnsweredAt == null && c.EndedAt == null && c.NextStepAt <= now).OrderBy(c => c.NextStepAt).Select(c => c.Id).ToListAsync(cancellationToken))
            {
                try
                {
                    await escalate.HandleAsync(id, cancellationToken);
                }
                catch (Exception trouble) when (trouble is DbUpdateException or Npgsql.NpgsqlException or InvalidOperationException)
                {
                    // Nobody else's call waits for this one.
                    _logger.LogWarning("Circulation {Id} could not be taken further ({Reason}); tried again soon", id, trouble.GetType().Name);
                }
            }
        }

        if (now - _clocksAt >= ClocksEvery)
        {
            await watch.HandleAsync(cancellationToken);
            _clocksAt = now;
        }
    }
}
