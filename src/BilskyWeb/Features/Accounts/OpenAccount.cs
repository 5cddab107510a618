using BilskyWeb.Core;
using BilskyWeb.Data;
using BilskyWeb.Features.Accounts.People;
using BilskyWeb.Platform.Audit;
using BilskyWeb.Platform.Auth;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Accounts;

/// <summary>Makes an account, or gives an existing one this name, password and role.</summary>
internal sealed class OpenAccount(UserManager<BilskyUser> users, BilskyDbContext database, AuditTrail trail, TimeProvider clock)
{
    public async Task<Result<Guid>> HandleAsync(string address, string displayName, string password, string role)
    {
        if (!Role.All.Contains(role))
        {
            return new UnknownRole(role);
        }

        // The store saves step by step in this same context: all of it and its record, or nothing.
        await using var transaction = await database.Database.BeginTransactionAsync();
        await PersonChange.LockAsync(database, default);
        var user = await users.FindByEmailAsync(address);
        var before = user is null ? null : new { user.DisplayName, Role = string.Join(' ', await users.GetRolesAsync(user)), Disabled = await users.IsLockedOutAsync(user), user.PasswordHash };
        if (user is null)
        {
            user = new BilskyUser { Id = Guid.CreateVersion7(), UserName = address, Email = address, EmailConfirmed = true, DisplayName = displayName };
            if (Refusal(await users.CreateAsync(user, password)) is { } refused)
            {
                return refused;
            }
        }
        else
        {
            user.DisplayName = displayName;
            user.LockoutEnd = null;
            if (!await users.CheckPasswordAsync(user, password))
            {
                // A password is changed because the one before may be known: what was opened by it ends, keys too.
                await database.Sessions.Where(s => s.UserId == user.Id).ExecuteDeleteAsync();
                var now = clock.GetUtcNow();
                await database.ApiKeys.Where(k => k.UserId == user.Id && k.RevokedAt == null).ExecuteUpdateAsync(k => k.SetProperty(x => x.RevokedAt, now));
                await users.RemovePasswordAsync(user);
                if (Refusal(await users.AddPasswordAsync(user, password)) is { } refused)
                {
                    return refused;
                }
            }

            await users.UpdateAsync(user);
        }

        var others = (await users.GetRolesAsync(user)).Where(r => r != role).ToList();
        if (others.Count > 0)
        {
            await users.RemoveFromRolesAsync(user, others);
            await users.UpdateSecurityStampAsync(user);
        }

        if (!await users.IsInRoleAsync(user, role))
        {
            await users.AddToRoleAsync(user, role);
        }

        var changed = before is null ? LedgerFacts.Of(("person", user.Id), ("role", role))
            : LedgerFacts.Diff(("name", before.DisplayName, displayName), ("role", before.Role, role), ("disabled", before.Disabled, false), ("password", before.PasswordHash == user.PasswordHash ? "the same" : "before", "the same"));
        if (changed is not null)
        {
            await trail.WriteAsync(database, null, new LedgerEntry(before is null ? AuditAction.OpenedAccount : AuditAction.ChangedAccount, Detail: $"{displayName}, {role}") { By = "the server's shell", Facts = changed }, default);
        }

        await transaction.CommitAsync();
        return user.Id;
    }

    private static AccountRefused? Refusal(IdentityResult result) =>
        result.Succeeded ? null : new AccountRefused(string.Join(" ", result.Errors.Select(e => e.Description)));
}
