using Microsoft.AspNetCore.Identity;
using OtpNet;

namespace BilskyWeb.Features.Accounts.SecondFactor;

/// <summary>
/// Identity's codes of an authenticator app (RFC 6238: six digits, steps of 30 s), each of which is taken once. Identity's own takes one for two and a half minutes and as often as it is
/// sent; here the step of the last code that was taken is kept, and only a later one is taken after it (RFC 6238, section 5.2).
/// </summary>
internal sealed class AuthenticatorCode(TimeProvider clock) : AuthenticatorTokenProvider<BilskyUser>
{
    public const int Digits = 6;

    /// <summary>A phone's clock may be one step behind or before ours.</summary>
    private static readonly VerificationWindow OneStep = new(previous: 1, future: 1);

    public override async Task<bool> ValidateAsync(string purpose, string token, UserManager<BilskyUser> manager, BilskyUser user)
    {
        if (await manager.GetAuthenticatorKeyAsync(user) is not { } key || StepOf(key, token, clock.GetUtcNow()) is not { } step || step <= user.LastCodeStep)
        {
            return false;
        }

        // Of two who send one code at once, the second finds another stamp.
        user.LastCodeStep = step;
        return (await manager.UpdateAsync(user)).Succeeded;
    }

    /// <summary>The step of which this is the code; null for a wrong one, and for one whose time is over or to come.</summary>
    /// <param name="key">Base 32.</param>
    internal static long? StepOf(string key, string code, DateTimeOffset now) =>
        new Totp(Base32Encoding.ToBytes(key)).VerifyTotp(now.UtcDateTime, code, out var step, OneStep) ? step : null;
}
