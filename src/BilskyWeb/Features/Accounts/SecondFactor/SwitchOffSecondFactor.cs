using BilskyWeb.Core;
using BilskyWeb.Data;
using BilskyWeb.Platform.Audit;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Accounts.SecondFactor;

/// <summary>Switches a person's own second factor off.</summary>
internal sealed class SwitchOffSecondFactor(OwnSecondFactor own, AskAgain ask, UserManager<BilskyUser> users, BilskyDbContext database)
{
    public async Task<Result<Done>> HandleAsync(string password, string code)
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

        return await own.ChangeAsync(found.Value, new LedgerEntry(AuditAction.SwitchedOffSecondFactor), endsSessions: true, async () =>
        {
            user.LastCodeStep = null;
            await ForgetAsync(database, user.Id, default);
            return (await users.SetTwoFactorEnabledAsync(user, false)).Succeeded;
        });
    }

    /// <summary>Deletes the key and the recovery codes.</summary>
    public static Task ForgetAsync(BilskyDbContext database, Guid personId, CancellationToken cancellationToken) =>
        database.UserTokens.Where(t => t.UserId == personId && t.LoginProvider == AccountStore.Provider).ExecuteDeleteAsync(cancellationToken);
}
