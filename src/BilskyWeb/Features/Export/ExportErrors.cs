using BilskyWeb.Core;

namespace BilskyWeb.Features.Export;

internal sealed record ResultNotFound() : NotFoundError("results.not_found", "No such result is here, or it is not yours to see.");

internal sealed record ResultNotInArchive() : NotFoundError("results.not_in_archive", "The archive does not hold this document. An operator has to look at the archive; the next signature writes new ones.");

internal sealed record SourceImagesGone() : ConflictError("results.images_gone", "None of the images that were graded is in the archive any more, so no document can say whose it is. Nothing was sent.");

internal sealed record NotAllStored(int Missing) : UnavailableError("results.not_all_stored", $"The archive took the documents and does not name {(Missing == 1 ? "one" : $"{Missing}")} of them when asked. They are stored again.");

internal sealed record ArchiveRefusesDocument(string Why) : ConflictError("results.refused", $"The archive does not take a document: {Why}");

internal sealed record NoSuchDestination(string Name) : NotFoundError("results.no_destination", $"The archive knows no other archive called \"{Name}\". An operator introduces it; then send again.");

internal sealed record DestinationRefuses(string Name, int Refused, int All)
    : UnavailableError("results.destination_refuses", $"\"{Name}\" did not take {(Refused == All ? "the documents" : $"{Refused} of {All} documents")}. Ask its operator whether it lets us in and takes structured reports, key objects, secondary captures and PDF.");

internal sealed record DestinationLost(string Name, int Missing, int All)
    : UnavailableError("results.destination_lost", $"\"{Name}\" took the documents, and {Missing} of {All} are not there when it is asked. They are sent again.");

internal sealed record NotStoredYet() : ConflictError("results.not_stored", "The documents are not in the archive yet. Send them once they are.");

internal sealed record ReplacedByLater(int Version, int Newest)
    : ConflictError("results.replaced", $"Version {Newest} replaces version {Version}, which is not sent any more: it would arrive after the newer one. The newest is sent from the study's page.");

internal sealed record ResultFault() : UnavailableError("results.fault", "A fault of the program. It is tried again; if it stays so, tell the operator. The signed review is not affected.");

internal sealed record NoOutlines() : NotFoundError("results.no_outlines", "This grading has no outlines that can be placed in the patient: it was made without a segmentation, or the images do not say where they lie.");
