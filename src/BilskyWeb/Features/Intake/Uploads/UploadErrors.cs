using BilskyWeb.Core;

namespace BilskyWeb.Features.Intake.Uploads;

internal sealed record UploadNotFound() : NotFoundError("upload.not_found", "There is no such upload, or it is somebody else's.");

internal sealed record UploadIdTaken() : ConflictError("upload.id_taken", "An upload with this id exists already. Use another id, or none.");

internal sealed record TooManyUploads(int Limit) : ConflictError("upload.too_many", $"{Limit} of your uploads are still on their way. Wait until one has arrived, then try again.");

internal sealed record UploadBrokeOff() : UnavailableError("upload.broke_off", "The connection broke before everything had arrived. Nothing was kept. Upload again.");

internal sealed record UploadCancelled() : ConflictError("upload.cancelled", "The upload was cancelled. Nothing was kept.");

internal sealed record UploadTooLarge(long MaxBytes) : InvalidInputError("upload.too_large", $"An upload may hold at most {MaxBytes >> 20:N0} MB. Nothing was kept. Send it in parts.");

internal sealed record UploadMalformed() : InvalidInputError("upload.malformed", "The request is not a well-formed upload. Send one file as the body, or multipart/form-data with one part per file.");

internal sealed record UploadCutOff() : InvalidInputError("upload.cut_off", "The upload ends in the middle of a part, without the closing boundary of multipart. Nothing was kept. Send it again, whole.");

internal sealed record UploadSignInEnded() : ForbiddenError("upload.sign_in_ended", "While the files arrived, the sign-in ended or the key was revoked. Nothing was kept. Sign in and send them again.");

internal sealed record UploadEmpty() : InvalidInputError("upload.empty", "No file arrived. Choose a folder, a ZIP or DICOM files.");

internal sealed record NothingToStore(string Why) : InvalidInputError("upload.nothing_to_store", $"No file of this upload can be stored. {Why}");

internal sealed record UploadNotChecked(UploadState State) : ConflictError("upload.not_checked", State switch
{
    UploadState.Receiving => "The upload is still arriving. Submit it when everything is checked.",
    UploadState.Sending or UploadState.Sent => "The upload is submitted already.",
    _ => "The upload was given up; nothing of it was kept. Upload again.",
});

internal sealed record UploadOnItsWay() : ConflictError("upload.on_its_way", "The upload is submitted already and can no longer be taken back here. Ask an administrator.");
