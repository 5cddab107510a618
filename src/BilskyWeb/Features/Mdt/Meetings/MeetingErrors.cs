using BilskyWeb.Core;

namespace BilskyWeb.Features.Mdt.Meetings;

internal sealed record MeetingNotFound() : NotFoundError("meeting.not_found", "There is no such meeting. Go back to the meetings and open it from there.");

internal sealed record MeetingIncomplete() : InvalidInputError("meeting.incomplete", $"Say when the meeting is, and where in {MeetingTable.PlaceLength} characters or less. Nothing was saved.");

internal sealed record NotOnAgenda() : ConflictError("meeting.not_on_agenda", "Somebody has taken this case off the agenda. Nothing was changed.");

internal sealed record CannotBeDiscussed(int Number) : ConflictError("meeting.case_over", $"Case {Number} is closed, so it is not put on an agenda. Open it again first, by listing it.");

internal sealed record MinutesTooLong() : InvalidInputError("meeting.minutes", $"Minutes of a case have at most {MeetingCaseTable.MinutesLength} characters. Nothing was saved.");

internal sealed record MinutesChangedMeanwhile(string Who) : ConflictError(
    "meeting.minutes_meanwhile", $"{Who} has written minutes of this case while you were writing. Nothing of yours was saved, and what you wrote is still here. Look at theirs below, then save yours with them.");

internal sealed record NameOfAttendance() : InvalidInputError("meeting.name", $"A name has between 1 and {MeetingPersonTable.NameLength} characters. Nothing was saved.");
