using BilskyWeb.Core.Grading;

namespace BilskyWeb.Features.Research.Labelling;

/// <summary>A box in pixels of the image.</summary>
public sealed record BoxJson(double X, double Y, double Width, double Height)
{
    internal static BoxJson? From(RegionOfInterest? box) => box is { } b ? new BoxJson(b.X, b.Y, b.Width, b.Height) : null;

    internal RegionOfInterest ToRegion() => new(X, Y, Width, Height, 1);
}

/// <summary>A slice as the labelling page gets it.</summary>
public sealed record LabelSliceJson
{
    public int Number { get; init; }
    public int Study { get; init; }

    /// <summary>True when the slice before it in the set is its neighbour in the same series.</summary>
    public bool FollowsNeighbour { get; init; }
    public double PositionMm { get; init; }
    public int Width { get; init; }
    public int Height { get; init; }
    public double ColumnSpacingMm { get; init; }
    public double RowSpacingMm { get; init; }

    /// <summary>What the model proposes, as it was when the set was made.</summary>
    public BoxJson? ProposedBox { get; init; }
    public string? ProposedGrade { get; init; }
    public double HighGradeProbability { get; init; }
    public double? Uncertainty { get; init; }
}

/// <summary>How a slice is turned for the screen, so that it reads as every other image does; boxes stay in stored pixels.</summary>
/// <param name="Right">Columns and rows of the stored image by which a step to the right on the screen leads.</param>
/// <param name="Down">The same of a step down.</param>
/// <param name="Letters">At the left, top, right and bottom edge; null where the file does not say how the image lies.</param>
public sealed record LabelViewJson(IReadOnlyList<int> Right, IReadOnlyList<int> Down, IReadOnlyList<string>? Letters);

/// <summary>The current label of a slice.</summary>
public sealed record LabelJson
{
    public int Number { get; init; }
    public int Revision { get; init; }
    public BoxJson? Box { get; init; }
    public string? Grade { get; init; }
    public string? Exclusion { get; init; }
    public bool Withdrawn { get; init; }
    public required string By { get; init; }
    public Guid ById { get; init; }
    public DateTimeOffset At { get; init; }

    internal static LabelJson From(int number, SliceLabel label) => new()
    {
        Number = number,
        Revision = label.Revision,
        Box = BoxJson.From(label.Value.Box),
        Grade = label.Grade?.ToText(),
        Exclusion = label.Exclusion?.ToText(),
        Withdrawn = label.Withdrawn,
        By = label.LabelledByName,
        ById = label.LabelledById,
        At = label.LabelledAt,
    };
}

/// <summary>A study of the set by the hospital's number of its patient.</summary>
public sealed record LabelStudyJson(int Number, string PatientId);

/// <summary>All that the labelling page works on.</summary>
/// <param name="Name">Name of the set.</param>
/// <param name="Sequence">Of the newest label; what is newer is asked for with it.</param>
/// <param name="Studies">The studies.</param>
/// <param name="Slices">All slices, by number.</param>
/// <param name="Labels">Current labels.</param>
public sealed record LabelWork(string Name, long Sequence, IReadOnlyList<LabelStudyJson> Studies, IReadOnlyList<LabelSliceJson> Slices, IReadOnlyList<LabelJson> Labels);

/// <summary>Labels that are new since a sequence.</summary>
public sealed record NewLabels(long Sequence, IReadOnlyList<LabelJson> Labels);
