using BilskyWeb.Core;
using BilskyWeb.Data;
using BilskyWeb.Features.Accounts.People;
using BilskyWeb.Platform.Audit;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Platform.Live;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Accounts.SecondFactor;

/// <summary>An admin takes the second factor of somebody who has neither phone nor recovery codes any more. Their sessions end; they sign in with the password alone and set up another.</summary>
internal sealed class ResetSecondFactor(IDbContextFactory<BilskyDbContext> contexts, AuditTrail trail, LiveUpdates live, TimeProvider clock)
{
    public const int LongestReason = 300;

    public async Task<Result<Done>> HandleAsync(Actor actor, Guid personId, string reason, CancellationToken cancellationToken)
    {
        reason = reason.Trim();
        if (reason.Length is 0 or > LongestReason || !reason.CanBeKept())
        {
            return new NeedsReason(LongestReason);
        }

        if (personId == actor.UserId)
        {
            return new NotOnesOwn();
        }

        var begun = await PersonChange.BeginAsync(contexts, clock, actor, personId, cancellationToken);
        if (!begun.IsOk)
        {
            return begun.Error!;
        }

        await using var change = begun.Value;
        if (!change.Person.TwoFactorEnabled)
        {
            return new NotSetUp();
        }

        (change.Person.TwoFactorEnabled, change.Person.LastCodeStep) = (false, null);
        await SwitchOffSecondFactor.ForgetAsync(change.Database, personId, cancellationToken);
        await change.EndEverythingAsync(keys: false, cancellationToken);
        await change.CommitAsync(
            trail, live, actor,
            new LedgerEntry(AuditAction.ResetSecondFactor, Detail: $"{change.Person.DisplayName}: {reason}") { Facts = LedgerFacts.Of(("person", personId)) },
            cancellationToken);
        return default(Done);
    }
}
