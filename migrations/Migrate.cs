using BilskyWeb.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Npgsql;

namespace BilskyWeb.Migrations;

/// <summary>
/// Brings the database named by BILSKY_DB to the current schema. Several at once are safe: EF takes a lock in the database. Where BILSKY_DB_OWNER names the
/// tables' owner, it works as that, and gives the role of BILSKY_DB what the program needs and no more.
/// </summary>
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

        var owner = Environment.GetEnvironmentVariable(DatabaseRegistration.OwnerConnectionKey) is { Length: > 0 } own ? own : connection!;
        if (!new DatabaseOptions { ConnectionString = owner }.IsValid)
        {
            await Console.Error.WriteLineAsync($"{DatabaseRegistration.OwnerConnectionKey} is not a PostgreSQL connection string. Set it, or leave it out, then run again.");
            return 2;
        }

        try
        {
            foreach (var applied in await ApplyAsync(owner, CancellationToken.None))
            {
                await Console.Error.WriteLineAsync($"Applied {applied}");
            }

            await GrantAsync(owner, connection!, CancellationToken.None);
            return 0;
        }
        catch (InvalidOperationException unfit)
        {
            await Console.Error.WriteLineAsync(unfit.Message);
            return 2;
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

    /// <summary>Gives the program's role its rights, where it is another than the owner.</summary>
    public static async Task GrantAsync(string ownerConnectionString, string programConnectionString, CancellationToken cancellationToken)
    {
        var (owner, program) = (new NpgsqlConnectionStringBuilder(ownerConnectionString), new NpgsqlConnectionStringBuilder(programConnectionString));
        if (program.Username is null || program.Username == owner.Username)
        {
            return;
        }

        await using var connection = new NpgsqlConnection(ownerConnectionString);
        await connection.OpenAsync(cancellationToken);
        await ProgramRole.GrantAsync(connection, program, cancellationToken);
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
