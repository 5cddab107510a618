using BilskyWeb.Imaging.Datasets;
using BilskyWeb.Imaging.Rendering;

namespace BilskyWeb.Imaging.Documents;

/// <summary>Key images as Secondary Capture (PS3.3 A.8.1), for whoever has a viewer and nothing else. Grade, patient and notice are burned in, and the object says so.</summary>
public static class KeyImageCapture
{
    /// <summary>Writes one.</summary>
    /// <param name="content">The signed decision.</param>
    /// <param name="source">The image that it shows.</param>
    /// <param name="number">Its number among the decision's key images, from 1: the identifiers are made of it, so it stays the same when an image before it is gone.</param>
    /// <param name="png">The picture of that key image.</param>
    public static WrittenDocument Write(DocumentContent content, SourceImage source, int number, byte[] png)
    {
        ArgumentNullException.ThrowIfNull(content);
        var picture = RgbPixels.Decode(png);
        var identity = ObjectIdentity.Of(content.Seed, "key-images", DicomUid.SecondaryCaptureImageStorage, "OT", 9003, "Key images with Bilsky grade", number);
        var made = DocumentHead.LocalTime(content.Source, content.SignedAt);
        var dataset = DocumentHead.Begin(content.Source, identity, content.SignedAt, content.Algorithm.Version)
            .Set(DicomTag.ConversionType, "WSD")
            .With(DocumentAttribute.DateOfSecondaryCapture, DocumentHead.Date(made))
            .With(DocumentAttribute.TimeOfSecondaryCapture, DocumentHead.Time(made))
            .Set(DicomTag.ImageType, "DERIVED", "SECONDARY")
            .Set(DicomTag.DerivationDescription, $"Key image of the signed review, version {content.Version}. {KeyImageRenderer.ResearchNotice}.")
            .With(DocumentAttribute.SourceImageSequence, ImageReferences.Processed(source))
            .SetEmpty(DicomTag.PatientOrientation)
            .SetEmpty(DicomTag.Laterality)
            .Set(DicomTag.ImageComments, $"{KeyImageRenderer.ResearchNotice}.")
            .Set(DicomTag.BurnedInAnnotation, "YES")
            .With(DocumentAttribute.RecognizableVisualFeatures, "NO")
            .Set(DicomTag.LossyImageCompression, "00")
            .Set(DicomTag.SamplesPerPixel, 3)
            .Set(DicomTag.PhotometricInterpretation, "RGB")
            .Set(DicomTag.PlanarConfiguration, 0)
            .Set(DicomTag.Rows, picture.Height)
            .Set(DicomTag.Columns, picture.Width)
            .Set(DicomTag.BitsAllocated, 8)
            .Set(DicomTag.BitsStored, 8)
            .Set(DicomTag.HighBit, 7)
            .Set(DicomTag.PixelRepresentation, 0);
        return WrittenDocument.Of(dataset.SetBytes(DicomTag.PixelData, "OB", picture.Samples));
    }
}
