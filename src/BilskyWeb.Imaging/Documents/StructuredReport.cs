using BilskyWeb.Core.Grading;
using BilskyWeb.Imaging.Datasets;
using BilskyWeb.Imaging.Rendering;

namespace BilskyWeb.Imaging.Documents;

/// <summary>The Comprehensive 3D SR (PS3.3 A.35.13) by TID 1500: a measurement group for each level, with grade, image, region and what graded it.</summary>
public static class StructuredReport
{
    /// <summary>Writes it.</summary>
    /// <param name="content">The signed decision.</param>
    public static WrittenDocument Write(DocumentContent content)
    {
        ArgumentNullException.ThrowIfNull(content);
        var identity = ObjectIdentity.Of(content.Seed, "report", DicomUid.Comprehensive3DSrStorage, "SR", 9002, "Bilsky grading, signed");
        var dataset = DocumentHead.Begin(content.Source, identity, content.SignedAt, content.Algorithm.Version);
        dataset.Put(DicomTag.ReferencedPerformedProcedureStepSequence, new DicomElement("SQ", []));
        dataset.Put(DicomTag.PerformedProcedureCodeSequence, new DicomElement("SQ", []));
        dataset
            .With(DocumentAttribute.CodingSchemeIdentificationSequence, new DicomDataset()
                .Set(DicomTag.CodingSchemeDesignator, DocumentCode.OwnScheme)
                .With(DocumentAttribute.CodingSchemeName, "BilskyWeb: epidural spinal cord compression"))
            .Set(DicomTag.CompletionFlag, "COMPLETE")
            .Set(DicomTag.VerificationFlag, "VERIFIED")
            .With(DocumentAttribute.PreliminaryFlag, "FINAL")
            .With(DocumentAttribute.VerifyingObserverSequence, new DicomDataset()
                .With(DocumentAttribute.VerifyingOrganization, DocumentHead.Bounded(content.Organization, 64))
                .With(DocumentAttribute.VerificationDateTime, DocumentHead.DateTime(DocumentHead.LocalTime(content.Source, content.SignedAt)))
                .With(DocumentAttribute.VerifyingObserverName, DocumentHead.Name(content.SignedBy))
                .WithEmpty(DocumentAttribute.VerifyingObserverIdentificationCodeSequence));
        if (content.Images.Any())
        {
            dataset.Set(DicomTag.CurrentRequestedProcedureEvidenceSequence, ImageReferences.Hierarchy(content.Images));
        }

        if (content.Replaces is { } earlier)
        {
            dataset.With(
                DocumentAttribute.PredecessorDocumentsSequence,
                ImageReferences.Hierarchy([new SourceImage(earlier.StudyInstanceUid, earlier.SeriesInstanceUid, DicomUid.Comprehensive3DSrStorage, earlier.SopInstanceUid)]));
        }

        return WrittenDocument.Of(dataset.Under(ContentItem.Container(null, DocumentCode.ImagingMeasurementReport, Items(content), "1500")));
    }

    private static IEnumerable<DicomDataset> Items(DocumentContent content)
    {
        yield return ContentItem.Code(ContentItem.Modifies, DocumentCode.Language, DocumentCode.English);

        // TID 1001: the person who signed, and the program that graded.
        yield return ContentItem.Code(ContentItem.Observed, DocumentCode.ObserverType, DocumentCode.Person);
        yield return ContentItem.Person(ContentItem.Observed, DocumentCode.PersonObserverName, DocumentHead.Name(content.SignedBy));
        yield return ContentItem.Code(ContentItem.Observed, DocumentCode.ObserverType, DocumentCode.Device);
        yield return ContentItem.Uid(ContentItem.Observed, DocumentCode.DeviceObserverUid, DicomUid.ImplementationClass);
        yield return ContentItem.Text(ContentItem.Observed, DocumentCode.DeviceObserverName, DocumentHead.Maker);
        yield return ContentItem.Code(ContentItem.Modifies, DocumentCode.ProcedureReported, DocumentCode.SpineMri);
        if (content.Findings.Count > 0)
        {
            yield return ContentItem.Container(ContentItem.Contains, DocumentCode.ImagingMeasurements, content.Findings.Select((finding, number) => Level(content, finding, number)));
        }

        yield return ContentItem.Container(ContentItem.Contains, DocumentCode.QualitativeEvaluations, Whole(content));
    }

    // TID 1410: planar region with measurements and evaluations.
    private static DicomDataset Level(DocumentContent content, DocumentFinding finding, int number)
    {
        List<DicomDataset> items =
        [
            ContentItem.Text(ContentItem.Observed, DocumentCode.TrackingIdentifier, $"Level {number + 1}, {finding.Place}"),
            ContentItem.Uid(ContentItem.Observed, DocumentCode.TrackingUniqueIdentifier, DicomUid.FromSeed($"{content.Seed}/level/{number}")),
            ContentItem.Code(ContentItem.Contains, DocumentCode.Finding, DocumentCode.EpiduralCompression),
            ContentItem.Code(ContentItem.Modifies, DocumentCode.FindingSite, DocumentCode.Level(finding.Place)),
            .. Algorithm(content.Algorithm),
        ];
        items.Add(finding.Region is { } region
            ? ContentItem.Outline(ContentItem.Contains, DocumentCode.ImageRegion, Corners(region), finding.Image)
            : ContentItem.Image(ContentItem.Contains, DocumentCode.BestIllustration, finding.Image));
        if (finding.HighGradeProbability is { } probability)
        {
            items.Add(ContentItem.Number(ContentItem.Contains, DocumentCode.HighGradeProbability, probability, DocumentCode.NoUnits));
        }

        if (finding.Measured is { } measured)
        {
            items.Add(ContentItem.Number(ContentItem.Contains, DocumentCode.MassArea, measured.MassMm2, DocumentCode.SquareMillimetre));
            if (measured.CordGapMm is { } gap)
            {
                items.Add(ContentItem.Number(ContentItem.Contains, DocumentCode.CordGap, gap, DocumentCode.Millimetre));
            }
        }

        items.Add(ContentItem.Code(ContentItem.Contains, DocumentCode.GradeThatCounts, DocumentCode.Of(finding.Grade)));
        if (finding.ModelGrade is { } model)
        {
            items.Add(ContentItem.Code(ContentItem.Contains, DocumentCode.GradeByModel, DocumentCode.Of(model)));
        }

        if (finding.ReaderGrade is { } reader)
        {
            items.Add(ContentItem.Code(ContentItem.Contains, DocumentCode.GradeByReader, DocumentCode.Of(reader)));
        }

        return ContentItem.Container(ContentItem.Contains, DocumentCode.MeasurementGroup, items, "1410");
    }

    private static IEnumerable<DicomDataset> Whole(DocumentContent content)
    {
        if (content.Grade is { } grade)
        {
            yield return ContentItem.Code(ContentItem.Contains, DocumentCode.HighestGrade, DocumentCode.Of(grade));
        }

        yield return ContentItem.Text(ContentItem.Contains, DocumentCode.Conclusion, content.Conclusion);
        yield return ContentItem.Text(ContentItem.Contains, DocumentCode.Coverage, content.Coverage);
        if (content.Reason is { } reason)
        {
            yield return ContentItem.Text(ContentItem.Contains, DocumentCode.Comment, $"Addendum, version {content.Version}: {reason}");
        }

        yield return ContentItem.Text(ContentItem.Contains, DocumentCode.Comment, $"{KeyImageRenderer.ResearchNotice}.");
    }

    // TID 4019.
    private static IEnumerable<DicomDataset> Algorithm(DocumentAlgorithm algorithm) =>
    [
        ContentItem.Text(ContentItem.Modifies, DocumentCode.AlgorithmName, algorithm.Name),
        ContentItem.Text(ContentItem.Modifies, DocumentCode.AlgorithmVersion, algorithm.Version),
        .. algorithm.Parameters.Select(p => ContentItem.Text(ContentItem.Modifies, DocumentCode.AlgorithmParameters, p)),
    ];

    private static double[] Corners(RegionOfInterest box) =>
        [box.X, box.Y, box.X + box.Width, box.Y, box.X + box.Width, box.Y + box.Height, box.X, box.Y + box.Height, box.X, box.Y];
}
