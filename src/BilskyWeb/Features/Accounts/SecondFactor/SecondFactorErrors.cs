using BilskyWeb.Core;

namespace BilskyWeb.Features.Accounts.SecondFactor;

internal sealed record WrongCode() : ForbiddenError("account.wrong_code", "This code is wrong, or was used already. Wait for the next one in the app, or use another recovery code.");

internal sealed record WrongNewCode() : InvalidInputError("account.wrong_new_code", "This code is wrong. Nothing is switched on yet. Take the six digits that the app shows now for this key; the phone's clock has to be right.");

internal sealed record WrongPassword() : ForbiddenError("account.wrong_password", "The password is wrong.");

internal sealed record PasswordTooLongAgo() : ForbiddenError("account.sign_in_again", "Your password was entered too long ago. Sign in again.");

internal sealed record NewKeyTooOld() : InvalidInputError("account.new_key_too_old", "This page was open for too long. Remove the entry from the app and scan the code that is shown now.");

internal sealed record AlreadySetUp() : ConflictError("account.already_set_up", "A second factor is set up already, in another browser perhaps. Switch it off first.");

internal sealed record NotSetUp() : ConflictError("account.not_set_up", "No second factor is set up.");

internal sealed record NoPerson() : ForbiddenError("account.no_person", "Only a person who is signed in has a second factor. A program has its key.");

internal sealed record NotOnesOwn() : ConflictError("account.own_second_factor", "Nobody takes their own second factor away here. Switch it off on its page, with your password and a code, or ask another admin.");

internal sealed record NeedsReason(int Longest) : InvalidInputError("account.needs_reason", $"Say why, in {Longest} characters at most, without anything of a patient: how you know that it is them who ask, and what became of the phone.");

internal sealed record ChangedMeanwhile() : ConflictError("account.changed_meanwhile", "This account was changed at the same moment. Nothing was done; try again.");
