using BilskyWeb.Core;

namespace BilskyWeb.Features.Review;

internal sealed record NothingToReview() : ConflictError("review.not_graded", "This study has no grades, so there is nothing to review yet. While it is being graded, wait; where it was not graded, the reason stands at the top of the page.");

internal sealed record NotSignedOffYet() : NotFoundError("review.not_signed_off", "No signed review of this study is there yet. It shows here once a reviewer has signed it off.");

internal sealed record ChangeIdTaken() : ConflictError("review.change_id_taken", "A change with this id was saved for another study. Make a new id and send the change again.");

internal sealed record TooManyChanges(int Most) : InvalidInputError("review.too_many_changes", $"At most {Most} changes are saved at once. Send the rest in another request.");

internal sealed record ConflictOpen(int Slices)
    : ConflictError("review.conflict_open", $"Two reviewers differ on {(Slices == 1 ? "one slice" : $"{Slices} slices")}. Nothing was signed. Settle that first: go there and press the grade that stands.");

internal sealed record ChangedMeanwhile()
    : ConflictError("review.changed_meanwhile", "Somebody changed this review while you were signing. Nothing was signed. Look at what is new, then sign again.");

internal sealed record NothingNewToSign() : ConflictError("review.nothing_new", "This review is signed off and nothing was changed since.");

internal sealed record AddendumWithoutReason()
    : InvalidInputError("review.addendum_reason", "Say why the signed review is changed, in 500 characters or less. Nothing was signed; the changes are kept.");

internal sealed record SignatureIdTaken() : ConflictError("review.signature_id_taken", "A signature with this id is there already. Make a new id and sign again.");
