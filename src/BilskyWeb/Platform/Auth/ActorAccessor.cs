using System.Security.Claims;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server.Circuits;

namespace BilskyWeb.Platform.Auth;

/// <summary>Says who asks, in an endpoint as in a page.</summary>
public sealed class ActorAccessor(AuthenticationStateProvider circuitState, IHttpContextAccessor http, CircuitScope scope)
{
    /// <summary>The signed-in person or program. Throws when nobody is: an authorised route never sees that.</summary>
    public async Task<Actor> GetAsync() =>
        await FindAsync() ?? throw new InvalidOperationException("Nobody is signed in. The route that led here lacks authorisation.");

    /// <summary>The signed-in person or program, or null.</summary>
    public async Task<Actor?> FindAsync()
    {
        // The HTTP context of a circuit is its first request's and grows stale; its authentication state is revalidated.
        var user = scope.IsOpen || http.HttpContext is null
            ? (await circuitState.GetAuthenticationStateAsync()).User
            : http.HttpContext.User;
        return From(user);
    }

    /// <summary>Reads an actor from claims; null when nobody is signed in.</summary>
    public static Actor? From(ClaimsPrincipal user)
    {
        ArgumentNullException.ThrowIfNull(user);
        return user.Identity?.IsAuthenticated == true && Guid.TryParse(user.FindFirstValue(ClaimTypes.NameIdentifier), out var id)
            ? new Actor(id, user.FindFirstValue(ClaimNames.DisplayName) ?? user.Identity.Name ?? "", user.FindAll(ClaimTypes.Role).Select(c => c.Value).ToHashSet(StringComparer.Ordinal))
            : null;
    }
}

/// <summary>Claims of ours.</summary>
public static class ClaimNames
{
    public const string DisplayName = "bilsky:display-name";

    /// <summary>What a program's key may do: a <see cref="Auth.KeyScope"/>.</summary>
    public const string KeyScope = "bilsky:key-scope";

    /// <summary>Said of a person whose second factor is on: their sessions were opened with a code.</summary>
    public const string SecondFactor = "bilsky:second-factor";

    /// <summary>The session that a cookie belongs to.</summary>
    public const string Session = "bilsky:session";
}

/// <summary>Knows whether this scope belongs to an open circuit (a live page) or to one request.</summary>
public sealed class CircuitScope : CircuitHandler
{
    public bool IsOpen { get; private set; }

    public override Task OnCircuitOpenedAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        IsOpen = true;
        return Task.CompletedTask;
    }
}
