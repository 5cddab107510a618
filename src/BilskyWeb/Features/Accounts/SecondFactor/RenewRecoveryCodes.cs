using BilskyWeb.Core;
using BilskyWeb.Platform.Audit;

namespace BilskyWeb.Features.Accounts.SecondFactor;

/// <summary>Makes a person new recovery codes. Those from before are worth nothing then.</summary>
internal sealed class RenewRecoveryCodes(OwnSecondFactor own, AskAgain ask)
{
    /// <returns>The codes, which are shown this once.</returns>
    public async Task<Result<IReadOnlyList<string>>> HandleAsync(string password, string code)
    {
        var found = await own.FindAsync();
        if (!found.IsOk)
        {
            return found.Error!;
        }

        var (user, actor) = found.Value;
        if (!user.TwoFactorEnabled)
        {
            return new NotSetUp();
        }

        if ((await ask.ForPasswordAsync(user, actor, password)).Error is { } wrong)
        {
            return wrong;
        }

        if ((await ask.ForCodeAsync(user, actor, code)).Error is { } refused)
        {
            return refused;
        }

        List<string>? codes = null;
        var done = await own.ChangeAsync(found.Value, new LedgerEntry(AuditAction.MadeRecoveryCodes), endsSessions: false, async () => (codes = await own.NewCodesAsync(user)) is not null);
        if (done.Error is { } lost)
        {
            return lost;
        }

        return codes!;
    }
}
