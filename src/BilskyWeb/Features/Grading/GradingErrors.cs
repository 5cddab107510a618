using BilskyWeb.Core;

namespace BilskyWeb.Features.Grading;

internal sealed record HeldStudyNotGraded() : ConflictError("study.held", "The study is held because its patient's identity is in doubt. Settle that first; it is graded by itself afterwards.");

internal sealed record StillFetched() : ConflictError("grading.still_fetched", "This study is still being fetched from another archive. It is graded by itself when that has ended.");

internal sealed record AlreadyGrading() : ConflictError("grading.already_running", "This study is being graded already. Wait until it is done, or cancel it.");

internal sealed record NotGradedYet() : NotFoundError("grading.none", "This study has not been graded yet.");

internal sealed record NothingToCancel() : ConflictError("grading.nothing_to_cancel", "No grading of this study is under way.");

internal sealed record TrainingCaseNotFound() : NotFoundError("grading.no_such_training_case", "That training case is not at hand: the models in use are others than those that graded the study.");

internal sealed record KeyImageNotFound() : NotFoundError("grading.no_such_key_image", "There is no such key image. The study may have been graded anew; reload the page.");
