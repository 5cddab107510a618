using BilskyWeb.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Npgsql;

namespace BilskyWeb.Migrations;

/// <summary>Brings the database named by BILSKY_DB to the current schema. Several at once are safe: EF takes a lock in the database.</summary>
public static class Migrate
{
    public static async Task<int> Main()
    {
        var connection = Environment.GetEnvironmentVariable(DatabaseRegistration.ConnectionKey);
        if (!new DatabaseOptions { ConnectionString = connection ?? "" }.IsValid)
        {
            await Console.Error.WriteLineAsync($"{DatabaseRegistration.ConnectionKey} is not a PostgreSQL connection string. Set it, then run again.");
            return 2;
        }

        try
        {
            foreach (var applied in await ApplyAsync(connection!, CancellationToken.None))
            {
                await Console.Error.WriteLineAsync($"Applied {applied}");
            }

            return 0;
        }
        catch (NpgsqlException unreachable) when (unreachable is not PostgresException)
        {
            await Console.Error.WriteLineAsync($"PostgreSQL does not answer: {unreachable.Message}");
            return 1;
        }
    }

    /// <summary>Applies what is missing and names it. Tests call this for their own databases.</summary>
    public static async Task<IReadOnlyList<string>> ApplyAsync(string connectionString, CancellationToken cancellationToken)
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        var options = new DbContextOptionsBuilder<BilskyDbContext>();
        options.UseBilsky(source);
        await using var database = new BilskyDbContext(options.Options);

        // A column filled or an index made over all studies of a hospital takes longer than the half minute that a query may; a change that gives up leaves no start.
        database.Database.SetCommandTimeout(TimeSpan.FromHours(2));
        var pending = (await database.Database.GetPendingMigrationsAsync(cancellationToken)).ToList();
        if (pending.Count > 0)
        {
            await database.Database.MigrateAsync(cancellationToken);
        }

        return pending;
    }
}

/// <summary>Lets the EF tool make a context without a server.</summary>
internal sealed class DesignTimeContext : IDesignTimeDbContextFactory<BilskyDbContext>
{
    public BilskyDbContext CreateDbContext(string[] args)
    {
        var options = new DbContextOptionsBuilder<BilskyDbContext>();
        options.UseBilsky(NpgsqlDataSource.Create("Host=localhost"));
        return new BilskyDbContext(options.Options);
    }
}
