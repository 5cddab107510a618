using BilskyWeb.Core;

namespace BilskyWeb.Features.Oversight.Replays;

internal sealed record NotForReplay() : ForbiddenError("replay.not_an_auditor", "Only an auditor or an admin has gradings replayed.");

internal sealed record GradingUnknown() : NotFoundError("replay.no_grading", "There is no such grading.");

internal sealed record NothingToReplay() : ConflictError("replay.no_answer", "This grading ended without an answer of a model, so that there is nothing to compare.");

internal sealed record AlreadyReplaying() : ConflictError("replay.already_running", "This grading is being replayed already. Wait until that is done, or cancel it.");

internal sealed record NoReplayToCancel() : ConflictError("replay.nothing_to_cancel", "No replay of this grading is under way.");
