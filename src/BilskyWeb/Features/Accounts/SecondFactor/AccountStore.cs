using System.Security.Cryptography;
using BilskyWeb.Data;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;

namespace BilskyWeb.Features.Accounts.SecondFactor;

/// <summary>
/// Identity's store, which keeps what a second factor rests on as plain text. Here the authenticator's key is encrypted with the program's keys, and of a recovery code
/// only a password's hash is kept.
/// </summary>
internal sealed class AccountStore(BilskyDbContext context, IDataProtectionProvider protection, IPasswordHasher<BilskyUser> hasher, IdentityErrorDescriber describer)
    : UserStore<BilskyUser, IdentityRole<Guid>, BilskyDbContext, Guid>(context, describer)
{
    /// <summary>Under which Identity keeps its own tokens.</summary>
    public const string Provider = "[AspNetUserStore]";
    public const string KeyName = "AuthenticatorKey";
    private const string CodesName = "RecoveryCodes";
    private readonly IDataProtector _protector = protection.CreateProtector("BilskyWeb.SecondFactor.Key");

    public override Task SetTokenAsync(BilskyUser user, string loginProvider, string name, string? value, CancellationToken cancellationToken) =>
        base.SetTokenAsync(user, loginProvider, name, name == KeyName && value is not null ? _protector.Protect(value) : value, cancellationToken);

    public override async Task<string?> GetTokenAsync(BilskyUser user, string loginProvider, string name, CancellationToken cancellationToken)
    {
        var kept = await base.GetTokenAsync(user, loginProvider, name, cancellationToken);
        try
        {
            return kept is not null && name == KeyName ? _protector.Unprotect(kept) : kept;
        }
        catch (CryptographicException)
        {
            return null; // The program's keys were lost: no code is right any more, a recovery code is.
        }
    }

    public override Task ReplaceCodesAsync(BilskyUser user, IEnumerable<string> recoveryCodes, CancellationToken cancellationToken) =>
        base.ReplaceCodesAsync(user, recoveryCodes.Select(code => hasher.HashPassword(user, code)).ToList(), cancellationToken);

    public override async Task<bool> RedeemCodeAsync(BilskyUser user, string code, CancellationToken cancellationToken)
    {
        var kept = (await GetTokenAsync(user, Provider, CodesName, cancellationToken) ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries);
        if (Array.Find(kept, hash => hasher.VerifyHashedPassword(user, hash, code) != PasswordVerificationResult.Failed) is not { } found)
        {
            return false;
        }

        await SetTokenAsync(user, Provider, CodesName, string.Join(';', kept.Where(hash => hash != found)), cancellationToken);
        return true;
    }
}
