namespace BilskyWeb.Core.Grading;

/// <summary>What <see cref="StudyRule"/> asks of the slices before a study is called a grade.</summary>
public sealed record StudyRuleSettings
{
    /// <summary>The settings that go with the rule's plain version number: chosen on validation studies, as docs/validation.md tells.</summary>
    public static StudyRuleSettings Default { get; } = new();

    /// <summary>Each of several neighbouring slices needs at least this probability of the grade or worse. In (0, 1].</summary>
    public double NeighbourProbability { get; init; } = 0.05;

    /// <summary>So many neighbouring slices are needed. At least 1.</summary>
    public int NeighbouringSlices { get; init; } = 2;

    /// <summary>One slice alone needs at least this probability of the grade or worse. Above 1 switches this way off.</summary>
    public double SingleSliceProbability { get; init; } = 0.98;

    /// <summary>
    /// Slices farther apart than this, in millimetres, are not neighbours. Twice the usual 4 to 5 mm step with room to spare: a
    /// slice between them that could not be graded does not part them, a gap between two stacks does.
    /// </summary>
    public double NeighbourGapMm { get; init; } = 12;

    /// <summary>What is wrong with the settings, naming the key, or null when nothing is.</summary>
    public string? Problem() =>
        !(NeighbourProbability is > 0 and <= 1) ? $"{nameof(NeighbourProbability)} must be above 0 and at most 1, is {NeighbourProbability}."
        : NeighbouringSlices < 1 ? $"{nameof(NeighbouringSlices)} must be at least 1, is {NeighbouringSlices}."
        : !(SingleSliceProbability >= NeighbourProbability) ? $"{nameof(SingleSliceProbability)} must not be below {nameof(NeighbourProbability)}, is {SingleSliceProbability}."
        : !(NeighbourGapMm > 0) ? $"{nameof(NeighbourGapMm)} must be positive, is {NeighbourGapMm}."
        : null;
}
