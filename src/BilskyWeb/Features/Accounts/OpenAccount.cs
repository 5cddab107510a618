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
                await PersonChange.EndEverythingAsync(database, user.Id, keys: true, clock.GetUtcNow(), default);
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

        var changes = before is null ? null
            : LedgerFacts.Changes(("name", before.DisplayName, displayName), ("role", before.Role, role), ("disabled", before.Disabled, false), ("password", "the one before", before.PasswordHash == user.PasswordHash ? "the one before" : "another"));
        if (before is null || changes is not null)
        {
            var facts = before is null ? LedgerFacts.Of(("person", user.Id), ("role", role)) : LedgerFacts.Of(("person", user.Id), ("changed", changes));
            await trail.WriteAsync(database, null, new LedgerEntry(before is null ? AuditAction.OpenedAccount : AuditAction.ChangedAccount, Detail: $"{displayName}, {role}") { By = "the server's shell", Facts = facts }, default);
        }

        await transaction.CommitAsync();
        return user.Id;
    }

    private static AccountRefused? Refusal(IdentityResult result) =>
        result.Succeeded ? null : new AccountRefused(string.Join(" ", result.Errors.Select(e => e.Description)));
}
