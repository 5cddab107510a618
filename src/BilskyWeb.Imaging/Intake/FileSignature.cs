namespace BilskyWeb.Imaging.Intake;

/// <summary>Names what a file certainly is from its first bytes, so that a CD's viewer or a PDF is not staged and its reason reads well.</summary>
internal static class FileSignature
{
    /// <summary>Bytes of a file's beginning that are looked at.</summary>
    public const int Length = 132;

    private static readonly (byte[] Start, string What)[] Others =
    [
        ("%PDF"u8.ToArray(), "a PDF document"),
        ([0x89, 0x50, 0x4E, 0x47], "a PNG picture"),
        ([0xFF, 0xD8, 0xFF], "a JPEG picture"),
        ("GIF8"u8.ToArray(), "a GIF picture"),
        ("MZ"u8.ToArray(), "a program"),
        ([0x7F, 0x45, 0x4C, 0x46], "a program"),
    ];

    // gzip, RAR, 7z, bzip2, xz
    private static readonly byte[][] Archives =
        [[0x1F, 0x8B], "Rar!"u8.ToArray(), [0x37, 0x7A, 0xBC, 0xAF], "BZh"u8.ToArray(), [0xFD, 0x37, 0x7A, 0x58, 0x5A]];

    public static bool IsPart10(ReadOnlySpan<byte> head) => head.Length >= Length && head.Slice(128, 4).SequenceEqual("DICM"u8);

    // An empty ZIP begins with its end record; a split one with a marker.
    public static bool IsZip(ReadOnlySpan<byte> head) => !IsPart10(head) && head.Length >= 4 && head[..2].SequenceEqual("PK"u8)
        && (head[2], head[3]) is (3, 4) or (5, 6) or (7, 8);

    /// <summary>A code and a sentence for a file that is certainly not DICOM; null when it may be.</summary>
    public static (string Code, string Reason)? KnownOther(ReadOnlySpan<byte> head)
    {
        if (IsPart10(head))
        {
            return null;
        }
        foreach (var archive in Archives)
        {
            if (head.StartsWith(archive))
            {
                return ("intake.archive", "An archive of a kind that is not unpacked here. Unpack it and upload the folder, or pack it as ZIP.");
            }
        }
        foreach (var (start, what) in Others)
        {
            if (head.StartsWith(start))
            {
                return ("intake.not_dicom", $"Not DICOM: {what}. It was left out; nothing else is affected.");
            }
        }
        return null;
    }
}
