using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Tests.Fixtures;

[Trait("Kind", "integration")]
public sealed class DatabaseFixtureTests(DatabaseFixture database) : IClassFixture<DatabaseFixture>
{
    [Fact]
    public async Task NewContext_FreshDatabase_AnswersAQuery()
    {
        await using var context = database.NewContext();

        Assert.True(await context.Database.CanConnectAsync());
    }
}
