namespace BilskyWeb.Imaging.Archive;

/// <summary>How another archive is asked.</summary>
public enum RemoteKind
{
    /// <summary>By DICOM associations: C-FIND to search, C-MOVE to have studies sent to us.</summary>
    Modality,

    /// <summary>By DICOMweb: QIDO-RS to search, WADO-RS to fetch.</summary>
    DicomWeb,
}

/// <summary>Another archive that ours knows.</summary>
/// <param name="Name">Its name in our archive's configuration; letters, digits, dash and underscore.</param>
/// <param name="Kind">How it is asked.</param>
/// <param name="Address">For people: <c>AET@host:port</c>, or the URL.</param>
public sealed record RemoteArchive(string Name, RemoteKind Kind, string Address);

/// <summary>A study found in another archive. Everything is that archive's word.</summary>
/// <param name="StudyInstanceUid">(0020,000D).</param>
/// <param name="PatientId">(0010,0020), or empty.</param>
/// <param name="PatientName">(0010,0010), or empty. Untrusted text.</param>
/// <param name="BirthDate">(0010,0030) as YYYYMMDD, or empty.</param>
/// <param name="Sex">(0010,0040), or empty.</param>
/// <param name="StudyDate">(0008,0020) as YYYYMMDD, or empty.</param>
/// <param name="AccessionNumber">(0008,0050), or empty.</param>
/// <param name="Description">(0008,1030), or empty. Untrusted text.</param>
/// <param name="Modalities">(0008,0061), separated by commas, or empty.</param>
/// <param name="Instances">(0020,1208), or null when the archive does not count.</param>
public sealed record RemoteStudy(
    string StudyInstanceUid,
    string PatientId,
    string PatientName,
    string BirthDate,
    string Sex,
    string StudyDate,
    string AccessionNumber,
    string Description,
    string Modalities,
    int? Instances);

/// <summary>Where a retrieval stands.</summary>
public enum RetrieveState
{
    /// <summary>Waiting or running.</summary>
    Running,

    /// <summary>Done; the instances are in our archive.</summary>
    Succeeded,

    /// <summary>Failed, see <see cref="RetrieveJob.Message"/>. What came before the failure is kept.</summary>
    Failed,
}

/// <summary>A retrieval that our archive runs.</summary>
/// <param name="Id">Its id; may be saved and asked for again.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Percent">0 to 100.</param>
/// <param name="Message">For people, when it failed; else empty.</param>
public sealed record RetrieveJob(string Id, RetrieveState State, int Percent, string Message);
