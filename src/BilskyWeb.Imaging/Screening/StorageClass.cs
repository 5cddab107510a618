namespace BilskyWeb.Imaging.Screening;

/// <summary>Which kinds of object are stored here: images, reports, key objects and presentation states of any modality.</summary>
internal static class StorageClass
{
    internal const string MediaStorageDirectory = "1.2.840.10008.1.3.10";

    private const string Prefix = "1.2.840.10008.5.1.4.1.1.";

    /// <summary>An image: has pixel data, or is broken.</summary>
    internal static bool IsImage(string uid) => Branch(uid) is "1" or "2" or "3" or "4" or "5" or "6" or "7" or "12" or "13" or "14"
        or "20" or "30" or "66.4" or "66.7" or "77" or "128" or "130";

    /// <summary>An MR image, classic, enhanced, in colour or converted; no spectrum.</summary>
    internal static bool IsMrImage(string uid) => Branch(uid) is "4";

    /// <summary>A document about images: structured report, key object selection, presentation state.</summary>
    internal static bool IsDocument(string uid) => Branch(uid) is "11" or "88";

    /// <summary>Names the commonest kinds that are left out, for the sentence that says so.</summary>
    internal static string NameOfOther(string uid) => Branch(uid) switch
    {
        "9" => "a waveform (for example an ECG)",
        "39" => "a colour palette",
        "38" => "a hanging protocol",
        "66" => "scanner raw data or a registration",
        "104" => "an encapsulated document (for example a PDF)",
        "481" => "a radiotherapy object",
        "4.2" => "MR spectroscopy",
        null => "a manufacturer's private object or no storage object",
        _ => "no image and no report",
    };

    private static string? Branch(string uid)
    {
        if (!uid.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return null;
        }

        var rest = uid[Prefix.Length..];
        if (rest is "4.2" || rest.StartsWith("66.", StringComparison.Ordinal))
        {
            // One number serves both for images (segmentations) and for what is none.
            return rest is "4.2" or "66.4" or "66.7" ? rest : "66";
        }

        var dot = rest.IndexOf('.', StringComparison.Ordinal);
        return dot < 0 ? rest : rest[..dot];
    }
}
