using BilskyWeb.Core;
using BilskyWeb.Platform.Auth;
using Microsoft.AspNetCore.Identity;

namespace BilskyWeb.Features.Accounts;

/// <summary>Makes an account, or gives an existing one this name, password and role.</summary>
internal sealed class OpenAccount(UserManager<BilskyUser> users)
{
    public async Task<Result<Guid>> HandleAsync(string address, string displayName, string password, string role)
    {
        if (!Role.All.Contains(role))
        {
            return new UnknownRole(role);
        }

        var user = await users.FindByEmailAsync(address);
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

        return user.Id;
    }

    private static AccountRefused? Refusal(IdentityResult result) =>
        result.Succeeded ? null : new AccountRefused(string.Join(" ", result.Errors.Select(e => e.Description)));
}
