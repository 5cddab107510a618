using System.Globalization;
using BilskyWeb.Imaging.Datasets;

namespace BilskyWeb.Imaging.Documents;

/// <summary>Outlines as an RT Structure Set (PS3.3 A.19), unapproved.</summary>
public static class StructureSetObject
{
    private const string RtStructureSetStorage = "1.2.840.10008.5.1.4.1.1.481.3";

    // Retired, and still what the referenced study is to be named by (PS3.3 C.8.8.5.4).
    private const string DetachedStudy = "1.2.840.10008.3.1.2.3.1";

    /// <summary>Writes it.</summary>
    /// <param name="proposal">The outlines.</param>
    /// <exception cref="ArgumentException">Slices of several series, or of unlike pixels, or without a frame of reference.</exception>
    public static WrittenDocument Write(OutlineProposal proposal)
    {
        ArgumentNullException.ThrowIfNull(proposal);
        proposal.ThrowIfMixed();
        var (first, frame) = (proposal.Slices[0].Image, proposal.Slices[0].Plane.FrameOfReferenceUid);
        var identity = ObjectIdentity.Of($"{proposal.Seed}/{first.SeriesInstanceUid}", "structures", RtStructureSetStorage, "RTSTRUCT", 9006, "Cord, sac and mass, proposal");
        var made = DocumentHead.LocalTime(proposal.Source, proposal.MadeAt);
        var structures = OutlineProposal.Structures.Where(s => proposal.Slices.Any(slice => s.Outlines(slice.Contours).Count > 0)).ToList();
        var dataset = DocumentHead.Begin(proposal.Source, identity, proposal.MadeAt, proposal.Algorithm.Version);
        dataset
            .Remove(DicomTag.ContentDate) // this kind of object has dates of its own
            .Remove(DicomTag.ContentTime)
            .WithEmpty(DocumentAttribute.OperatorsName)
            .Set(DicomTag.FrameOfReferenceUid, frame)
            .SetEmpty(DicomTag.PositionReferenceIndicator)
            .With(DocumentAttribute.StructureSetLabel, "PROPOSAL")
            .With(DocumentAttribute.StructureSetName, "Proposal, to be edited by a person")
            .With(DocumentAttribute.StructureSetDescription, $"{OutlineProposal.Warning}.")
            .With(DocumentAttribute.StructureSetDate, DocumentHead.Date(made))
            .With(DocumentAttribute.StructureSetTime, DocumentHead.Time(made))
            .With(DocumentAttribute.ReferencedFrameOfReferenceSequence, new DicomDataset()
                .Set(DicomTag.FrameOfReferenceUid, frame)
                .With(DocumentAttribute.RtReferencedStudySequence, new DicomDataset()
                    .Set(DicomTag.ReferencedSopClassUid, DetachedStudy)
                    .Set(DicomTag.ReferencedSopInstanceUid, first.StudyInstanceUid)
                    .With(DocumentAttribute.RtReferencedSeriesSequence, new DicomDataset()
                        .Set(DicomTag.SeriesInstanceUid, first.SeriesInstanceUid)
                        .With(DocumentAttribute.ContourImageSequence, [.. proposal.Slices.DistinctBy(s => s.Image).Select(s => ImageReferences.Instance(s.Image))]))))
            .With(DocumentAttribute.StructureSetRoiSequence, [.. structures.Select(s => new DicomDataset()
                .With(DocumentAttribute.RoiNumber, Whole(s.Number))
                .With(DocumentAttribute.ReferencedFrameOfReferenceUid, frame)
                .With(DocumentAttribute.RoiName, s.Name)
                .With(DocumentAttribute.RoiDescription, $"{OutlineProposal.Warning}.")
                .With(DocumentAttribute.RoiGenerationAlgorithm, "AUTOMATIC"))])
            .With(DocumentAttribute.RoiContourSequence, [.. structures.Select(s => new DicomDataset()
                .With(DocumentAttribute.RoiDisplayColor, [.. s.Colour.Select(Whole)])
                .With(DocumentAttribute.ReferencedRoiNumber, Whole(s.Number))
                .With(DocumentAttribute.ContourSequence, [.. proposal.Slices.SelectMany(slice => s.Outlines(slice.Contours).Where(o => o.Count > 2).Select(outline => new DicomDataset()
                    .With(DocumentAttribute.ContourImageSequence, ImageReferences.Instance(slice.Image))
                    .With(DocumentAttribute.ContourGeometricType, "CLOSED_PLANAR")
                    .With(DocumentAttribute.NumberOfContourPoints, Whole(outline.Count))
                    .With(DocumentAttribute.ContourData, [.. outline.Select(slice.Plane.ToPatient).SelectMany(p => new[] { p.X, p.Y, p.Z }).Select(Millimetres)])))]))])
            .With(DocumentAttribute.RtRoiObservationsSequence, [.. structures.Select(s => Observation(s))])
            .With(DocumentAttribute.ApprovalStatus, "UNAPPROVED");
        return WrittenDocument.Of(dataset);
    }

    private static DicomDataset Observation(OutlineProposal.Structure structure)
    {
        var item = new DicomDataset()
            .With(DocumentAttribute.ObservationNumber, Whole(structure.Number))
            .With(DocumentAttribute.ReferencedRoiNumber, Whole(structure.Number))
            .With(DocumentAttribute.RoiObservationDescription, $"{OutlineProposal.Warning}.")
            .WithEmpty(DocumentAttribute.RoiInterpreter);
        return structure.InterpretedType.Length == 0
            ? item.WithEmpty(DocumentAttribute.RtRoiInterpretedType)
            : item.With(DocumentAttribute.RtRoiInterpretedType, structure.InterpretedType);
    }

    private static string Whole(double number) => number.ToString("0", CultureInfo.InvariantCulture);

    private static string Whole(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Millimetres(double mm) => mm.ToString("0.###", CultureInfo.InvariantCulture);
}
