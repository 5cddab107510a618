namespace BilskyWeb.Features.Cases.Viewer;

/// <summary>
/// How the sagittal images and the graded slices cut each other, for the browser to draw without asking again: all lines between the two
/// series, in pixels of the image they are drawn on. Its twin is web/src/study/sagittal.ts.
/// </summary>
public sealed record LinkedPlanes
{
    public required string StudyInstanceUid { get; init; }

    /// <summary>Null when the study has no sagittal series.</summary>
    public LinkedSeries? Sagittal { get; init; }

    /// <summary>Why there is no sagittal image, or no line; null when all is well.</summary>
    public string? Note { get; init; }

    /// <summary>The graded slices in order, as they are named to the server.</summary>
    public IReadOnlyList<LinkedFrame> Slices { get; init; } = [];

    /// <summary>By sagittal image and slice: the slice's line on the sagittal image; null where there is none.</summary>
    public IReadOnlyList<IReadOnlyList<LinkedLine?>> OnSagittal { get; init; } = [];

    /// <summary>By sagittal image and slice: the sagittal image's line on the slice.</summary>
    public IReadOnlyList<IReadOnlyList<LinkedLine?>> OnAxial { get; init; } = [];

    /// <summary>The named vertebrae, head first.</summary>
    public IReadOnlyList<LinkedLevel> Levels { get; init; } = [];

    /// <summary>The pins in force.</summary>
    public IReadOnlyList<LinkedPin> Pins { get; init; } = [];
}

/// <summary>The sagittal series.</summary>
/// <param name="Start">Index of the image through the canal, to be shown first.</param>
public sealed record LinkedSeries(string SeriesInstanceUid, string Title, string Reason, IReadOnlyList<LinkedFrame> Frames, int Start, double ColumnSpacingMm, double RowSpacingMm);

/// <summary>An image.</summary>
public sealed record LinkedFrame(string SopInstanceUid, int Frame);

/// <summary>A line in two parts, so that the canal between them stays uncovered: from (X1, Y1) to (X2, Y2), left out between the shares From and To of its length.</summary>
public sealed record LinkedLine(double X1, double Y1, double X2, double Y2, double From, double To);

/// <summary>Where a vertebra's name stands on each sagittal image: behind the spine, at its height.</summary>
/// <param name="Sure">Probability that the name is not a level off.</param>
public sealed record LinkedLevel(string Name, double Sure, IReadOnlyList<double[]> At);

/// <summary>Where a pin stands on each sagittal image: on its vertebral body.</summary>
/// <param name="Image">Index of the sagittal image nearest to it.</param>
public sealed record LinkedPin(string Level, string By, int Image, IReadOnlyList<double[]> At);
