using BilskyWeb.Data;
using BilskyWeb.Migrations;
using BilskyWeb.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql;

namespace BilskyWeb.Tests.Data;

public sealed class MigrationTests
{
    [Fact]
    public void Model_ComparedWithMigrations_IsTheSame()
    {
        using var source = NpgsqlDataSource.Create("Host=nowhere");
        var options = new DbContextOptionsBuilder<BilskyDbContext>();
        options.UseBilsky(source);
        using var database = new BilskyDbContext(options.Options);

        Assert.False(database.Database.HasPendingModelChanges(), "The model changed: add a migration (migrations/README.md).");
    }
}

[Trait("Kind", "integration")]
public sealed class MigrateTests(DatabaseFixture database) : IClassFixture<DatabaseFixture>
{
    [Fact]
    public async Task ApplyAsync_CurrentDatabase_AppliesNothingAndRolesAreThere()
    {
        var applied = await Migrate.ApplyAsync(database.ConnectionString, CancellationToken.None);

        Assert.Empty(applied);
        await using var context = database.NewContext();
        Assert.Equal(["admin", "auditor", "referrer", "reviewer"], await context.Roles.Select(r => r.Name).Order().ToListAsync());
    }

    [Fact]
    public async Task ApplyAsync_StudiesOfBefore_StandWhereTheirResultsSay()
    {
        var cluster = await SharedPostgres.GetAsync();
        var name = $"before_{Guid.NewGuid():N}";
        await cluster.CreateDatabaseAsync(name, CancellationToken.None);
        try
        {
            // Unpooled: an idle session would keep the database from being dropped.
            var connection = cluster.ConnectionString(name) + ";Pooling=false";
            await using var context = new BilskyDbContext(new DbContextOptionsBuilder<BilskyDbContext>().UseNpgsql(connection, npgsql => npgsql.MigrationsAssembly("BilskyWeb.Migrations")).Options);
            await context.GetService<IMigrator>().MigrateAsync("SecondOpinion");
            await context.Database.ExecuteSqlRawAsync("""
                insert into "Studies" ("Id", "StudyInstanceUid", "PatientId", "PatientName", "InstanceCount", "ArrivedAt", "LastInstanceAt", "GradingDueAt")
                select gen_random_uuid(), '2.25.' || i, 'P', case i when 1 then 'low' when 2 then 'high' else 'ungraded' end, 31, now(), now(), now() from generate_series(1, 3) i;
                insert into "GradingRuns" ("Id", "StudyId", "State", "SubmittedAt", "SlicesDone", "SlicesTotal", "InstanceCount", "CancelRequested", "ResearchOnly", "HighestGrade", "HighestSingleGrade", "Flagged", "Attempts")
                select gen_random_uuid(), "Id", 'Complete', now(), 31, 31, 31, false, true, case "PatientName" when 'low' then 1 else 4 end, case "PatientName" when 'low' then 2 else 5 end, "PatientName" = 'high', 0
                from "Studies" where "PatientName" <> 'ungraded';
                """);

            Assert.Contains(await Migrate.ApplyAsync(connection, CancellationToken.None), m => m.EndsWith("StudyRank", StringComparison.Ordinal));

            Assert.Equal(
                [("high", 25, true), ("ungraded", 10, false), ("low", 1, false)],
                (await context.Studies.AsNoTracking().OrderByDescending(s => s.Priority).ToListAsync()).Select(s => (s.PatientName, s.Priority, s.Flagged)));
        }
        finally
        {
            await cluster.DropDatabaseAsync(name);
        }
    }
}
