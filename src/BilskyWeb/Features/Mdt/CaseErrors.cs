using BilskyWeb.Core;
using BilskyWeb.Core.Cases;

namespace BilskyWeb.Features.Mdt;

internal sealed record CaseNotFound() : NotFoundError("case.not_found", "There is no such case. Go back to the board and open it from there.");

internal sealed record StepForbidden(CaseStage From, CaseStage To) : ConflictError(
    "case.step_forbidden",
    To == CaseStage.Decided && From is not CaseStage.Treated
        ? "A case is decided by signing its decision, on the case's page. Nothing was changed."
        : $"A case cannot go from “{StageWords.Of(From)}” to “{StageWords.Of(To)}”. From there it goes to {string.Join(", ", CaseStages.Next(From).Select(StageWords.Of))}. Nothing was changed.");

internal sealed record StepAsksWhy(CaseStage To) : InvalidInputError(
    "case.step_asks_why",
    To == CaseStage.Closed ? "Say why the case is closed without a decision, in 500 characters or less. Nothing was changed." : "Say what is missing, in 500 characters or less. Nothing was changed.");

internal sealed record CaseMovedMeanwhile(string Who, CaseStage Now, string When)
    : ConflictError("case.moved_meanwhile", $"{Who} moved this case to “{StageWords.Of(Now)}” at {When}, while you were looking at it. Nothing of yours was changed. Look at it as it is now, then move it again if you still want to.");

internal sealed record CaseIsJoined(int Number) : ConflictError("case.joined", $"This case was joined to case {Number}. Nothing was changed. Open that one.");

internal sealed record CannotJoinItself() : InvalidInputError("case.join_itself", "A case cannot be joined to itself. Choose another one.");

internal sealed record JoinAsksWhy() : InvalidInputError("case.join_asks_why", "These two cases name different patients, or do not say enough to compare them. Say why they are one patient's, in 500 characters or less. Nothing was changed.");

internal sealed record OtherCaseNotFound(int Number) : NotFoundError("case.other_not_found", $"There is no case {Number}. Look at the number on its card. Nothing was changed.");
