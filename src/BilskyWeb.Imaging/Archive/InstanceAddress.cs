using System.Buffers;
using BilskyWeb.Imaging.Datasets;

namespace BilskyWeb.Imaging.Archive;

/// <summary>Where an instance is in a DICOMweb archive: the three UIDs of its path.</summary>
/// <param name="StudyInstanceUid">(0020,000D).</param>
/// <param name="SeriesInstanceUid">(0020,000E).</param>
/// <param name="SopInstanceUid">(0008,0018).</param>
public sealed record InstanceAddress(string StudyInstanceUid, string SeriesInstanceUid, string SopInstanceUid)
{
    /// <summary>The address that the instance's own attributes give; missing attributes become empty and are refused on use.</summary>
    public static InstanceAddress Of(DicomDataset instance)
    {
        ArgumentNullException.ThrowIfNull(instance);
        return new InstanceAddress(
            instance.GetString(DicomTag.StudyInstanceUid) ?? "",
            instance.GetString(DicomTag.SeriesInstanceUid) ?? "",
            instance.GetString(DicomTag.SopInstanceUid) ?? "");
    }

    private static readonly SearchValues<char> UidCharacters = SearchValues.Create("0123456789.");

    internal bool IsValid => IsUid(StudyInstanceUid) && IsUid(SeriesInstanceUid) && IsUid(SopInstanceUid);

    internal string Path => $"studies/{StudyInstanceUid}/series/{SeriesInstanceUid}/instances/{SopInstanceUid}";

    /// <summary>Digits and dots, 1 to 64: anything else could change the path it is put into.</summary>
    internal static bool IsUid(string? uid) =>
        uid is { Length: > 0 and <= 64 } && uid.AsSpan().IndexOfAnyExcept(UidCharacters) < 0 && uid is not ("." or "..");
}
