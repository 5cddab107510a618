using System.Globalization;
using BilskyWeb.Imaging.Datasets;

namespace BilskyWeb.Imaging.Documents;

/// <summary>How documents name the images that they speak of.</summary>
internal static class ImageReferences
{
    /// <summary>The Hierarchical SOP Instance Reference Macro (PS3.3 C.17.2.1): each instance once, under its series and study.</summary>
    public static DicomDataset[] Hierarchy(IEnumerable<SourceImage> images) =>
        [.. images.GroupBy(i => i.StudyInstanceUid).Select(study => new DicomDataset()
            .Set(DicomTag.StudyInstanceUid, study.Key)
            .Set(DicomTag.ReferencedSeriesSequence, [.. study.GroupBy(i => i.SeriesInstanceUid).Select(series => new DicomDataset()
                .Set(DicomTag.SeriesInstanceUid, series.Key)
                .Set(DicomTag.ReferencedSopSequence, [.. series.DistinctBy(i => i.SopInstanceUid).Select(i => Instance(i with { Frame = null }))]))]))];

    /// <summary>Class, instance and, of an image of several, the frame.</summary>
    public static DicomDataset Instance(SourceImage image)
    {
        var item = new DicomDataset().Set(DicomTag.ReferencedSopClassUid, image.SopClassUid).Set(DicomTag.ReferencedSopInstanceUid, image.SopInstanceUid);
        return image.Frame is { } frame ? item.Set(DicomTag.ReferencedFrameNumber, frame.ToString(CultureInfo.InvariantCulture)) : item;
    }

    /// <summary>An image that something was made from.</summary>
    public static DicomDataset Processed(SourceImage image) => Instance(image).With(DocumentAttribute.PurposeOfReferenceCodeSequence, DocumentCode.SourceForProcessing.Item());
}
