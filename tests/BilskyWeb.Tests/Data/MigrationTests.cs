using BilskyWeb.Data;
using BilskyWeb.Migrations;
using BilskyWeb.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;
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
        Assert.Equal(["admin", "referrer", "reviewer"], await context.Roles.Select(r => r.Name).Order().ToListAsync());
    }
}
