using BilskyWeb.Core.Geometry;
using BilskyWeb.Imaging.Datasets;

namespace BilskyWeb.Imaging.Documents;

/// <summary>Outlines as a DICOM Segmentation (PS3.3 A.51): cord, sac and mass, a bit for each pixel.</summary>
public static class SegmentationObject
{
    private const string SegmentationStorage = "1.2.840.10008.5.1.4.1.1.66.4";

    /// <summary>Writes it.</summary>
    /// <param name="proposal">The outlines.</param>
    /// <exception cref="ArgumentException">Slices of several series, or of unlike pixels, or without a frame of reference.</exception>
    public static WrittenDocument Write(OutlineProposal proposal)
    {
        ArgumentNullException.ThrowIfNull(proposal);
        proposal.ThrowIfMixed();
        var series = proposal.Slices[0].Image.SeriesInstanceUid;
        var identity = ObjectIdentity.Of($"{proposal.Seed}/{series}", "segmentation", SegmentationStorage, "SEG", 9005, "Cord, sac and mass, proposal");
        var dataset = DocumentHead.Begin(proposal.Source, identity, proposal.MadeAt, proposal.Algorithm.Version);
        var plane = proposal.Slices[0].Plane;
        var ordered = proposal.Slices.OrderBy(s => plane.DistanceMm(s.Plane.Origin)).ToList();
        var structures = OutlineProposal.Structures.Where(s => ordered.Exists(slice => s.Outlines(slice.Contours).Count > 0)).ToList();

        // Numbers of segments are 1, 2, 3 without a gap (PS3.3 C.8.20.4).
        var frames = structures.SelectMany((structure, index) => ordered.Select((slice, place) => (structure, index, slice, place)).Where(f => f.structure.Outlines(f.slice.Contours).Count > 0)).ToList();
        var organization = DicomUid.FromSeed($"{identity.SopInstanceUid}/dimensions");
        dataset
            .Set(DicomTag.ImageType, "DERIVED", "PRIMARY")
            .Set(DicomTag.FrameOfReferenceUid, plane.FrameOfReferenceUid)
            .SetEmpty(DicomTag.PositionReferenceIndicator)
            .With(DocumentAttribute.ContentLabel, "PROPOSAL")
            .With(DocumentAttribute.ContentDescription, OutlineProposal.Warning)
            .WithEmpty(DocumentAttribute.ContentCreatorName)
            .Set(DicomTag.SamplesPerPixel, 1)
            .Set(DicomTag.PhotometricInterpretation, "MONOCHROME2")
            .Set(DicomTag.NumberOfFrames, frames.Count)
            .Set(DicomTag.Rows, plane.Rows)
            .Set(DicomTag.Columns, plane.Columns)
            .Set(DicomTag.BitsAllocated, 1)
            .Set(DicomTag.BitsStored, 1)
            .Set(DicomTag.HighBit, 0)
            .Set(DicomTag.PixelRepresentation, 0)
            .Set(DicomTag.LossyImageCompression, "00")
            .Set(DicomTag.BurnedInAnnotation, "NO")
            .With(DocumentAttribute.SegmentationType, "BINARY")
            .With(DocumentAttribute.SegmentSequence, [.. structures.Select((s, index) => Segment(s, index + 1, proposal.Algorithm))])
            .With(DocumentAttribute.DimensionOrganizationSequence, new DicomDataset().With(DocumentAttribute.DimensionOrganizationUid, organization))
            .With(
                DocumentAttribute.DimensionIndexSequence,
                Dimension(organization, DocumentAttribute.ReferencedSegmentNumber.Tag, DocumentAttribute.SegmentIdentificationSequence.Tag, "Segment"),
                Dimension(organization, DicomTag.ImagePositionPatient, DicomTag.PlanePositionSequence, "Slice"))
            .Set(DicomTag.ReferencedSeriesSequence, new DicomDataset()
                .Set(DicomTag.SeriesInstanceUid, series)
                .With(DocumentAttribute.ReferencedInstanceSequence, [.. ordered.DistinctBy(s => s.Image.SopInstanceUid).Select(s => ImageReferences.Instance(s.Image with { Frame = null }))]))
            .Set(DicomTag.SharedFunctionalGroupsSequence, new DicomDataset().Set(DicomTag.PixelMeasuresSequence, Measures(ordered[0])))
            .Set(DicomTag.PerFrameFunctionalGroupsSequence, [.. frames.Select(f => Groups(f.slice, f.index + 1, f.place + 1))]);
        var bits = new byte[((frames.Count * plane.Rows * plane.Columns) + 7) / 8];
        foreach (var (frame, number) in frames.Select((f, i) => (f, i)))
        {
            OutlineMask.Fill(bits, number * plane.Rows * plane.Columns, plane.Rows, plane.Columns, frame.structure.Outlines(frame.slice.Contours));
        }

        return WrittenDocument.Of(dataset.SetBytes(DicomTag.PixelData, "OB", bits));
    }

    private static DicomDataset Segment(OutlineProposal.Structure structure, int number, DocumentAlgorithm algorithm) => new DicomDataset()
        .With(DocumentAttribute.SegmentNumber, number)
        .With(DocumentAttribute.SegmentLabel, structure.Name)
        .With(DocumentAttribute.SegmentDescription, $"{OutlineProposal.Warning}.")
        .With(DocumentAttribute.SegmentAlgorithmType, "AUTOMATIC")
        .With(DocumentAttribute.SegmentAlgorithmName, DocumentHead.Bounded($"{algorithm.Name} {algorithm.Version}", 64))
        .With(DocumentAttribute.SegmentedPropertyCategoryCodeSequence, structure.Category.Item())
        .With(DocumentAttribute.SegmentedPropertyTypeCodeSequence, structure.Type.Item());

    private static DicomDataset Dimension(string organization, DicomTag attribute, DicomTag group, string label) => new DicomDataset()
        .With(DocumentAttribute.DimensionOrganizationUid, organization)
        .With(DocumentAttribute.DimensionIndexPointer, attribute.ToString())
        .With(DocumentAttribute.FunctionalGroupPointer, group.ToString())
        .With(DocumentAttribute.DimensionDescriptionLabel, label);

    private static DicomDataset Measures(OutlinedSlice slice)
    {
        var item = new DicomDataset().Set(DicomTag.PixelSpacing, slice.Plane.RowSpacingMm, slice.Plane.ColumnSpacingMm);
        return slice.ThicknessMm > 0 ? item.Set(DicomTag.SliceThickness, slice.ThicknessMm) : item;
    }

    private static DicomDataset Groups(OutlinedSlice slice, int segment, int place) => new DicomDataset()
        .With(DocumentAttribute.DerivationImageSequence, new DicomDataset()
            .With(DocumentAttribute.DerivationCodeSequence, DocumentCode.Segmentation.Item())
            .With(DocumentAttribute.SourceImageSequence, ImageReferences.Processed(slice.Image)))
        .Set(DicomTag.FrameContentSequence, new DicomDataset().Set(DicomTag.DimensionIndexValues, segment, place))
        .Set(DicomTag.PlanePositionSequence, new DicomDataset().Set(DicomTag.ImagePositionPatient, Rounded(slice.Plane.Origin, 4)))
        .Set(DicomTag.PlaneOrientationSequence, new DicomDataset().Set(DicomTag.ImageOrientationPatient, [.. Rounded(slice.Plane.Row, 9), .. Rounded(slice.Plane.Column, 9)]))
        .With(DocumentAttribute.SegmentIdentificationSequence, new DicomDataset().With(DocumentAttribute.ReferencedSegmentNumber, segment));

    private static double[] Rounded(PatientVector v, int digits) => [Math.Round(v.X, digits), Math.Round(v.Y, digits), Math.Round(v.Z, digits)];
}
