using BilskyWeb.Core.Geometry;
using BilskyWeb.Imaging.Archive;
using BilskyWeb.Imaging.Datasets;
using BilskyWeb.Imaging.Screening;
using BilskyWeb.Imaging.Series;

namespace BilskyWeb.Imaging.Intake;

/// <summary>
/// A file that was handed over as an image and was not taken: cut off, damaged, refused, or one of two under one SOP Instance UID. What it shows
/// nobody grades, so the study that it belongs to, or may belong to, has to say so.
/// </summary>
/// <param name="StudyInstanceUid">Its study; null when it can no longer be told.</param>
/// <param name="SeriesInstanceUid">Its series; null when it can no longer be told.</param>
/// <param name="SopInstanceUid">The image, so that it counts no more once it has come after all; null when that would prove nothing.</param>
/// <param name="Title">How its series is called; empty when it does not say. Untrusted text.</param>
/// <param name="MayBeAxialT2">False only where what is left of it says that it is no axial T2-weighted image.</param>
/// <param name="IsArchive">True for an archive within the delivery that was not unpacked: it may hold images, or a viewer.</param>
public sealed record UnreadFile(
    string? StudyInstanceUid, string? SeriesInstanceUid, string? SopInstanceUid, string Title, bool MayBeAxialT2, bool IsArchive)
{
    /// <summary>True for an image that another archive holds and that did not come when the study was fetched from there.</summary>
    public bool NotCome { get; init; }

    /// <summary>True for one of those that came, and that a person then did not take for this study's.</summary>
    public bool SetAside { get; init; }

    /// <summary>Endings of the names under which images are exported.</summary>
    private static readonly HashSet<string> ImageEndings = new([".dcm", ".dicom", ".dic", ".ima"], StringComparer.OrdinalIgnoreCase);

    /// <summary>Rules whose "no" is a fact about the image, and not about what is missing of it.</summary>
    private static readonly HashSet<string> FirmRules = new(["scout", "derived"], StringComparer.Ordinal);

    /// <summary>An image that was accepted and that the archive then did not store.</summary>
    public static UnreadFile NotStored(ScreenedHeader header)
    {
        ArgumentNullException.ThrowIfNull(header);
        return From(header.Attributes);
    }

    /// <summary>
    /// Images that the archive holds and of which no frame can be read, whichever way they came: an archive stores what another sends without looking
    /// for rows and columns. Reports, states of presentation, captures of screens and manufacturers' private objects are no images of the scanner: nothing is lost with them.
    /// </summary>
    /// <param name="instances">Attributes of each instance without pixel data.</param>
    public static IEnumerable<UnreadFile> NotUnderstood(IEnumerable<DicomDataset> instances)
    {
        ArgumentNullException.ThrowIfNull(instances);

        // The archive has its number, which is no sign that it can be read.
        return instances.Where(i => IsMrImage(i) && !FrameReading.HasSize(i)).Select(i => From(i) with { SopInstanceUid = null });
    }

    /// <summary>Images that another archive said it holds when the study was fetched from there, and that ours does not hold: one for each.</summary>
    /// <param name="studyInstanceUid">The study.</param>
    /// <param name="told">What the other archive said. Series of other modalities hold no image that is graded.</param>
    /// <param name="instances">Attributes of each instance of the study that is here.</param>
    public static IEnumerable<UnreadFile> NotFetched(string studyInstanceUid, IEnumerable<RemoteSeries> told, IReadOnlyCollection<DicomDataset> instances)
    {
        ArgumentNullException.ThrowIfNull(told);
        ArgumentNullException.ThrowIfNull(instances);
        var here = instances.DistinctBy(i => i.GetString(DicomTag.SopInstanceUid)).CountBy(i => i.GetString(DicomTag.SeriesInstanceUid) ?? "").ToDictionary();
        foreach (var series in told.Where(s => s.Modality.ToUpperInvariant() is "MR" or ""))
        {
            var said = new DicomDataset().Set(DicomTag.StudyInstanceUid, studyInstanceUid);
            if (series.SeriesInstanceUid is { } uid)
            {
                said.Set(DicomTag.SeriesInstanceUid, uid).Set(DicomTag.SeriesDescription, series.Description);
            }

            var missing = series.Instances - (series.SeriesInstanceUid is { } of ? here.GetValueOrDefault(of) : here.Values.Sum());
            for (var i = 0; i < missing; i++)
            {
                yield return From(said) with { NotCome = true, SetAside = i < series.SetAside };
            }
        }
    }

    /// <summary>Judges a file that was not taken.</summary>
    /// <param name="name">As handed over.</param>
    /// <param name="verdict">Skipped or rejected; others lose nothing.</param>
    /// <param name="code">Why.</param>
    /// <param name="said">What it still says of itself; null when nothing.</param>
    /// <param name="isUnknownKind">True when its bytes are those of no known kind of file.</param>
    /// <returns>Null when no image is lost with it: a report in PDF, a viewer's program, raw data.</returns>
    internal static UnreadFile? Of(string name, IntakeVerdict verdict, string? code, DicomDataset? said, bool isUnknownKind) => (verdict, code) switch
    {
        (IntakeVerdict.Accepted or IntakeVerdict.Duplicate, _) => null,
        (_, ScreeningCodes.UnsupportedSopClass or ScreeningCodes.Dicomdir) => null,

        // The one that was taken bears its number.
        (_, FileIntake.SeriesConflict or FileIntake.SopConflict) => From(said ?? new DicomDataset()) with { SopInstanceUid = null },
        (IntakeVerdict.Rejected, _) => said is not null && IsNoImage(said) ? null : From(said ?? new DicomDataset()),
        (_, "zip.nested" or "intake.archive") => From(new DicomDataset()) with { MayBeAxialT2 = false, IsArchive = true },
        _ => said?.Contains(DicomTag.StudyInstanceUid) == true || LooksLikeImage(name, isUnknownKind || code is "intake.empty" or ScreeningCodes.Empty)
            ? From(said ?? new DicomDataset())
            : null,
    };

    private static UnreadFile From(DicomDataset said) => new(
        said.GetString(DicomTag.StudyInstanceUid),
        said.GetString(DicomTag.SeriesInstanceUid),
        said.GetString(DicomTag.SopInstanceUid),
        Bounded(said.GetString(DicomTag.SeriesDescription) ?? said.GetString(DicomTag.ProtocolName) ?? ""),
        MayBeAxial(said),
        IsArchive: false);

    /// <summary>Where it does not say what kind of object it is, the modality speaks.</summary>
    private static bool IsMrImage(DicomDataset said) => said.GetString(DicomTag.SopClassUid) is { } sopClass && DicomUid.IsUsable(sopClass)
        ? StorageClass.IsMrImage(sopClass)
        : said.GetString(DicomTag.Modality) == "MR";

    private static bool IsNoImage(DicomDataset said) => said.GetString(DicomTag.SopClassUid) is { } sopClass && DicomUid.IsUsable(sopClass) && !StorageClass.IsImage(sopClass);

    private static bool MayBeAxial(DicomDataset said)
    {
        if (said.GetString(DicomTag.Modality) is { Length: > 0 } modality && modality != "MR")
        {
            return false;
        }

        if (said.GetString(DicomTag.SeriesInstanceUid) is null)
        {
            return true;
        }

        // Plane and echo speak where they are known; a cut-off file may have lost them, and then anything is possible.
        var parts = SeriesFacts.FromInstances([Sized(said)]);
        return parts.Count == 0 || parts.Any(part =>
            part.Plane is SlicePlane.Axial or SlicePlane.Unknown
            && !SeriesRules.All.Where(rule => FirmRules.Contains(rule.Name) || (rule.Name == "weighting" && part is { EchoTimeMs: not null, RepetitionTimeMs: not null }))
                .Any(rule => !rule.Judge(part).Passed));
    }

    /// <summary>What it says of plane and echo is read from images alone, so one that has lost its size is given the smallest.</summary>
    private static DicomDataset Sized(DicomDataset said)
    {
        if (FrameReading.HasSize(said))
        {
            return said;
        }

        var sized = new DicomDataset();
        foreach (var (tag, element) in said.Elements)
        {
            sized.Put(tag, element);
        }

        return sized.Set(DicomTag.Rows, 1).Set(DicomTag.Columns, 1);
    }

    private static bool LooksLikeImage(string name, bool isUnknownOrEmpty)
    {
        var ending = Path.GetExtension(name);
        return ImageEndings.Contains(ending) || (isUnknownOrEmpty && (ending.Length <= 1 || ending.AsSpan(1).IndexOfAnyExceptInRange('0', '9') < 0));
    }

    private static string Bounded(string title) => title.Length <= 64 ? title : title[..64];
}
