using BilskyWeb.Core;
using BilskyWeb.Data;
using BilskyWeb.Features.Accounts.Sessions;
using BilskyWeb.Platform.Audit;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Platform.Live;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Accounts.SecondFactor;

/// <summary>Whose second factor it is.</summary>
internal sealed record SecondFactorOwner(BilskyUser User, Actor Actor);

/// <summary>A person's own account while its second factor is changed: in one transaction with the record of it.</summary>
internal sealed class OwnSecondFactor(UserManager<BilskyUser> users, BilskyDbContext database, OpenSession session, AuditTrail trail, LiveUpdates live, IHttpContextAccessor context)
{
    public async Task<Result<SecondFactorOwner>> FindAsync()
    {
        var who = context.HttpContext!.User;
        return OpenSessions.IdOf(who) is not null && ActorAccessor.From(who) is { } actor && await users.FindByIdAsync(actor.UserId.ToString()) is { } user
            ? new SecondFactorOwner(user, actor) : new NoPerson();
    }

    /// <summary>Makes new recovery codes in place of those before.</summary>
    public async Task<List<string>?> NewCodesAsync(BilskyUser user) => (await users.GenerateNewTwoFactorRecoveryCodesAsync(user, RecoveryCodes.Number))?.ToList();

    /// <summary>Saves a change and its record, or neither.</summary>
    /// <param name="owner">Whose account.</param>
    /// <param name="entry">The record.</param>
    /// <param name="endsSessions">The change has given the account another stamp: all that is open ends, and this browser gets a session of its own at once.</param>
    /// <param name="change">False where the account was changed at the same moment.</param>
    public async Task<Result<Done>> ChangeAsync(SecondFactorOwner owner, LedgerEntry entry, bool endsSessions, Func<Task<bool>> change)
    {
        await using (var transaction = await database.Database.BeginTransactionAsync())
        {
            if (!await change())
            {
                return new ChangedMeanwhile();
            }

            if (endsSessions)
            {
                await database.Sessions.Where(s => s.UserId == owner.User.Id).ExecuteDeleteAsync();
            }

            await trail.WriteAsync(database, owner.Actor, entry, default);
            await transaction.CommitAsync();
        }

        if (endsSessions)
        {
            await live.PublishAsync(new LiveUpdate(LiveTopic.Session, Guid.Empty));
            await session.HandleAsync(owner.User, owner.Actor, context.HttpContext!.User);
        }

        return default(Done);
    }
}
