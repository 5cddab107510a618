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
public sealed record RemoteStudy : StudyDescription
{
    internal RemoteStudy(StudyDescription description)
        : base(description)
    {
    }

    /// <summary>(0008,0061), separated by commas, or empty.</summary>
    public string Modalities { get; init; } = "";

    /// <summary>(0020,1208), or null when the archive does not count.</summary>
    public int? Instances { get; init; }
}

/// <summary>How many instances another archive says that it holds of a series.</summary>
/// <param name="SeriesInstanceUid">(0020,000E); null where the archive counts whole studies only, and this is the study's number.</param>
/// <param name="Modality">(0008,0060), or empty.</param>
/// <param name="Description">(0008,103E), or empty. Untrusted text.</param>
/// <param name="Instances">(0020,1209), or (0020,1208) of a whole study.</param>
public sealed record RemoteSeries(string? SeriesInstanceUid, string Modality, string Description, int Instances)
{
    /// <summary>Of those, images that came to our archive and that a person did not take for this study's.</summary>
    public int SetAside { get; init; }
}

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
public sealed record RetrieveJob(string Id, RetrieveState State, int Percent, string Message)
{
    /// <summary>How many instances of a sending the other archive did not take; 0 for a retrieval, which does not count them.</summary>
    public int Refused { get; init; }
}
