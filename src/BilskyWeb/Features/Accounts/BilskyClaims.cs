using System.Security.Claims;
using BilskyWeb.Platform.Auth;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace BilskyWeb.Features.Accounts;

/// <summary>What a session knows about its person.</summary>
internal sealed class BilskyClaims(UserManager<BilskyUser> users, RoleManager<IdentityRole<Guid>> roles, IOptions<IdentityOptions> options)
    : UserClaimsPrincipalFactory<BilskyUser, IdentityRole<Guid>>(users, roles, options)
{
    protected override async Task<ClaimsIdentity> GenerateClaimsAsync(BilskyUser user)
    {
        var identity = await base.GenerateClaimsAsync(user);
        identity.AddClaim(new Claim(ClaimNames.DisplayName, user.DisplayName));
        if (user.TwoFactorEnabled)
        {
            identity.AddClaim(new Claim(ClaimNames.SecondFactor, "on"));
        }

        return identity;
    }
}
