using BilskyWeb.Features.Studies.Delivery;
using BilskyWeb.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Tests.Features.Studies.Delivery;

[Trait("Kind", "integration")]
public sealed class UploadClaimTests(DatabaseFixture fixture) : IClassFixture<DatabaseFixture>
{
    [Fact]
    public async Task TryTake_HeldByAnother_IsNull()
    {
        var upload = Guid.NewGuid();
        await using var first = await UploadClaim.TryTakeAsync(fixture, upload, default);

        Assert.NotNull(first);
        Assert.Null(await UploadClaim.TryTakeAsync(fixture, upload, default));
    }

    /// <summary>The pool resets a connection only when it is next used: a lock left to it stayed, held by nobody, and the next attempt to send found it taken.</summary>
    [Fact]
    public async Task TryTake_GivenBackToThePool_IsFreeAtOnce()
    {
        var upload = Guid.NewGuid();
        await using (await UploadClaim.TryTakeAsync(fixture, upload, default))
        {
        }

        // Takes the very connection that the claim had, and says nothing on it.
        await using var silent = fixture.NewContext();
        await silent.Database.OpenConnectionAsync();

        await using var again = await UploadClaim.TryTakeAsync(fixture, upload, default);
        Assert.NotNull(again);
    }
}
