using BilskyWeb.Imaging.Datasets;

namespace BilskyWeb.Imaging.Documents;

/// <summary>The report as Encapsulated PDF (PS3.3 A.45.1).</summary>
public static class EncapsulatedReport
{
    private const string EncapsulatedPdf = "1.2.840.10008.5.1.4.1.1.104.1";

    /// <summary>Wraps it.</summary>
    /// <param name="content">The signed decision.</param>
    /// <param name="pdf">The report's file.</param>
    public static WrittenDocument Write(DocumentContent content, byte[] pdf)
    {
        ArgumentNullException.ThrowIfNull(content);
        ArgumentNullException.ThrowIfNull(pdf);
        var identity = ObjectIdentity.Of(content.Seed, "pdf", EncapsulatedPdf, "DOC", 9004, "Bilsky grading, report");
        var dataset = DocumentHead.Begin(content.Source, identity, content.SignedAt, content.Algorithm.Version)
            .Set(DicomTag.ConversionType, "WSD")
            .SetEmpty(DicomTag.AcquisitionDateTime)
            .Set(DicomTag.BurnedInAnnotation, "YES")
            .With(DocumentAttribute.RecognizableVisualFeatures, "NO")
            .With(DocumentAttribute.SourceInstanceSequence, [.. content.Images.DistinctBy(i => (i.SopInstanceUid, i.Frame)).Select(ImageReferences.Processed)])
            .With(DocumentAttribute.EncapsulatedDocumentTitle, $"Spinal cord compression report, version {content.Version}. Research model, not for clinical use.")
            .Set(DicomTag.ConceptNameCodeSequence, DocumentCode.DiagnosticImagingReport.Item())
            .Set(DicomTag.VerificationFlag, "VERIFIED")
            .With(DocumentAttribute.MimeTypeOfEncapsulatedDocument, "application/pdf")
            .With(DocumentAttribute.EncapsulatedDocumentLength, pdf.Length);
        return WrittenDocument.Of(dataset.SetBytes(DocumentAttribute.EncapsulatedDocument.Tag, "OB", pdf));
    }
}
