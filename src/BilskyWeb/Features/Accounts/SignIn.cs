using BilskyWeb.Core;
using BilskyWeb.Data;
using BilskyWeb.Features.Accounts.SecondFactor;
using BilskyWeb.Features.Accounts.Sessions;
using BilskyWeb.Platform.Audit;
using BilskyWeb.Platform.Auth;
using Microsoft.AspNetCore.Identity;

namespace BilskyWeb.Features.Accounts;

/// <summary>What the right password led to.</summary>
internal enum SignInStep
{
    SessionOpen,
    AsksForCode,
}

/// <summary>
/// Opens a session for a person, or has a code asked for where their second factor is on. Known and unknown addresses get the same words after the same work: one look-up, one password hashed, one line in the trail.
/// A wrong password changes nothing about the account, so nobody can lock a person out or end what they have open.
/// </summary>
internal sealed class SignIn(OpenSession session, UserManager<BilskyUser> users, SignInThrottle throttle, KnownBrowser browser, HalfSignIn half, AuditTrail trail, IHttpContextAccessor context)
{
    private const int LongestAddress = 256;
    private static readonly BilskyUser Nobody = new() { UserName = "nobody" };
    private static readonly string NobodysHash = new PasswordHasher<BilskyUser>().HashPassword(Nobody, Guid.NewGuid().ToString());

    public async Task<Result<SignInStep>> HandleAsync(string address, string password)
    {
        var http = context.HttpContext!;
        var nobodysHash = NobodysHash; // made at the first sign-in of whatever kind
        address = address.Trim();
        var account = address.CanBeKept() && address.Length <= LongestAddress ? users.NormalizeEmail(address) : "";
        var (from, known) = (http.Connection.RemoteIpAddress, browser.Find(http, account));
        if (throttle.Enter(account, from, known) is { } wait)
        {
            await trail.RecordAsync(null, AuditAction.SignInRefused, detail: "too many tries");
            return TooManyTries.After(wait);
        }

        var user = await users.FindByEmailAsync(account);
        var verdict = users.PasswordHasher.VerifyHashedPassword(user ?? Nobody, user?.PasswordHash ?? nobodysHash, password);
        if (user?.PasswordHash is null || verdict == PasswordVerificationResult.Failed)
        {
            await trail.RecordAsync(user is null ? null : new Actor(user.Id, user.DisplayName, new HashSet<string>()), AuditAction.SignInRefused, detail: user is null ? "unknown address" : "wrong password");
            return new WrongSignIn();
        }

        throttle.Succeed(account, from, known);
        var actor = new Actor(user.Id, user.DisplayName, (await users.GetRolesAsync(user)).ToHashSet());
        if (await users.IsLockedOutAsync(user))
        {
            await trail.RecordAsync(actor, AuditAction.SignInRefused, detail: "closed account");
            return new ClosedAccount();
        }

        if (verdict == PasswordVerificationResult.SuccessRehashNeeded)
        {
            user.PasswordHash = users.PasswordHasher.HashPassword(user, password);
            await users.UpdateAsync(user);
        }

        if (user.TwoFactorEnabled)
        {
            await half.BeginAsync(http, user);
            return SignInStep.AsksForCode;
        }

        await session.HandleAsync(user, actor, http.User);
        browser.Remember(http, account);
        return SignInStep.SessionOpen;
    }
}
