using BilskyWeb.Data;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace BilskyWeb.Features.Studies.Delivery;

/// <summary>The right to send one upload, held by one worker in all processes for as long as its database session lives: a worker
/// that dies loses it at once, a slow one keeps it.</summary>
internal sealed class UploadClaim : IAsyncDisposable
{
    private readonly BilskyDbContext _session;
    private readonly string _name;

    private UploadClaim(BilskyDbContext session, string name) => (_session, _name) = (session, name);

    public static async Task<UploadClaim?> TryTakeAsync(IDbContextFactory<BilskyDbContext> contexts, Guid uploadId, CancellationToken cancellationToken)
    {
        var session = await contexts.CreateDbContextAsync(cancellationToken);
        var name = $"upload {uploadId:N}";
        try
        {
            await session.Database.OpenConnectionAsync(cancellationToken);
            await using var command = Command(session, "select pg_try_advisory_lock(hashtextextended($1, 0))", name);
            if (await command.ExecuteScalarAsync(cancellationToken) is true)
            {
                return new UploadClaim(session, name);
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
