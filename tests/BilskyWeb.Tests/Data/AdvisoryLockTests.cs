using BilskyWeb.Data;
using BilskyWeb.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Tests.Data;

[Trait("Kind", "integration")]
public sealed class AdvisoryLockTests(DatabaseFixture fixture) : IClassFixture<DatabaseFixture>
{
    [Fact]
    public async Task TryTake_HeldByAnother_IsNull()
    {
        var name = Guid.NewGuid().ToString();
        await using var first = await AdvisoryLock.TryTakeAsync(fixture, name, default);

        Assert.NotNull(first);
        Assert.Null(await AdvisoryLock.TryTakeAsync(fixture, name, default));
    }

    /// <summary>The pool resets a connection only when it is next used: a lock left to it stayed, held by nobody, and the next attempt to send found it taken.</summary>
    [Fact]
    public async Task TryTake_GivenBackToThePool_IsFreeAtOnce()
    {
        var name = Guid.NewGuid().ToString();
        await using (await AdvisoryLock.TryTakeAsync(fixture, name, default))
        {
        }

        // Takes the very connection that the lock had, and says nothing on it.
        await using var silent = fixture.NewContext();
        await silent.Database.OpenConnectionAsync();

        await using var again = await AdvisoryLock.TryTakeAsync(fixture, name, default);
        Assert.NotNull(again);
    }
}
