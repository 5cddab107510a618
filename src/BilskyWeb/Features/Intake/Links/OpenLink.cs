using BilskyWeb.Core;
using BilskyWeb.Data;
using BilskyWeb.Features.Accounts;
using BilskyWeb.Features.Accounts.Sessions;
using BilskyWeb.Platform.Audit;
using BilskyWeb.Platform.Auth;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace BilskyWeb.Features.Intake.Links;

/// <summary>Exchanges a link's secret for a session of its guest, in this browser. Wrong secrets are slowed by network, whatever is wrong with them, and get one answer.</summary>
internal sealed class OpenLink(
    IDbContextFactory<BilskyDbContext> contexts, OpenSession session, SignInThrottle throttle, IOptions<ReferralLinkOptions> options, AuditTrail trail, TimeProvider clock)
{
    // Not an address of anybody's: what is counted is the network alone.
    private const string Counted = "referral link";

    public async Task<Result<Done>> HandleAsync(HttpContext http, string secret, CancellationToken cancellationToken)
    {
        if (Role.All.Any(http.User.IsInRole))
        {
            return new SignedInAlready();
        }

        var network = SignInThrottle.NetworkOf(http.Connection.RemoteIpAddress);
        if (throttle.Enter(Counted, null, network) is { } wait)
        {
            await trail.RecordAsync(null, AuditAction.RefusedLink, detail: "too many tries", cancellationToken: cancellationToken);
            return new TooManyLinkTries((int)Math.Ceiling(wait.TotalMinutes));
        }

        var opened = await FindAsync(Secret.Hash(secret), cancellationToken);
        if (opened is not { } found)
        {
            return new LinkOpensNothing();
        }

        throttle.Succeed(Counted, null, network);
        var now = clock.GetUtcNow();
        var ends = now.AddHours(options.Value.SessionHours);
        await session.ForGuestAsync(found.Guest, http.User, found.Link.EndsAt < ends ? found.Link.EndsAt : ends,
            new LedgerEntry(AuditAction.OpenedLink) { Facts = LedgerFacts.Of(("link", found.Link.Id)) });
        return new Done();
    }

    private async Task<(ReferralLink Link, BilskyUser Guest)?> FindAsync(byte[] hash, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);

        // Read in one: the session is bound to the guest's stamp as it was while the link was open, so that whoever withdraws the link at this moment ends the session too.
        var found = await (
            from link in database.ReferralLinks.AsNoTracking()
            join guest in database.Users on link.Id equals guest.Id
            where link.SecretSha256 == hash
            select new { Link = link, Guest = guest }).SingleOrDefaultAsync(cancellationToken);
        if (found?.Link.IsOpen(now) == true)
        {
            return (found.Link, found.Guest);
        }

        await trail.RecordAsync(null, AuditAction.RefusedLink, detail: found is null ? "unknown" : $"{LinkStates.Of(found.Link, null, now)}, link {found.Link.Id}".ToLowerInvariant(), cancellationToken: cancellationToken);
        return null;
    }
}
