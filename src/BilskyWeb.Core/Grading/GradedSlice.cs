namespace BilskyWeb.Core.Grading;

/// <summary>What the pipeline could say about one slice.</summary>
public enum SliceStatus
{
    /// <summary>A grade was given.</summary>
    Graded,

    /// <summary>The model leans to a grade but its evidence is too weak or too unlike its training data to stand behind it.</summary>
    Abstained,

    /// <summary>Not to be graded, for a coded reason (instrumentation, quality, region, degenerative).</summary>
    Excluded,

    /// <summary>No spinal canal was found in the image.</summary>
    NoCanal,
}

/// <summary>Where a slice's region came from.</summary>
public enum RoiSource
{
    /// <summary>The detector saw the canal on the slice itself.</summary>
    Seen,

    /// <summary>The canal shows faintly, below the detector's threshold, where its neighbours' canals say that it runs.</summary>
    Faint,

    /// <summary>The detector did not see the canal; the region was put where its neighbours' canals say that it runs.</summary>
    Neighbours,
}

/// <summary>The model's answer for one axial slice.</summary>
/// <param name="Status">What could be said.</param>
/// <param name="Reason">Why not graded, as a sentence; null when graded.</param>
/// <param name="Roi">The region graded; null when no canal was found.</param>
/// <param name="Grade">The grade decided from the probabilities; null when no canal was found or the slice is excluded. Kept when abstained, for audit.</param>
/// <param name="Probabilities">Six class probabilities by grade, summing to 1; empty when there is no grade.</param>
/// <param name="Distances">Six squared distances to the prototypes, by grade; empty when there is no grade.</param>
public sealed record GradedSlice(
    SliceStatus Status,
    string? Reason,
    RegionOfInterest? Roi,
    BilskyGrade? Grade,
    double[] Probabilities,
    double[] Distances)
{
    /// <summary>What the grader learnt from that is most like the slice; null where its evidence file is not at hand or nothing was graded.</summary>
    public SliceEvidence? Evidence { get; init; }

    /// <summary>Where <see cref="Roi"/> came from; null without one, and where a person drew it.</summary>
    public RoiSource? RoiSource { get; init; }

    /// <summary>What was measured on the slice, the second opinion; null where nothing could be, or the pipeline has no segmentation.</summary>
    public CompressionGeometry? Geometry { get; init; }

    /// <summary>The outlines it was measured by, in pixels of the image that <see cref="Roi"/> is told in; null where no sac is to be seen.</summary>
    public CanalContours? Contours { get; init; }

    /// <summary>Whether both opinions agree on the side of the pathway line; null where the pipeline has no segmentation, or the prototypes gave no grade.</summary>
    public OpinionAgreement? Agreement { get; init; }

    /// <summary>True where the answer rests on both opinions: a slice is then withheld where they differ, and <see cref="StudyRule"/> heeds what either says of a withheld one.</summary>
    public bool RestsOnBoth { get; init; }

    /// <summary>True where the prototypes withheld it for no other reason than that it lies on their line between low and high grade.</summary>
    public bool IsOnTheLine { get; init; }

    /// <summary>True where a person has said what the slice is: its grade, or why it is left out.</summary>
    public bool ByPerson { get; init; }

    /// <summary>Probability mass above the pathway line, in [0, 1]; 0 when there is no grade.</summary>
    public double HighGradeProbability => Probabilities.Length == BilskyGrades.Count ? BilskyGrades.HighGradeProbability(Probabilities) : 0;
}
