using BilskyWeb.Core;

namespace BilskyWeb.Imaging.Archive;

/// <summary>The archive cannot be reached, answers with a fault of its own, or refuses our sign-in. Trying again later may work.</summary>
public sealed record ArchiveUnavailable(string Code, string Message) : UnavailableError(Code, Message)
{
    internal static ArchiveUnavailable NoAnswer(string what) =>
        new("archive.unavailable", $"The image archive does not answer, so {what} has to wait. Nothing is lost; try again in a moment.");

    internal static ArchiveUnavailable SignInRefused { get; } =
        new("archive.sign_in_refused", "The image archive refuses our sign-in. An operator has to check the archive's user and password.");

    internal static ArchiveUnavailable Failed(string what, int status) =>
        new("archive.failed", $"The image archive failed (HTTP {status}) at {what}. Try again; if it stays so, an operator has to look at the archive's log.");

    internal static ArchiveUnavailable Unreadable(string what) =>
        new("archive.unreadable_answer", $"The image archive's answer to {what} is not what the DICOMweb standard says. An operator has to check the archive's address and version.");
}

/// <summary>The archive does not hold what was asked for.</summary>
public sealed record NotInArchive(string Code, string Message) : NotFoundError(Code, Message)
{
    internal static NotInArchive For(string what) => new("archive.not_found", $"The image archive does not hold what {what} asked for.");
}

/// <summary>What was asked of the archive is wrong in itself.</summary>
public sealed record ArchiveRequestInvalid(string Code, string Message) : InvalidInputError(Code, Message)
{
    internal static ArchiveRequestInvalid BadUid { get; } =
        new("archive.bad_uid", "A DICOM unique identifier holds digits and dots only, at most 64 of them.");

    internal static ArchiveRequestInvalid Refused(string what, int status) =>
        new("archive.refused", $"The image archive refuses {what} (HTTP {status}).");
}

/// <summary>The archive holds the image but cannot, or must not be asked to, decode its pixels.</summary>
public sealed record FrameNotDecodable(string Code, string Message) : InvalidInputError(Code, Message);

/// <summary>Another archive (a PACS, a DICOMweb server) does not answer ours, or does not let it in.</summary>
public sealed record RemoteUnavailable(string Code, string Message) : UnavailableError(Code, Message)
{
    internal static RemoteUnavailable For(string name) =>
        new("archive.remote_unavailable", $"\"{name}\" does not answer, or does not let our archive in. Check its address, and that it knows our AE title; then try again.");
}
