using BilskyWeb.Data;
using BilskyWeb.Platform.Auth;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Cases.Worklist;

/// <summary>Finds what a reviewer does next: the most urgent graded study that nobody has signed off.</summary>
internal sealed class FindNextCase(IDbContextFactory<BilskyDbContext> contexts)
{
    /// <param name="actor">Who asks.</param>
    /// <param name="after">The study that they come from; it is not offered again.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The study; null when every other one is signed.</returns>
    public async Task<Guid?> HandleAsync(Actor actor, Guid? after, CancellationToken cancellationToken)
    {
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        return await ListWorklist.NotReviewed(database, actor).Where(id => id != after).Select(id => (Guid?)id).FirstOrDefaultAsync(cancellationToken);
    }
}
