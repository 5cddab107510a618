using System.Net;
using BilskyWeb.Core;
using BilskyWeb.Data;
using BilskyWeb.Platform.Audit;
using BilskyWeb.Platform.Auth;
using Microsoft.AspNetCore.Identity;

namespace BilskyWeb.Features.Accounts.SecondFactor;

/// <summary>Asks a person for what only they have: their password, a code. Tries are counted before anything is looked at, as at the sign-in.</summary>
internal sealed class AskAgain(UserManager<BilskyUser> users, BilskyDbContext database, SignInThrottle throttle, KnownBrowser browser, AuditTrail trail, IHttpContextAccessor context)
{
    /// <summary>Longer than any code with its spaces.</summary>
    private const int LongestCode = 40;

    public async Task<Result<Done>> ForPasswordAsync(BilskyUser user, Actor actor, string password)
    {
        var account = user.NormalizedEmail ?? "";
        var (from, known) = (context.HttpContext!.Connection.RemoteIpAddress, browser.Find(context.HttpContext, account));
        if (throttle.Enter(account, from, known) is { } wait)
        {
            return await RefuseAsync(actor, "too many passwords", TooManyTries.After(wait));
        }

        if (!await users.CheckPasswordAsync(user, password))
        {
            return await RefuseAsync(actor, "wrong password", new WrongPassword());
        }

        throttle.Succeed(account, from, known);
        return default(Done);
    }

    /// <summary>Takes a code of the app, or a recovery code, which then is spent.</summary>
    public async Task<Result<Done>> ForCodeAsync(BilskyUser user, Actor actor, string code)
    {
        // Apart from passwords, so that a right one does not take wrong codes back. Who gets here knows the password: all networks together are one place, and a thousand addresses
        // get no more tries than one. A browser in which the person signed in before counts for itself.
        var account = $"code of {user.NormalizedEmail}";
        var known = browser.Find(context.HttpContext!, user.NormalizedEmail ?? "");
        if (throttle.Enter(account, IPAddress.None, known) is { } wait)
        {
            return await RefuseAsync(actor, "too many codes", TooManyTries.After(wait));
        }

        if (!await TakeAsync(user, actor, code))
        {
            return await RefuseAsync(actor, "wrong code, or used before", new WrongCode());
        }

        throttle.Succeed(account, IPAddress.None, known);
        return default(Done);
    }

    private async Task<bool> TakeAsync(BilskyUser user, Actor actor, string code)
    {
        var plain = code.Length > LongestCode ? "" : string.Concat(code.Where(char.IsAsciiLetterOrDigit)).ToUpperInvariant();
        if (plain.Length == AuthenticatorCode.Digits)
        {
            return await users.VerifyTwoFactorTokenAsync(user, TokenOptions.DefaultAuthenticatorProvider, plain);
        }

        if (plain.Length != RecoveryCodes.Characters)
        {
            return false;
        }

        // Inside a change of the caller's, or by itself.
        var own = database.Database.CurrentTransaction is null ? await database.Database.BeginTransactionAsync() : null;
        await using (own)
        {
            if (!(await users.RedeemTwoFactorRecoveryCodeAsync(user, RecoveryCodes.Written(plain))).Succeeded)
            {
                return false;
            }

            await trail.WriteAsync(database, actor, new LedgerEntry(AuditAction.UsedRecoveryCode, Detail: $"{await users.CountRecoveryCodesAsync(user)} left"), default);
            if (own is not null)
            {
                await own.CommitAsync();
            }

            return true;
        }
    }

    private async Task<Error> RefuseAsync(Actor actor, string why, Error error)
    {
        await trail.RecordAsync(actor, AuditAction.RefusedCode, detail: why);
        return error;
    }
}
