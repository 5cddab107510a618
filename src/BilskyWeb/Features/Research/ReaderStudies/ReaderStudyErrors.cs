using BilskyWeb.Core;

namespace BilskyWeb.Features.Research.ReaderStudies;

internal sealed record NotAnAdmin() : ForbiddenError("reader_study.admin_only", "Only an admin may make reader studies and see their results.");

internal sealed record ReaderStudyNotFound() : NotFoundError("reader_study.not_found", "There is no such reader study, or you do not read in it. Ask the admin who made it.");

internal sealed record CaseNotFound() : NotFoundError("reader_study.no_such_case", "There is no such case in this reader study, or you do not read in it.");

internal sealed record NameMissing() : InvalidInputError("reader_study.name_missing", "Give the reader study a name of up to 100 characters. Readers see it, so it must not name a patient.");

internal sealed record TooFewReaders() : InvalidInputError("reader_study.too_few_readers", "Choose at least two readers: one as the reference and one to hold against it.");

internal sealed record UnknownReader() : InvalidInputError("reader_study.unknown_reader", "One of the readers has no account any more. Load the page again.");

internal sealed record ReferenceNotReading() : InvalidInputError("reader_study.reference_not_reading", "The reference must be one of the readers.");

internal sealed record BadCaseCount() : InvalidInputError("reader_study.bad_case_count", "The number of regions per study must be 1 or more; leave it empty for all.");

internal sealed record NothingToRead() : InvalidInputError("reader_study.nothing_to_read", "The studies chosen have no graded region. Choose studies whose grading is complete.");

internal sealed record BadAnswer() : InvalidInputError("reader_study.bad_answer", "That is no answer to this question. Nothing was saved.");

internal sealed record StillBlinded() : ConflictError(
    "reader_study.still_blinded", "You read in this study yourself. Its results open for you once you have read every case, so that they cannot sway you.");

internal sealed record ReaderStudyClosed() : ConflictError(
    "reader_study.closed", "The reading is closed: an admin ended it. The answers you gave before are kept; no more are taken.");

internal sealed record AlreadyRead(int Reads) : ConflictError(
    "reader_study.already_read", $"{(Reads == 1 ? "One read has" : $"{Reads} reads have")} been given in this reader study, so it cannot be deleted. Archive it: nothing is lost, and readers see it no more.");

internal sealed record StillOpen() : ConflictError(
    "reader_study.still_open", "Readers may still read. Close the reading on the results page first; then what they differ on can be settled.");

internal sealed record NotDisputed() : ConflictError("reader_study.not_disputed", "The readers do not differ on this case, so there is nothing to settle. Nothing was saved.");
