using System.Collections.Concurrent;
using System.Security.Claims;
using BilskyWeb.Data;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Platform.Live;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Npgsql;

namespace BilskyWeb.Features.Accounts.Sessions;

/// <summary>
/// Knows which sessions are open: not signed out, not at their end, of an account that is open and whose password and roles are those of the sign-in.
/// </summary>
/// <remarks>
/// Asked on every request, so an answer holds for a few seconds; a sign-out takes it back at once in every process. While the database is away, who was
/// signed in a moment ago stays so: nothing but the page that says so can be had then anyway.
/// </remarks>
internal sealed class OpenSessions : IDisposable
{
    private const int MostKept = 10_000;
    private static readonly TimeSpan HoldsFor = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan HoldsWithoutDatabaseFor = TimeSpan.FromMinutes(15);

    private readonly ConcurrentDictionary<Guid, Seen> _seen = new();
    private readonly IDbContextFactory<BilskyDbContext> _contexts;
    private readonly TimeProvider _clock;
    private readonly string _stampClaim;
    private readonly IDisposable _subscription;

    public OpenSessions(IDbContextFactory<BilskyDbContext> contexts, LiveUpdates live, IOptions<IdentityOptions> options, TimeProvider clock)
    {
        (_contexts, _clock, _stampClaim) = (contexts, clock, options.Value.ClaimsIdentity.SecurityStampClaimType);
        _subscription = live.Subscribe(LiveTopic.Session, update =>
        {
            if (update.Id == Guid.Empty)
            {
                _seen.Clear();
            }

            Forget(update.Id);
            return Task.CompletedTask;
        });
    }

    /// <summary>The session in a person's cookie; null for programs and for nobody.</summary>
    public static Guid? IdOf(ClaimsPrincipal user) => Guid.TryParse(user.FindFirstValue(ClaimNames.Session), out var id) ? id : null;

    public void Forget(Guid session) => _seen.TryRemove(session, out _);

    public async Task<bool> IsOpenAsync(ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        if (IdOf(user) is not { } id || user.FindFirstValue(_stampClaim) is not { } stamp)
        {
            return false;
        }

        var now = _clock.GetUtcNow();
        var seen = _seen.GetValueOrDefault(id);
        if (seen is not null && seen.Stamp == stamp && now < seen.EndsAt && now - seen.At < HoldsFor)
        {
            return true;
        }

        try
        {
            await using var database = await _contexts.CreateDbContextAsync(cancellationToken);
            var found = await (
                from session in database.Sessions
                join person in database.Users.Open(now) on session.UserId equals person.Id
                where session.Id == id && session.EndsAt > now && person.SecurityStamp == stamp
                select new { session.EndsAt }).FirstOrDefaultAsync(cancellationToken);
            if (found is null)
            {
                Forget(id);
                return false;
            }

            if (_seen.Count >= MostKept)
            {
                _seen.Clear();
            }

            _seen[id] = new Seen(now, found.EndsAt, stamp);
            return true;
        }
        catch (Exception away) when (away is NpgsqlException or InvalidOperationException { InnerException: NpgsqlException } && seen is not null)
        {
            return seen.Stamp == stamp && now < seen.EndsAt && now - seen.At < HoldsWithoutDatabaseFor;
        }
    }

    public void Dispose() => _subscription.Dispose();

    private sealed record Seen(DateTimeOffset At, DateTimeOffset EndsAt, string Stamp);
}
