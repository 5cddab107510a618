using BilskyWeb.Data;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace BilskyWeb.Features.Studies.Delivery;

/// <summary>The right to send one upload, held by one worker in all processes for as long as its database session lives: a worker
/// that dies loses it at once, a slow one keeps it.</summary>
internal sealed class UploadClaim : IAsyncDisposable
{
    private readonly BilskyDbContext _session;

    private UploadClaim(BilskyDbContext session) => _session = session;

    public static async Task<UploadClaim?> TryTakeAsync(IDbContextFactory<BilskyDbContext> contexts, Guid uploadId, CancellationToken cancellationToken)
    {
        var session = await contexts.CreateDbContextAsync(cancellationToken);
        try
        {
            await session.Database.OpenConnectionAsync(cancellationToken);
            await using var command = new NpgsqlCommand("select pg_try_advisory_lock(hashtextextended($1, 0))", (NpgsqlConnection)session.Database.GetDbConnection());
            command.Parameters.Add(new NpgsqlParameter { Value = $"upload {uploadId:N}" });
            if (await command.ExecuteScalarAsync(cancellationToken) is true)
            {
                return new UploadClaim(session);
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

    // Returning the connection to its pool releases its advisory locks.
    public ValueTask DisposeAsync() => _session.DisposeAsync();
}
