using BilskyWeb.Features.Accounts.Sessions;
using BilskyWeb.Platform.Auth;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;

namespace BilskyWeb.Features.Accounts;

/// <summary>
/// Ends an open page's rights with its session. Looked at whenever the page does something for its person, and every few seconds for what it is shown
/// without asking.
/// </summary>
internal sealed class RevalidatingSession(ILoggerFactory loggers, OpenSessions sessions) : RevalidatingServerAuthenticationStateProvider(loggers)
{
    private static readonly AuthenticationState Nobody = new(new System.Security.Claims.ClaimsPrincipal(new System.Security.Claims.ClaimsIdentity()));

    protected override TimeSpan RevalidationInterval => TimeSpan.FromSeconds(10);

    public override async Task<AuthenticationState> GetAuthenticationStateAsync()
    {
        var state = await base.GetAuthenticationStateAsync();
        return state.User.Identity is not { IsAuthenticated: true, AuthenticationType: not AuthRegistration.ApiKeyScheme } || await sessions.IsOpenAsync(state.User, CancellationToken.None)
            ? state
            : Nobody;
    }

    protected override Task<bool> ValidateAuthenticationStateAsync(AuthenticationState authenticationState, CancellationToken cancellationToken) =>
        sessions.IsOpenAsync(authenticationState.User, cancellationToken);
}
