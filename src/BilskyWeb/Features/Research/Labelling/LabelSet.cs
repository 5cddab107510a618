using BilskyWeb.Core.Grading;
using BilskyWeb.Imaging.Labels;

namespace BilskyWeb.Features.Research.Labelling;

/// <summary>Studies whose slices people label: a box around the canal and a grade on each.</summary>
public sealed class LabelSet
{
    public Guid Id { get; set; }
    public required string Name { get; set; }
    public Guid MadeById { get; set; }
    public DateTimeOffset MadeAt { get; set; }

    /// <summary>Since then only admins see it. Null while it is in use.</summary>
    public DateTimeOffset? ArchivedAt { get; set; }

    public List<LabelSlice> Slices { get; } = [];
}

/// <summary>One slice to label. What the model says of it is kept as it was when the set was made, so that a later grading changes no order and no proposal.</summary>
public sealed class LabelSlice
{
    public long Id { get; set; }
    public Guid LabelSetId { get; set; }

    /// <summary>1-based place in the set: study after study, head first.</summary>
    public int Number { get; set; }

    /// <summary>1-based number of its study in the set.</summary>
    public int StudyNumber { get; set; }
    public Guid StudyId { get; set; }
    public required string SeriesInstanceUid { get; set; }
    public required string SopInstanceUid { get; set; }

    /// <summary>1-based, as DICOMweb counts frames.</summary>
    public int Frame { get; set; } = 1;
    public double PositionMm { get; set; }

    /// <summary>Size of the image in pixels, and of a pixel in millimetres.</summary>
    public int Width { get; set; }
    public int Height { get; set; }
    public double ColumnSpacingMm { get; set; }
    public double RowSpacingMm { get; set; }

    /// <summary>The model's box; null when it found no canal.</summary>
    public double? RoiX { get; set; }
    public double? RoiY { get; set; }
    public double? RoiWidth { get; set; }
    public double? RoiHeight { get; set; }
    public SliceStatus ModelStatus { get; set; }

    /// <summary>The model's grade; null when it gives none.</summary>
    public BilskyGrade? ModelGrade { get; set; }
    public double HighGradeProbability { get; set; }

    /// <summary>1 where the model's probabilities are even on both sides of the pathway line, 0 where all lies on one side; null where it gives none.</summary>
    public double? Uncertainty { get; set; }
    public string? PipelineVersion { get; set; }

    public List<SliceLabel> Labels { get; } = [];

    public RegionOfInterest? Roi => LabelBoxes.Of(RoiX, RoiY, RoiWidth, RoiHeight);
}

/// <summary>What somebody says of a slice. A later label is laid over an earlier one and both are kept; one is current.</summary>
public sealed class SliceLabel
{
    /// <summary>In order of saving within a set.</summary>
    public long Id { get; set; }
    public long SliceId { get; set; }

    /// <summary>1 for the first label of the slice.</summary>
    public int Revision { get; set; }
    public bool IsCurrent { get; set; }

    /// <summary>Made by the sender: sent twice, saved once.</summary>
    public Guid SaveId { get; set; }

    /// <summary>The browser tab that it came from, which may follow its own labels; null for an import.</summary>
    public Guid? TabId { get; set; }
    public double? RoiX { get; set; }
    public double? RoiY { get; set; }
    public double? RoiWidth { get; set; }
    public double? RoiHeight { get; set; }
    public BilskyGrade? Grade { get; set; }
    public ExclusionReason? Exclusion { get; set; }

    /// <summary>True when the label was taken away again. Else, with neither box nor grade nor exclusion, it says that no canal is in view.</summary>
    public bool Withdrawn { get; set; }
    public Guid LabelledById { get; set; }

    /// <summary>As it was then: people leave and names change.</summary>
    public required string LabelledByName { get; set; }
    public DateTimeOffset LabelledAt { get; set; }

    public LabelValue Value => new(LabelBoxes.Of(RoiX, RoiY, RoiWidth, RoiHeight), Grade, Exclusion, Withdrawn);
}

/// <summary>What a label says.</summary>
public sealed record LabelValue(RegionOfInterest? Box, BilskyGrade? Grade, ExclusionReason? Exclusion, bool Withdrawn = false)
{
    /// <summary>A box alone is half a label; the slice still waits for its grade.</summary>
    public bool IsDone => !Withdrawn && (Grade is not null || Exclusion is not null || Box is null);

    /// <summary>Why no slice may be labelled so; null when it may.</summary>
    public string? Fault(int width, int height) => this switch
    {
        { Withdrawn: true } => Box is not null || Grade is not null || Exclusion is not null ? "A label that is taken away says nothing." : null,
        { Grade: not null, Exclusion: not null } => "A slice has a grade or an exclusion, not both.",
        { Grade: not null, Box: null } => "A graded slice needs its box.",
        { Box: { } box } when !(box.Width > 0 && box.Height > 0 && double.IsFinite(box.X + box.Y + box.Width + box.Height)) => "A box needs a width and a height.",
        { Box: { } box } when !(box.X < width && box.Y < height && box.X + box.Width > 0 && box.Y + box.Height > 0) => "The box lies outside the image.",
        _ => null,
    };

    /// <summary>The same label with its box cut where the image ends.</summary>
    public LabelValue Cut(int width, int height)
    {
        if (Box is not { } box)
        {
            return this;
        }

        var (left, top) = (Math.Max(box.X, 0), Math.Max(box.Y, 0));
        return (this with { Box = new RegionOfInterest(left, top, Math.Min(box.X + box.Width, width) - left, Math.Min(box.Y + box.Height, height) - top, 1) }).Plain(width, height);
    }

    /// <summary>True when both say the same, but for the last digits of a box that was written as corners.</summary>
    public bool IsLike(LabelValue other) => IsLike(other, (mine, its) => Math.Abs(mine - its) < 1e-9);

    /// <summary>
    /// True when this label is another one after LabelImg has saved it: its corners lose their fractions, and one at 0 becomes 1. Whoever moved an edge by less cannot be told from the program.
    /// </summary>
    public bool IsResaved(LabelValue other) => IsLike(other, (mine, its) => Math.Abs(mine - its) < 1 || (mine == 1 && its == 0));

    private bool IsLike(LabelValue other, Func<double, double, bool> same)
    {
        ArgumentNullException.ThrowIfNull(other);
        return this with { Box = null } == other with { Box = null } && (Box, other.Box) switch
        {
            (null, null) => true,
            ({ } a, { } b) => same(a.X, b.X) && same(a.Y, b.Y) && same(a.X + a.Width, b.X + b.Width) && same(a.Y + a.Height, b.Y + b.Height),
            _ => false,
        };
    }

    /// <summary>The same label in the one way it is kept: beside an exclusion a box over the whole image is none, as Pascal VOC has it.</summary>
    public LabelValue Plain(int width, int height) =>
        Exclusion is not null && Box is { } box && WholeImage.IsCoveredBy(box, width, height) ? this with { Box = null } : this with { Box = Box is { } b ? b with { Score = 1 } : null };
}

/// <summary>Boxes as four columns.</summary>
internal static class LabelBoxes
{
    public static RegionOfInterest? Of(double? x, double? y, double? width, double? height) =>
        (x, y, width, height) is ({ } left, { } top, { } wide, { } high) ? new RegionOfInterest(left, top, wide, high, 1) : null;
}
