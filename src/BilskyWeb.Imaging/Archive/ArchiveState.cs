using System.Text.Json;
using BilskyWeb.Imaging.Datasets;

namespace BilskyWeb.Imaging.Archive;

/// <summary>What the archive says about itself.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Version">Orthanc's version.</param>
/// <param name="Aet">Its DICOM application entity title.</param>
/// <param name="DicomPort">Its DICOM port.</param>
/// <param name="DatabaseId">Identifies the archive's database where Orthanc tells one (1.11.1 and later), else its name and title.
/// A cursor into the change feed is only good for the database that it was saved for; see also <see cref="ArchiveChanges.CursorIsAhead"/>.</param>
public sealed record ArchiveSystem(string Name, string Version, string Aet, int DicomPort, string DatabaseId)
{
    internal static ArchiveSystem Read(JsonElement json)
    {
        var (name, aet) = (OrthancJson.Text(json, "Name"), OrthancJson.Text(json, "DicomAet"));
        return new ArchiveSystem(
            name,
            OrthancJson.Text(json, "Version"),
            aet,
            (int)OrthancJson.Number(json, "DicomPort"),
            OrthancJson.Text(json, "DatabaseServerIdentifier") is { Length: > 0 } id ? id : $"{name}/{aet}");
    }
}

/// <summary>How much the archive holds.</summary>
/// <param name="Studies">Studies.</param>
/// <param name="Series">Series.</param>
/// <param name="Instances">Instances.</param>
/// <param name="DiskBytes">Bytes on disk.</param>
public sealed record ArchiveStatistics(long Studies, long Series, long Instances, long DiskBytes);

/// <summary>One entry of the change feed.</summary>
/// <param name="Sequence">Its number; grows, with gaps where resources went.</param>
/// <param name="Kind">Orthanc's name of the change, for example NewInstance or StableStudy.</param>
/// <param name="Resource">Patient, Study, Series or Instance.</param>
/// <param name="OrthancId">Orthanc's own id of the resource.</param>
public sealed record ArchiveChange(long Sequence, string Kind, string Resource, string OrthancId);

/// <summary>A page of the change feed.</summary>
/// <param name="Changes">In order.</param>
/// <param name="Last">The cursor to save once these changes are handled.</param>
/// <param name="Done">True when there is nothing newer.</param>
/// <param name="CursorIsAhead">True when the cursor asked for is beyond the archive's newest change: the archive was emptied or
/// replaced since the cursor was saved, so reading must begin again at 0.</param>
public sealed record ArchiveChanges(IReadOnlyList<ArchiveChange> Changes, long Last, bool Done, bool CursorIsAhead)
{
    internal static ArchiveChanges Read(JsonElement json, long since) => new(
        [.. OrthancJson.Items(json, "Changes").Select(change => new ArchiveChange(
            OrthancJson.Number(change, "Seq"),
            OrthancJson.Text(change, "ChangeType"),
            OrthancJson.Text(change, "ResourceType"),
            OrthancJson.Text(change, "ID")))],
        OrthancJson.Number(json, "Last"),
        OrthancJson.Flag(json, "Done"),
        OrthancJson.Number(json, "Last") < since);
}

/// <summary>An instance as Orthanc holds it.</summary>
/// <param name="OrthancId">Orthanc's own id, made from patient id and all three UIDs: one SOP instance UID may have several.</param>
/// <param name="SopInstanceUid">(0008,0018).</param>
public sealed record HeldInstance(string OrthancId, string SopInstanceUid);

/// <summary>A study as one of its own files describes it.</summary>
/// <param name="OrthancId">Orthanc's own id, made from patient id and study UID.</param>
/// <param name="Attributes">Identity, study and series attributes, decoded from the file as screening decodes them.</param>
/// <param name="Instances">How many instances the archive holds.</param>
public sealed record DescribedStudy(string OrthancId, DicomDataset Attributes, int Instances);

/// <summary>A study as Orthanc holds it. Its text went through Orthanc's index: of names in other scripts letters may be missing.</summary>
public sealed record ArchivedStudy : StudyDescription
{
    private ArchivedStudy(StudyDescription description)
        : base(description)
    {
    }

    /// <summary>Orthanc's own id, made from patient id and study UID.</summary>
    public required string OrthancId { get; init; }

    /// <summary>Orthanc's own ids of its series.</summary>
    internal IReadOnlyList<string> SeriesIds { get; private init; } = [];

    internal static ArchivedStudy Read(JsonElement json) =>
        new(From(OrthancJson.Member(json, "MainDicomTags"), OrthancJson.Member(json, "PatientMainDicomTags")))
        {
            OrthancId = OrthancJson.Text(json, "ID"),
            SeriesIds = [.. OrthancJson.Items(json, "Series").Select(id => id.GetString() ?? "")],
        };
}
