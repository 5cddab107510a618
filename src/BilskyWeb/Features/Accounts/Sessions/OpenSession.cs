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
    public Task HandleAsync(BilskyUser user, Actor actor, ClaimsPrincipal before) =>
        HandleAsync(user, actor, before, clock.GetUtcNow().AddHours(options.Value.LongestHours), new LedgerEntry(AuditAction.SignedIn));

    /// <summary>The same for somebody whom a link lets in.</summary>
    /// <param name="guest">The link's guest.</param>
    /// <param name="before">Whom this browser's cookie stood for until now.</param>
    /// <param name="endsAt">When the session ends at the latest.</param>
    /// <param name="entry">What is recorded of it.</param>
    public Task ForGuestAsync(BilskyUser guest, ClaimsPrincipal before, DateTimeOffset endsAt, LedgerEntry entry) =>
        HandleAsync(guest, new Actor(guest.Id, guest.DisplayName, new HashSet<string> { Role.Guest }), before, endsAt, entry, new Claim(ClaimTypes.Role, Role.Guest));

    private async Task HandleAsync(BilskyUser user, Actor actor, ClaimsPrincipal before, DateTimeOffset endsAt, LedgerEntry entry, params Claim[] more)
    {
        await end.HandleAsync(before);
        var now = clock.GetUtcNow();
        var session = new Session { Id = Guid.NewGuid(), UserId = user.Id, StartedAt = now, EndsAt = endsAt };
        await using (var database = await contexts.CreateDbContextAsync())
        {
            await database.Sessions.Where(s => s.EndsAt < now).ExecuteDeleteAsync();
            database.Sessions.Add(session);
            await trail.WriteAsync(database, actor, entry, default);
        }

        await cookies.SignInWithClaimsAsync(user, new AuthenticationProperties { IsPersistent = false }, [new Claim(ClaimNames.Session, session.Id.ToString()), .. more]);
    }
}
