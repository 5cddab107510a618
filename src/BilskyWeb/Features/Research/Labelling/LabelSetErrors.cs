using BilskyWeb.Core;

namespace BilskyWeb.Features.Research.Labelling;

internal sealed record NotAnAdmin() : ForbiddenError("label_set.admin_only", "Only an admin may make label sets and import labels.");

internal sealed record NotALabeller() : ForbiddenError("label_set.reviewer_only", "Only reviewers and admins label.");

internal sealed record LabelSetNotFound() : NotFoundError("label_set.not_found", "There is no such label set. Open the list of sets.");

internal sealed record LabelSliceNotFound() : NotFoundError("label_set.no_such_slice", "There is no such slice in this label set.");

internal sealed record NameMissing() : InvalidInputError("label_set.name_missing", "Give the label set a name of up to 100 characters. It must not name a patient.");

internal sealed record NothingToLabel() : InvalidInputError("label_set.nothing_to_label", "The studies chosen have no graded series. Choose studies whose grading is complete.");

internal sealed record TooManySlices(int Most) : InvalidInputError("label_set.too_many_slices", $"A label set holds at most {Most:N0} slices. Choose fewer studies and make two sets.");

internal sealed record ImagesGone(string Patient) : ConflictError(
    "label_set.images_gone", $"The archive no longer holds all images that were graded of {Patient}. Nothing was made. Have the study graded again, or leave it out.");

internal sealed record AlreadyLabelled(int Labels) : ConflictError(
    "label_set.already_labelled", $"{(Labels == 1 ? "One label has" : $"{Labels} labels have")} been made in this set, so it cannot be deleted. Archive it: nothing is lost, and it leaves the list.");

internal sealed record TooManyLabels(int Most) : InvalidInputError("label_set.too_many_at_once", $"At most {Most:N0} labels are saved at once. Send them in parts.");

internal sealed record FileTooLarge(long MostBytes) : InvalidInputError("label_set.file_too_large", $"The file is larger than {MostBytes >> 20:N0} MB. Nothing was imported. Leave the images out, or send it in parts.");

/// <summary>Nothing of a file was taken. The message has one line for each fault, at most <see cref="MostShown"/> of them.</summary>
/// <param name="Faults">Every fault with file, line and column.</param>
internal sealed record ImportRefused(IReadOnlyList<string> Faults) : InvalidInputError("label_set.import_refused", Words(Faults))
{
    public const int MostShown = 50;

    private static string Words(IReadOnlyList<string> faults) => string.Join('\n', faults.Take(MostShown)
        .Prepend($"Nothing was imported: {(faults.Count == 1 ? "one label is" : $"{faults.Count} labels are")} wrong.")
        .Concat(faults.Count > MostShown ? [$"… and {faults.Count - MostShown} more."] : []));
}
