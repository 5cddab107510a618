using System.Security.Cryptography;
using BilskyWeb.Core;
using BilskyWeb.Platform.Audit;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using OtpNet;

namespace BilskyWeb.Features.Accounts.SecondFactor;

/// <summary>A key that counts for nothing yet.</summary>
/// <param name="Key">Base 32.</param>
/// <param name="Address">What an app scans (Key URI format).</param>
/// <param name="Sealed">The key as the page carries it until it is confirmed.</param>
internal sealed record NewKey(string Key, string Address, string Sealed);

/// <summary>Switches a person's second factor on, once a code of their app and their password were right. Until then the key is kept nowhere but on their page.</summary>
internal sealed class SetUpSecondFactor(OwnSecondFactor own, AskAgain ask, UserManager<BilskyUser> users, IDataProtectionProvider protection, TimeProvider clock)
{
    private static readonly TimeSpan KeyHolds = TimeSpan.FromMinutes(30);
    private readonly ITimeLimitedDataProtector _protector = protection.CreateProtector("BilskyWeb.SecondFactor.NewKey").ToTimeLimitedDataProtector();

    /// <summary>The key that the page carries already, or a new one.</summary>
    public NewKey KeyFor(BilskyUser user, string? sealedKey)
    {
        var key = Open(user, sealedKey);
        if (key is null)
        {
            key = users.GenerateNewAuthenticatorKey();
            sealedKey = _protector.Protect($"{user.Id} {key}", KeyHolds);
        }

        return new NewKey(key, new OtpUri(OtpType.Totp, key, user.Email, "BilskyWeb").ToString(), sealedKey!);
    }

    /// <returns>The recovery codes, which are shown this once.</returns>
    public async Task<Result<IReadOnlyList<string>>> HandleAsync(string sealedKey, string password, string code)
    {
        var found = await own.FindAsync();
        if (!found.IsOk)
        {
            return found.Error!;
        }

        var user = found.Value.User;
        if (user.TwoFactorEnabled)
        {
            return new AlreadySetUp();
        }

        if ((await ask.ForPasswordAsync(user, found.Value.Actor, password)).Error is { } refused)
        {
            return refused;
        }

        if (Open(user, sealedKey) is not { } key)
        {
            return new NewKeyTooOld();
        }

        if (AuthenticatorCode.StepOf(key, string.Concat(code.Where(char.IsAsciiDigit)), clock.GetUtcNow()) is not { } step)
        {
            return new WrongNewCode();
        }

        List<string>? codes = null;
        var done = await own.ChangeAsync(found.Value, new LedgerEntry(AuditAction.SetUpSecondFactor), endsSessions: true, async () =>
        {
            user.LastCodeStep = step;
            return (await users.SetAuthenticationTokenAsync(user, AccountStore.Provider, AccountStore.KeyName, key)).Succeeded
                && (await users.SetTwoFactorEnabledAsync(user, true)).Succeeded && (codes = await own.NewCodesAsync(user)) is not null;
        });
        if (done.Error is { } lost)
        {
            return lost;
        }

        return codes!;
    }

    private string? Open(BilskyUser user, string? sealedKey)
    {
        try
        {
            return sealedKey is { Length: > 0 } && _protector.Unprotect(sealedKey).Split(' ') is [var id, var key] && id == user.Id.ToString() ? key : null;
        }
        catch (Exception wrong) when (wrong is CryptographicException or FormatException)
        {
            return null; // not of ours, or too old
        }
    }
}
