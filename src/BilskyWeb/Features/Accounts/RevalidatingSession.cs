using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace BilskyWeb.Features.Accounts;

/// <summary>Ends an open page's session when its account was locked, or its roles or password changed.</summary>
internal sealed class RevalidatingSession(ILoggerFactory loggers, IServiceScopeFactory scopes, IOptions<IdentityOptions> options)
    : RevalidatingServerAuthenticationStateProvider(loggers)
{
    protected override TimeSpan RevalidationInterval => TimeSpan.FromMinutes(2);

    protected override async Task<bool> ValidateAuthenticationStateAsync(AuthenticationState state, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<BilskyUser>>();
        var user = await users.GetUserAsync(state.User);
        return user is not null
            && !await users.IsLockedOutAsync(user)
            && state.User.FindFirst(options.Value.ClaimsIdentity.SecurityStampClaimType)?.Value == await users.GetSecurityStampAsync(user);
    }
}
