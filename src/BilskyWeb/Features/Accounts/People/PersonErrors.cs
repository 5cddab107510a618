using BilskyWeb.Core;

namespace BilskyWeb.Features.Accounts.People;

internal sealed record NotAnAdmin() : ForbiddenError("account.not_an_admin", "Only an admin administers people.");

internal sealed record PersonNotFound() : NotFoundError("account.not_found", "There is no such person.");

internal sealed record LastAdmin() : ConflictError("account.last_admin", "This is the last admin whose account is open. Make somebody else an admin first: without one nobody could administer anything.");

internal sealed record AccountDisabled() : ConflictError("account.disabled", "This account is disabled. Enable it first; then a link for a new password can be made.");

internal sealed record BadAddress() : InvalidInputError("account.bad_address", "This is no e-mail address. It has a name, an @ and a domain, and 256 characters at most.");

internal sealed record AddressTaken() : ConflictError("account.address_taken", "There is an account with this address already. Reset its password, or open it again, in the list.");

internal sealed record BadName() : InvalidInputError("account.bad_name", "A person needs a name, of 200 characters at most.");

internal sealed record LinkSpent() : NotFoundError("account.link_spent", "This link has been used, has run out, or was replaced by a newer one. Ask an admin for another.");

internal sealed record PasswordsDiffer() : InvalidInputError("account.passwords_differ", "The two passwords differ. Type the same one twice.");
