using BilskyWeb.Data;
using BilskyWeb.Features.Oversight.Ledger;
using BilskyWeb.Platform.Audit;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace BilskyWeb.Tests.Features.Oversight.Ledger;

/// <summary>A database of its own with a ledger, for one test: who breaks a chain breaks it for all.</summary>
internal sealed class LedgerHost : IAsyncDisposable
{
    private readonly DatabaseFixture _database = new();

    private LedgerHost()
    {
        Trail = new AuditTrail(_database, TimeProvider.System);
        Seal = new SealLedger(_database, NullLogger<SealLedger>.Instance);
        Verify = new VerifyLedger(_database, TimeProvider.System);
    }

    public static Actor Ann { get; } = new(Guid.CreateVersion7(), "Dr Ann O'Neill; ünï", new HashSet<string> { Role.Reviewer });

    public AuditTrail Trail { get; }
    public SealLedger Seal { get; }
    public VerifyLedger Verify { get; }
    public IDbContextFactory<BilskyDbContext> Contexts => _database;
    public string ConnectionString => _database.ConnectionString;

    public static async Task<LedgerHost> StartAsync()
    {
        var host = new LedgerHost();
        await host._database.InitializeAsync();
        return host;
    }

    /// <summary>A ledger with this many sealed records, numbered from 1.</summary>
    public static async Task<LedgerHost> WithRecordsAsync(int count)
    {
        var host = await StartAsync();
        for (var i = 0; i < count; i++)
        {
            await host.Trail.RecordAsync(Ann, AuditAction.ViewedStudy, Guid.CreateVersion7(), $"record {i}");
        }

        await host.Seal.HandleAsync(default);
        return host;
    }

    public BilskyDbContext NewContext() => _database.NewContext();

    /// <summary>As somebody who may do anything to the database, and takes the ledger's guards away first.</summary>
    public async Task ForgeAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("set session_replication_role = replica; " + sql, connection);
        await command.ExecuteNonQueryAsync();
        await using var back = new NpgsqlCommand("reset session_replication_role", connection);
        await back.ExecuteNonQueryAsync();
    }

    public async ValueTask DisposeAsync() => await _database.DisposeAsync();
}
