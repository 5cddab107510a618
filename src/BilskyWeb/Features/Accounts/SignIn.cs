using BilskyWeb.Core;
using BilskyWeb.Platform.Audit;
using BilskyWeb.Platform.Auth;
using Microsoft.AspNetCore.Identity;

namespace BilskyWeb.Features.Accounts;

/// <summary>Opens a session for a person.</summary>
internal sealed class SignIn(SignInManager<BilskyUser> sessions, UserManager<BilskyUser> users, AuditTrail trail)
{
    private static readonly BilskyUser Nobody = new() { UserName = "nobody" };
    private static readonly string NobodysHash = new PasswordHasher<BilskyUser>().HashPassword(Nobody, Guid.NewGuid().ToString());

    public async Task<Result<Done>> HandleAsync(string address, string password)
    {
        var user = await users.FindByEmailAsync(address.Trim());
        if (user is null)
        {
            // Takes as long as a wrong password, so that time does not tell which addresses exist.
            users.PasswordHasher.VerifyHashedPassword(Nobody, NobodysHash, password);
            await trail.RecordAsync(null, AuditAction.SignInRefused, detail: "unknown address");
            return new WrongSignIn();
        }

        var outcome = await sessions.PasswordSignInAsync(user, password, isPersistent: false, lockoutOnFailure: true);
        var actor = new Actor(user.Id, user.DisplayName, (await users.GetRolesAsync(user)).ToHashSet());
        await trail.RecordAsync(actor, outcome.Succeeded ? AuditAction.SignedIn : AuditAction.SignInRefused, detail: outcome.IsLockedOut ? "locked" : null);
        return outcome switch
        {
            { Succeeded: true } => default(Done),
            { IsLockedOut: true } => new LockedAccount(),
            _ => new WrongSignIn(),
        };
    }
}
