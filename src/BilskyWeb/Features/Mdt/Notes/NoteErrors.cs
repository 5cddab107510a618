using BilskyWeb.Core;

namespace BilskyWeb.Features.Mdt.Notes;

internal sealed record CommentEmpty() : InvalidInputError("case.comment_empty", $"A comment has between 1 and {CaseCommentTable.TextLength} characters. Nothing was saved.");

internal sealed record TaskIncomplete() : InvalidInputError("case.task_incomplete", $"A task says in {CaseTaskTable.TextLength} characters or less what is to be done, and by when. Nothing was saved.");

internal sealed record OwnerNotOnTeam(string Name) : InvalidInputError("case.task_owner", $"{Name} is not on the team or has left. Nothing was saved. Give the task to somebody else.");

internal sealed record NoteIdTaken() : ConflictError("case.note_id_taken", "This was saved in another case. Load the page again.");

internal sealed record TaskNotFound() : NotFoundError("case.task_not_found", "There is no such task. Load the page again.");
