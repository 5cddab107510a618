using BilskyWeb.Core.Geometry;
using BilskyWeb.Core.Grading;
using BilskyWeb.Imaging.Datasets;

namespace BilskyWeb.Imaging.Documents;

/// <summary>An image, or one frame of it, that a document points to.</summary>
/// <param name="StudyInstanceUid">(0020,000D).</param>
/// <param name="SeriesInstanceUid">(0020,000E).</param>
/// <param name="SopClassUid">(0008,0016).</param>
/// <param name="SopInstanceUid">(0008,0018).</param>
/// <param name="Frame">Its frame from 1; null for an image of one frame.</param>
public sealed record SourceImage(string StudyInstanceUid, string SeriesInstanceUid, string SopClassUid, string SopInstanceUid, int? Frame = null);

/// <summary>An earlier document that a new one replaces.</summary>
/// <param name="StudyInstanceUid">The study that it lies in.</param>
/// <param name="SeriesInstanceUid">Its series.</param>
/// <param name="SopInstanceUid">Its own UID.</param>
public sealed record EarlierDocument(string StudyInstanceUid, string SeriesInstanceUid, string SopInstanceUid);

/// <summary>What is said of one level.</summary>
public sealed record DocumentFinding
{
    /// <summary>Where it is: "T7", or "at −12 mm" until a reader has named it.</summary>
    public required string Place { get; init; }

    /// <summary>The grade that counts.</summary>
    public required BilskyGrade Grade { get; init; }

    /// <summary>What the model says of the image; null where it gave no grade.</summary>
    public BilskyGrade? ModelGrade { get; init; }

    /// <summary>What a reader said of the image; null where nobody read it.</summary>
    public BilskyGrade? ReaderGrade { get; init; }

    /// <summary>The model's probability of high grade, 0 to 1; null where it gave no grade.</summary>
    public double? HighGradeProbability { get; init; }

    /// <summary>The image that shows the level best.</summary>
    public required SourceImage Image { get; init; }

    /// <summary>The canal's region in pixels of that image, from its top-left corner; null without one.</summary>
    public RegionOfInterest? Region { get; init; }

    /// <summary>What was measured there; null where nothing was.</summary>
    public CompressionGeometry? Measured { get; init; }
}

/// <summary>What graded (TID 4019).</summary>
/// <param name="Name">Its name.</param>
/// <param name="Version">Version of the pipeline.</param>
/// <param name="Parameters">What else tells it from another: checksums of its models.</param>
public sealed record DocumentAlgorithm(string Name, string Version, IReadOnlyList<string> Parameters);

/// <summary>One signed decision, of which every document is written. The same content gives the same identifiers.</summary>
public sealed record DocumentContent
{
    /// <summary>Identifies the decision and its version; identifiers of the documents are made of it.</summary>
    public required string Seed { get; init; }

    /// <summary>From 1; a later signature makes a later version.</summary>
    public required int Version { get; init; }

    /// <summary>Head of an image of the study: patient and study are copied from it.</summary>
    public required DicomDataset Source { get; init; }

    /// <summary>Who signed, as people write the name.</summary>
    public required string SignedBy { get; init; }

    /// <summary>When, in the time of the place.</summary>
    public required DateTimeOffset SignedAt { get; init; }

    /// <summary>For whom they signed.</summary>
    public required string Organization { get; init; }

    /// <summary>The highest grade of the study; null where no slice has one.</summary>
    public BilskyGrade? Grade { get; init; }

    /// <summary>In a sentence or two, what the study comes to.</summary>
    public required string Conclusion { get; init; }

    /// <summary>Which part of the spine was graded, and which was not.</summary>
    public required string Coverage { get; init; }

    /// <summary>The levels, head first.</summary>
    public required IReadOnlyList<DocumentFinding> Findings { get; init; }

    /// <summary>The images for the conference; a key object selection needs at least one.</summary>
    public required IReadOnlyList<SourceImage> KeyImages { get; init; }

    /// <summary>What graded.</summary>
    public required DocumentAlgorithm Algorithm { get; init; }

    /// <summary>The report that this one replaces; null for the first.</summary>
    public EarlierDocument? Replaces { get; init; }

    /// <summary>Why it was replaced, as the signer wrote it; null for the first.</summary>
    public string? Reason { get; init; }

    internal IEnumerable<SourceImage> Images => KeyImages.Concat(Findings.Select(f => f.Image));
}
