using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace BilskyWeb.Data;

/// <summary>
/// Says that a living process is at something: a PostgreSQL advisory lock, which the database lets go when the process dies, however it
/// dies. So nobody waits for a heartbeat to go stale, a slow worker keeps what it has, and two never work on one thing.
/// </summary>
internal sealed class AdvisoryLock : IAsyncDisposable
{
    private readonly BilskyDbContext _session;
    private readonly string _name;

    private AdvisoryLock(BilskyDbContext session, string name) => (_session, _name) = (session, name);

    /// <param name="contexts">The database that all processes share; a connection of its own is held as long as the lock.</param>
    /// <param name="name">What is locked, for example <c>upload</c> and its id.</param>
    /// <param name="cancellationToken">Gives up asking.</param>
    /// <returns>The lock, or null when another has it.</returns>
    public static async Task<AdvisoryLock?> TryTakeAsync(IDbContextFactory<BilskyDbContext> contexts, string name, CancellationToken cancellationToken)
    {
        var session = await contexts.CreateDbContextAsync(cancellationToken);
        try
        {
            await session.Database.OpenConnectionAsync(cancellationToken);
            await using var command = Command(session, "select pg_try_advisory_lock(hashtextextended($1, 0))", name);
            if (await command.ExecuteScalarAsync(cancellationToken) is true)
            {
                return new AdvisoryLock(session, name);
            }
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }

        await session.DisposeAsync();
        return null;
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            // Not left to the pool, which resets a connection only when it is next used: until then the lock would be held by nobody.
            await using var command = Command(_session, "select pg_advisory_unlock(hashtextextended($1, 0))", _name);
            await command.ExecuteNonQueryAsync();
        }
        catch (Exception gone) when (gone is NpgsqlException or InvalidOperationException)
        {
            // A connection that broke has lost its locks already.
        }

        await _session.DisposeAsync();
    }

    private static NpgsqlCommand Command(BilskyDbContext session, string sql, string name) =>
        new(sql, (NpgsqlConnection)session.Database.GetDbConnection()) { Parameters = { new NpgsqlParameter { Value = name } } };
}
