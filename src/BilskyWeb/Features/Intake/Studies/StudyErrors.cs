using BilskyWeb.Core;

namespace BilskyWeb.Features.Intake.Studies;

/// <summary>Also said to those who may not see the study: whether it exists is not theirs to know.</summary>
internal sealed record StudyNotFound() : NotFoundError("study.not_found", "This study does not exist or is not yours to see. Go back to the list and open it from there.");

internal sealed record StudyHeld() : ForbiddenError("study.held", "This study is held: a reviewer looks at it first. Nothing is lost; until then its images and results are shown to reviewers only.");

internal sealed record HoldNotFound() : NotFoundError("hold.not_found", "There is no such held study. It may have been settled by somebody else; reload the page.");

internal sealed record HoldSettled() : ConflictError("hold.settled", "Somebody else has settled this one already. Nothing was changed. Reload the page.");

internal sealed record NotAReviewer() : ForbiddenError("auth.reviewer_only", "Only a reviewer or an admin may do this.");
