namespace BilskyWeb.Imaging.Documents;

/// <summary>A key image in the report.</summary>
/// <param name="Png">The picture.</param>
/// <param name="Caption">What it shows.</param>
public sealed record ReportPicture(byte[] Png, string Caption);

/// <summary>A label and what stands behind it.</summary>
public sealed record ReportFact(string Label, string Value);

/// <summary>What the report says beside the decision itself.</summary>
public sealed record ReportContent
{
    /// <summary>The signed decision.</summary>
    public required DocumentContent Decision { get; init; }

    /// <summary>The name as clinicians write it, then its parts in other scripts alone: the first that the font can write is taken.</summary>
    public required IReadOnlyList<string> Names { get; init; }

    /// <summary>Patient ID as it was sent; empty when there is none.</summary>
    public required string PatientId { get; init; }

    /// <summary>Birth date in words; says where it is missing.</summary>
    public required string BirthDate { get; init; }

    /// <summary>More about patient and examination: sex, accession number, date, referrer's question.</summary>
    public required IReadOnlyList<ReportFact> Facts { get; init; }

    /// <summary>Signature's time in words.</summary>
    public required string SignedAt { get; init; }

    /// <summary>Head first, as many as the decision has key images; fewer where the archive no longer has one.</summary>
    public required IReadOnlyList<ReportPicture> Pictures { get; init; }
}
