using BilskyWeb.Core;

namespace BilskyWeb.Features.Grading.Levels;

internal sealed record UnknownVertebra() : InvalidInputError("levels.unknown_vertebra", "Name a vertebra from C2 to S1, for example T7. Discs follow by themselves.");

internal sealed record PinImageUnknown() : NotFoundError("levels.no_such_image", "That image is not part of this study, or does not say where it lies in the patient. Pin on another image.");

internal sealed record PinOutsideImage(int Columns, int Rows) : InvalidInputError(
    "levels.outside_image", $"That place is outside the image, which is {Columns} × {Rows} pixels. Pin within the image.");

internal sealed record PinInAnotherFrame() : ConflictError(
    "levels.other_frame_of_reference", "These images were taken in another coordinate system than the graded slices (another frame of reference), so a pin here says nothing about those. Pin on one of the graded slices.");

internal sealed record PinOffTheSpine(double OffMm) : InvalidInputError(
    "levels.off_the_spine", $"That place is {OffMm:0} mm from the spinal canal. Pin the middle of the vertebral body.");

internal sealed record NoSpineToName() : ConflictError(
    "levels.no_spine", "The levels of this study cannot be named: it has no graded slices that say where they lie in the patient.");

internal sealed record PinNotFound() : NotFoundError("levels.no_such_pin", "That level is not pinned. Somebody may have removed it; the page shows the present pins.");

internal sealed record PinsChangedMeanwhile(string ByName, string Step) : ConflictError(
    "levels.changed_meanwhile", $"{ByName} has changed the pins meanwhile ({Step}). Yours was not saved. Look at the levels as they are now, then pin again if it is still needed.");
