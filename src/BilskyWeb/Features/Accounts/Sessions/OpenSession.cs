using System.Security.Claims;
using BilskyWeb.Data;
using BilskyWeb.Platform.Audit;
using BilskyWeb.Platform.Auth;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace BilskyWeb.Features.Accounts.Sessions;

/// <summary>Signs a person in, in this browser. Always a session of its own: what the browser held before ends and is never taken over.</summary>
internal sealed class OpenSession(
    SignInManager<BilskyUser> cookies, IDbContextFactory<BilskyDbContext> contexts, EndSession end, AuditTrail trail, IOptions<SessionLimits> options, TimeProvider clock)
{
    public async Task HandleAsync(BilskyUser user, Actor actor, ClaimsPrincipal before)
    {
        await end.HandleAsync(before);
        var now = clock.GetUtcNow();
        var session = new Session { Id = Guid.NewGuid(), UserId = user.Id, StartedAt = now, EndsAt = now.AddHours(options.Value.LongestHours) };
        await using (var database = await contexts.CreateDbContextAsync())
        {
            await database.Sessions.Where(s => s.EndsAt < now).ExecuteDeleteAsync();
            database.Sessions.Add(session);
            await trail.WriteAsync(database, actor, new LedgerEntry(AuditAction.SignedIn), default);
        }

        await cookies.SignInWithClaimsAsync(user, new AuthenticationProperties { IsPersistent = false }, [new Claim(ClaimNames.Session, session.Id.ToString())]);
    }
}
