using System.Globalization;

namespace BilskyWeb.Imaging.Archive;

/// <summary>What to look for among studies, here or at a remote archive. Null or empty fields match everything; <c>*</c> and <c>?</c> are wildcards.</summary>
public sealed record StudyQuery
{
    /// <summary>(0010,0020).</summary>
    public string? PatientId { get; init; }

    /// <summary>(0010,0010) as <c>FAMILY^GIVEN</c>, wildcards allowed.</summary>
    public string? PatientName { get; init; }

    /// <summary>(0008,0050).</summary>
    public string? AccessionNumber { get; init; }

    /// <summary>(0020,000D).</summary>
    public string? StudyInstanceUid { get; init; }

    /// <summary>Earliest study date, included.</summary>
    public DateOnly? From { get; init; }

    /// <summary>Latest study date, included.</summary>
    public DateOnly? To { get; init; }

    /// <summary>Modality that the study must hold, for example <c>MR</c>.</summary>
    public string? Modality { get; init; }

    /// <summary>At most so many studies.</summary>
    public int Limit { get; init; } = 200;

    /// <summary>Skip so many studies (paging of our own archive; remote modalities have no paging).</summary>
    public int Offset { get; init; }

    /// <summary>True when nothing narrows the query, which most remote archives refuse.</summary>
    public bool IsOpen => StudyDate.Length == 0 &&
        string.IsNullOrWhiteSpace(PatientId) && string.IsNullOrWhiteSpace(PatientName) &&
        string.IsNullOrWhiteSpace(AccessionNumber) && string.IsNullOrWhiteSpace(StudyInstanceUid);

    /// <summary>Date range in DICOM's form, <c>20260101-20260131</c>; empty when open.</summary>
    internal string StudyDate => (From, To) switch
    {
        (null, null) => "",
        ({ } from, { } to) when from == to => Day(from),
        var (from, to) => $"{(from is { } f ? Day(f) : "")}-{(to is { } t ? Day(t) : "")}",
    };

    /// <summary>Keyword and value of each attribute that narrows the query.</summary>
    internal IEnumerable<KeyValuePair<string, string>> Terms()
    {
        foreach (var (keyword, value) in new[]
        {
            ("PatientID", PatientId), ("PatientName", PatientName), ("AccessionNumber", AccessionNumber),
            ("StudyInstanceUID", StudyInstanceUid), ("StudyDate", StudyDate), ("ModalitiesInStudy", Modality),
        })
        {
            if (!string.IsNullOrWhiteSpace(value))
            {
                yield return new(keyword, value.Trim());
            }
        }
    }

    private static string Day(DateOnly date) => date.ToString("yyyyMMdd", CultureInfo.InvariantCulture);
}
