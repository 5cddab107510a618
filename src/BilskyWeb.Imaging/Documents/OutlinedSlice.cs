using BilskyWeb.Core.Geometry;
using BilskyWeb.Core.Grading;
using BilskyWeb.Imaging.Datasets;

namespace BilskyWeb.Imaging.Documents;

/// <summary>A slice with the outlines that it was measured by.</summary>
/// <param name="Image">The image.</param>
/// <param name="Plane">Where it lies in the patient; its frame of reference must be stated.</param>
/// <param name="ThicknessMm">Slice thickness; 0 or less where the image does not say.</param>
/// <param name="Contours">In pixels of the image.</param>
public sealed record OutlinedSlice(SourceImage Image, ImagePlane Plane, double ThicknessMm, CanalContours Contours);

/// <summary>Outlines of one series of a grading, for planning. A proposal by a research model: every object made of it says that a person must edit it first.</summary>
public sealed record OutlineProposal
{
    /// <summary>What every object says.</summary>
    internal const string Warning = "Proposal of a research model; a person must edit it before use";

    /// <summary>Identifies the grading; identifiers of the objects are made of it.</summary>
    public required string Seed { get; init; }

    /// <summary>Head of an image of the study.</summary>
    public required DicomDataset Source { get; init; }

    /// <summary>When the grading ended.</summary>
    public required DateTimeOffset MadeAt { get; init; }

    /// <summary>What drew the outlines.</summary>
    public required DocumentAlgorithm Algorithm { get; init; }

    /// <summary>At least one; all of one series, with pixels of one number and size.</summary>
    public required IReadOnlyList<OutlinedSlice> Slices { get; init; }

    internal static IReadOnlyList<Structure> Structures { get; } =
    [
        new(1, "Cord (proposal)", DocumentCode.AnatomicalStructure, DocumentCode.SpinalCord, "ORGAN", [255, 214, 10], contours => contours.Cord.Count == 0 ? [] : [contours.Cord]),
        new(2, "Thecal sac (proposal)", DocumentCode.AnatomicalStructure, DocumentCode.ThecalSac, "ORGAN", [64, 196, 255], contours => contours.Sac.Count == 0 ? [] : [contours.Sac]),

        // No tumour volume: that is a physician's word, and a planning system would take it for a target.
        new(3, "Epidural mass (proposal)", DocumentCode.AbnormalStructure, DocumentCode.Mass, "", [255, 82, 82], contours => contours.Mass),
    ];

    internal void ThrowIfMixed()
    {
        ArgumentOutOfRangeException.ThrowIfZero(Slices.Count);
        if (Slices.DistinctBy(s => (s.Image.SeriesInstanceUid, s.Plane.Rows, s.Plane.Columns, s.Plane.RowSpacingMm, s.Plane.ColumnSpacingMm, s.Plane.FrameOfReferenceUid)).Count() > 1
            || Slices[0].Plane.FrameOfReferenceUid.Length == 0)
        {
            throw new ArgumentException("The slices must be of one series, with pixels of one number and size, in one stated frame of reference.");
        }
    }

    /// <summary>One of the things that are outlined.</summary>
    internal sealed record Structure(
        int Number, string Name, DocumentCode Category, DocumentCode Type, string InterpretedType, double[] Colour, Func<CanalContours, IReadOnlyList<IReadOnlyList<ImagePoint>>> Outlines);
}
