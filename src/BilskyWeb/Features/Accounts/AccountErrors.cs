using BilskyWeb.Core;

namespace BilskyWeb.Features.Accounts;

internal sealed record WrongSignIn() : ForbiddenError("account.wrong_sign_in", "The address or the password is wrong.");

internal sealed record LockedAccount() : ForbiddenError("account.locked", "Too many wrong passwords. The account opens again in ten minutes, or an admin opens it.");

internal sealed record UnknownRole(string Role) : InvalidInputError("account.unknown_role", $"There is no role {Role}. Roles are referrer, reviewer and admin.");

internal sealed record UnknownAccount() : NotFoundError("account.unknown", "There is no such account. Open one first with the account command.");

internal sealed record AccountRefused(string Why) : InvalidInputError("account.refused", Why);
