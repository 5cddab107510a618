using BilskyWeb.Core;

namespace BilskyWeb.Features.Accounts;

internal sealed record WrongSignIn() : ForbiddenError("account.wrong_sign_in", "The address or the password is wrong.");

internal sealed record TooManyTries(int Minutes) : ForbiddenError("account.too_many_tries", $"Too many tries for this address from here. Wait {(Minutes <= 1 ? "a minute" : $"{Minutes} minutes")} and try again. Whoever is signed in elsewhere goes on working.")
{
    public static TooManyTries After(TimeSpan wait) => new((int)Math.Ceiling(wait.TotalMinutes));
}

/// <summary>Said only to who knows the password.</summary>
internal sealed record ClosedAccount() : ForbiddenError("account.closed", "This account is closed. An admin can open it again.");

internal sealed record UnknownRole(string Role) : InvalidInputError("account.unknown_role", $"There is no role {Role}. Roles are referrer, reviewer and admin.");

internal sealed record UnknownAccount() : NotFoundError("account.unknown", "There is no such account. Open one first with the account command.");

internal sealed record AccountRefused(string Why) : InvalidInputError("account.refused", Why);

internal sealed record BadKey(int LongestName, int LongestDays) : InvalidInputError("account.bad_key", $"A key needs a name of at most {LongestName} characters that says what it is for, and ends after 1 to {LongestDays} days.");

internal sealed record KeyNotFound() : NotFoundError("account.key_not_found", "There is no such key of yours.");
