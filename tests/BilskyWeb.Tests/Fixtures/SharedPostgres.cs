using BilskyWeb.Data;
using BilskyWeb.LocalServers;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Tests.Fixtures;

/// <summary>The one PostgreSQL cluster of this test assembly, with a migrated template that each test class copies.</summary>
internal static class SharedPostgres
{
    private const string Template = "bilsky_template";

    private static readonly Lazy<Task<PrivatePostgres>> Cluster = new(StartAsync);
    private static readonly SemaphoreSlim Copying = new(1);
    private static int _copies;

    /// <summary>The cluster, for tests of the database itself.</summary>
    public static Task<PrivatePostgres> GetAsync() => Cluster.Value;

    /// <summary>Makes a fresh database with the current schema and returns its name and connection string.</summary>
    public static async Task<(string Name, string ConnectionString)> CreateDatabaseAsync()
    {
        var cluster = await Cluster.Value;
        var name = $"test_{Interlocked.Increment(ref _copies)}";
        // PostgreSQL copies a template only while nobody else does.
        await Copying.WaitAsync();
        try
        {
            await cluster.CreateDatabaseAsync(name, CancellationToken.None, Template);
        }
        finally
        {
            Copying.Release();
        }

        return (name, cluster.ConnectionString(name));
    }

    private static async Task<PrivatePostgres> StartAsync()
    {
        var cluster = await PrivatePostgres.StartAsync(
            TestDirectory.Named("database"), new PrivatePostgresOptions { Durable = false, MaxConnections = 400 }, CancellationToken.None);
        await cluster.CreateDatabaseAsync(Template, CancellationToken.None);
        // Unpooled: an idle session in the template would forbid copying it.
        var options = new DbContextOptionsBuilder<BilskyDbContext>()
            .UseNpgsql(cluster.ConnectionString(Template) + ";Pooling=false", npgsql => npgsql.MigrationsAssembly("BilskyWeb.Migrations"))
            .Options;
        await using var context = new BilskyDbContext(options);
        await context.Database.MigrateAsync();
        return cluster;
    }
}

/// <summary>Class fixture: a database with the current schema for one test class, and the factory of its contexts.</summary>
public sealed class DatabaseFixture : IAsyncLifetime, IDbContextFactory<BilskyDbContext>
{
    private string _name = "";

    public string ConnectionString { get; private set; } = "";

    public async Task InitializeAsync() => (_name, ConnectionString) = await SharedPostgres.CreateDatabaseAsync();

    /// <summary>A context of its own for each operation, as pages and jobs use them.</summary>
    public BilskyDbContext CreateDbContext() => NewContext();

    public BilskyDbContext NewContext() => new(new DbContextOptionsBuilder<BilskyDbContext>().UseNpgsql(ConnectionString).Options);

    public async Task DisposeAsync() => await (await SharedPostgres.GetAsync()).DropDatabaseAsync(_name);
}
