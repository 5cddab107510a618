using BilskyWeb.Core;
using BilskyWeb.Data;
using BilskyWeb.Platform.Audit;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Platform.Live;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Accounts.People;

/// <summary>Gives a person another role. Whatever they have open ends, so that it acts in no role that they no longer have.</summary>
internal sealed class ChangeRole(IDbContextFactory<BilskyDbContext> contexts, AuditTrail trail, LiveUpdates live, TimeProvider clock)
{
    public async Task<Result<Done>> HandleAsync(Actor actor, Guid personId, string role, CancellationToken cancellationToken)
    {
        if (!Role.All.Contains(role))
        {
            return new UnknownRole(role);
        }

        var begun = await PersonChange.BeginAsync(contexts, clock, actor, personId, cancellationToken);
        if (!begun.IsOk)
        {
            return begun.Error!;
        }

        await using var change = begun.Value;
        if (change.Role == role)
        {
            return new Done();
        }

        if (change.Role == Role.Admin && await change.IsLastAdminAsync(cancellationToken))
        {
            return new LastAdmin();
        }

        await change.SetRoleAsync(role, cancellationToken);
        await change.EndEverythingAsync(keys: false, cancellationToken);
        await change.CommitAsync(
            trail, live, actor,
            new LedgerEntry(AuditAction.ChangedAccount, Detail: $"{change.Person.DisplayName}: role {(change.Role.Length > 0 ? change.Role : "none")} → {role}")
            {
                Facts = LedgerFacts.Of(("person", personId), ("changed", LedgerFacts.Changes(("role", change.Role, role)))),
            },
            cancellationToken);
        return new Done();
    }
}

/// <summary>Closes a person's account, with their sessions and keys, or opens it again.</summary>
internal sealed class DisablePerson(IDbContextFactory<BilskyDbContext> contexts, AuditTrail trail, LiveUpdates live, TimeProvider clock)
{
    public async Task<Result<Done>> HandleAsync(Actor actor, Guid personId, bool disabled, CancellationToken cancellationToken)
    {
        var begun = await PersonChange.BeginAsync(contexts, clock, actor, personId, cancellationToken);
        if (!begun.IsOk)
        {
            return begun.Error!;
        }

        await using var change = begun.Value;
        if (change.IsDisabled == disabled)
        {
            return new Done();
        }

        if (disabled && await change.IsLastAdminAsync(cancellationToken))
        {
            return new LastAdmin();
        }

        (change.Person.LockoutEnabled, change.Person.LockoutEnd, change.Person.AccessFailedCount) = (true, disabled ? DateTimeOffset.MaxValue : null, 0);
        if (disabled)
        {
            await change.EndEverythingAsync(keys: true, cancellationToken);
            await change.Database.Invitations.Where(i => i.UserId == personId && i.UsedAt == null).ExecuteDeleteAsync(cancellationToken);
        }

        await change.CommitAsync(
            trail, live, actor,
            new LedgerEntry(AuditAction.ChangedAccount, Detail: $"{change.Person.DisplayName}: {(disabled ? "disabled, sessions and keys ended" : "enabled again")}")
            {
                Facts = LedgerFacts.Of(("person", personId), ("changed", LedgerFacts.Changes(("disabled", !disabled, disabled)))),
            },
            cancellationToken);
        return new Done();
    }
}

/// <summary>Takes a person's password away, with their sessions and keys, and makes the link by which they set another.</summary>
internal sealed class ResetPassword(IDbContextFactory<BilskyDbContext> contexts, AuditTrail trail, LiveUpdates live, TimeProvider clock)
{
    public async Task<Result<OneTimeLink>> HandleAsync(Actor actor, Guid personId, CancellationToken cancellationToken)
    {
        var begun = await PersonChange.BeginAsync(contexts, clock, actor, personId, cancellationToken);
        if (!begun.IsOk)
        {
            return begun.Error!;
        }

        await using var change = begun.Value;
        if (change.IsDisabled)
        {
            // A link that lets nobody in now would let them in once the account is enabled for another reason.
            return new AccountDisabled();
        }

        if (await change.IsLastAdminAsync(cancellationToken))
        {
            // The link would be the only way back in, in a browser that has just been signed out.
            return new LastAdmin();
        }

        change.Person.PasswordHash = null;
        await change.EndEverythingAsync(keys: true, cancellationToken);
        var token = await PersonChange.NewLinkAsync(change.Database, personId, actor.UserId, change.Now, cancellationToken);
        await change.CommitAsync(
            trail, live, actor,
            new LedgerEntry(AuditAction.ResetPassword, Detail: $"{change.Person.DisplayName}: sessions and keys ended") { Facts = LedgerFacts.Of(("person", personId)) },
            cancellationToken);
        return OneTimeLink.Of(token, change.Now);
    }
}
