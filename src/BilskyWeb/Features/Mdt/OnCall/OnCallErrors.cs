using BilskyWeb.Core;

namespace BilskyWeb.Features.Mdt.OnCall;

internal sealed record NobodyOnCall()
    : ConflictError("on_call.nobody", "Nobody else is on call now, so nobody was told. Telephone the team. Then put somebody into the rota, or mention somebody in a comment: they are told in the ordinary way.");

internal sealed record CirculationAsksWhy() : InvalidInputError("on_call.asks_why", $"Say in {CirculationTable.ReasonLength} characters or less what is asked of whoever is on call. Nobody was told.");

internal sealed record CirculatedAlready(string Who, string When) : ConflictError("on_call.circulated_already", $"{Who} circulated this case at {When}, and it waits for an answer. Nobody was told again.");

internal sealed record CirculationIdTaken() : ConflictError("on_call.id_taken", "This was circulated for another case. Load the page again.");

internal sealed record CirculationNotFound() : NotFoundError("on_call.not_found", "There is no such circulation. Load the page again.");

internal sealed record NotAsked() : ConflictError("on_call.not_asked", "You were not told of this by the rota, so there is nothing of yours to acknowledge. Say in a comment that you take it.");

internal sealed record CirculationEnded(string Who) : ConflictError("on_call.ended", $"{Who} has ended this circulation. Nothing is asked of you any more.");

internal sealed record ShiftIncomplete() : InvalidInputError("on_call.shift_incomplete", "A shift has somebody of the team, a place from 1 to 9, a beginning, and an end that is later, by 31 days at most. Nothing was saved.");

internal sealed record ShiftInThePast() : InvalidInputError("on_call.shift_past", "This shift is over already. Nothing was saved. Look at its dates.");

internal sealed record ShiftTaken(string Who, string When) : ConflictError("on_call.shift_taken", $"{Who} stands in the rota then ({When}): nobody is on call twice at a time, and no place is held by two. Nothing was saved.");

internal sealed record ShiftIdTaken() : ConflictError("on_call.shift_id_taken", "This was saved as another shift. Load the page again.");

internal sealed record ShiftNotFound() : NotFoundError("on_call.shift_not_found", "There is no such shift. Load the page again.");

internal sealed record OnCallNotOnTeam(string Name) : InvalidInputError("on_call.not_on_team", $"{Name} is not on the team or has left. Nothing was saved. Choose somebody else.");
