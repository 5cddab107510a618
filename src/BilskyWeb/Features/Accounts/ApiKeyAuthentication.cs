using System.Security.Claims;
using System.Text.Encodings.Web;
using BilskyWeb.Data;
using BilskyWeb.Platform.Auth;
using Microsoft.AspNetCore.Authentication;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace BilskyWeb.Features.Accounts;

/// <summary><c>Authorization: Bearer KEY</c> for programs.</summary>
internal sealed class ApiKeyAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory loggers,
    UrlEncoder encoder,
    IDbContextFactory<BilskyDbContext> contexts,
    TimeProvider clock) : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    private static readonly TimeSpan UseIsNotedEvery = TimeSpan.FromMinutes(1);

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var header = Request.Headers.Authorization.ToString();
        if (!header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
        {
            return AuthenticateResult.NoResult();
        }

        var hash = Secret.Hash(header["Bearer ".Length..].Trim());
        var now = clock.GetUtcNow();
        await using var database = await contexts.CreateDbContextAsync(Context.RequestAborted);

        // The owner must still have the key's role and an open account.
        var found = await (
            from key in database.ApiKeys
            join user in database.Users.Open(now) on key.UserId equals user.Id
            where key.KeySha256 == hash && key.RevokedAt == null && (key.ExpiresAt == null || key.ExpiresAt > now)
                && database.UserRoles.Any(m => m.UserId == user.Id && database.Roles.Any(r => r.Id == m.RoleId && r.Name == key.Role))
            select new { key.Id, key.Scope, key.Role, key.Name, key.LastUsedAt, UserId = user.Id, user.DisplayName }).FirstOrDefaultAsync(Context.RequestAborted);
        if (found is null)
        {
            return AuthenticateResult.Fail("The key is unknown, revoked or expired.");
        }

        if (found.LastUsedAt is null || now - found.LastUsedAt > UseIsNotedEvery)
        {
            await database.ApiKeys.Where(k => k.Id == found.Id).ExecuteUpdateAsync(k => k.SetProperty(x => x.LastUsedAt, now), Context.RequestAborted);
        }

        var identity = new ClaimsIdentity(
            [
                new Claim(ClaimTypes.NameIdentifier, found.UserId.ToString()),
                new Claim(ClaimTypes.Name, found.Name),
                new Claim(ClaimNames.DisplayName, $"{found.DisplayName} ({found.Name})"),
                new Claim(ClaimTypes.Role, found.Role),
                new Claim(ClaimNames.KeyScope, found.Scope.ToString()),
            ],
            Scheme.Name);
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), Scheme.Name));
    }
}
