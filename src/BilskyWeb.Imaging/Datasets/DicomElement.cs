namespace BilskyWeb.Imaging.Datasets;

/// <summary>One attribute's value as DICOM JSON has it (PS3.18 Annex F): values, or bytes inline, or where to fetch bytes.</summary>
public sealed class DicomElement
{
    internal DicomElement(string vr, IReadOnlyList<object?> values, ReadOnlyMemory<byte>? inlineBinary = null, string? bulkDataUri = null)
    {
        Vr = vr;
        Values = values;
        InlineBinary = inlineBinary;
        BulkDataUri = bulkDataUri;
    }

    /// <summary>Two-letter value representation, for example <c>LO</c>.</summary>
    public string Vr { get; }

    /// <summary>The values in order: <see cref="string"/>, <see cref="double"/>, <see cref="long"/>, <see cref="ulong"/>,
    /// <see cref="DicomPersonName"/> or <see cref="DicomDataset"/>; null for a value left empty between others.</summary>
    public IReadOnlyList<object?> Values { get; }

    /// <summary>True when the file has a number here that the answer has not: an archive that cannot read a number leaves it out of its JSON, or writes null.</summary>
    internal bool LostNumbers { get; init; }

    /// <summary>Bytes of a binary representation (OB, OW, UN …), little endian; null when there are none inline.</summary>
    public ReadOnlyMemory<byte>? InlineBinary { get; }

    /// <summary>Where the archive offers the bytes; null when they are inline or absent.</summary>
    public string? BulkDataUri { get; }
}
