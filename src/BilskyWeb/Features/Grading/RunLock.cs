using System.Buffers.Binary;
using Npgsql;

namespace BilskyWeb.Features.Grading;

/// <summary>
/// Says that a living process works on a run: a PostgreSQL advisory lock, which the database lets go when the process dies, however it
/// dies. So nobody waits for a heartbeat to go stale, and two workers never work on one run.
/// </summary>
internal sealed class RunLock : IAsyncDisposable
{
    private readonly NpgsqlConnection _connection;
    private readonly long _key;

    private RunLock(NpgsqlConnection connection, long key)
    {
        _connection = connection;
        _key = key;
    }

    /// <returns>The lock, or null when another has it.</returns>
    public static async Task<RunLock?> TryTakeAsync(NpgsqlDataSource source, Guid runId, CancellationToken cancellationToken)
    {
        var connection = await source.OpenConnectionAsync(cancellationToken);
        try
        {
            var key = Key(runId);
            await using var command = new NpgsqlCommand("select pg_try_advisory_lock($1)", connection) { Parameters = { new NpgsqlParameter { Value = key } } };
            if (await command.ExecuteScalarAsync(cancellationToken) is true)
            {
                return new RunLock(connection, key);
            }
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }

        await connection.DisposeAsync();
        return null;
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await using var command = new NpgsqlCommand("select pg_advisory_unlock($1)", _connection) { Parameters = { new NpgsqlParameter { Value = _key } } };
            await command.ExecuteNonQueryAsync();
        }
        catch (Exception gone) when (gone is NpgsqlException or InvalidOperationException)
        {
            // A connection that broke has lost its locks already.
        }

        await _connection.DisposeAsync();
    }

    private static long Key(Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes);
        return BinaryPrimitives.ReadInt64LittleEndian(bytes) ^ BinaryPrimitives.ReadInt64LittleEndian(bytes[8..]);
    }
}
