using BilskyWeb.Imaging.Datasets;

namespace BilskyWeb.Imaging.Pixels;

/// <summary>
/// Numbers that an image states and that cannot be read: a lost slope taken as 1 makes one slice of a series two and a half times as bright as its
/// neighbours, a lost position takes a slice out of its place. Such an image is refused, with the attribute's name and value.
/// </summary>
internal static class UnreadableNumber
{
    private static readonly (DicomTag Macro, DicomTag Tag, string Name)[] Needed =
    [
        (DicomTag.PixelMeasuresSequence, DicomTag.PixelSpacing, "Pixel Spacing (0028,0030)"),
        (DicomTag.PixelValueTransformationSequence, DicomTag.RescaleSlope, "Rescale Slope (0028,1053)"),
        (DicomTag.PixelValueTransformationSequence, DicomTag.RescaleIntercept, "Rescale Intercept (0028,1052)"),
        (DicomTag.PlanePositionSequence, DicomTag.ImagePositionPatient, "Image Position (0020,0032)"),
        (DicomTag.PlaneOrientationSequence, DicomTag.ImageOrientationPatient, "Image Orientation (0020,0037)"),
    ];

    /// <summary>Why the frame cannot be used; null when every number that it states can be read.</summary>
    internal static UnreadablePixels? In(FunctionalGroups groups, int frame)
    {
        foreach (var (macro, tag, name) in Needed)
        {
            if (groups.Holder(frame, macro, tag)?.UnreadableNumber(tag) is { } text)
            {
                // A position or spacing without a value is missing, which others judge; a rescale without one is not the same as none.
                var isRescale = tag == DicomTag.RescaleSlope || tag == DicomTag.RescaleIntercept;
                if (text.Length > 0 || isRescale)
                {
                    var what = text.Length > 0 ? $"reads \"{text}\", which is no certain number" : "is there without a value";
                    return new UnreadablePixels(
                        "pixels.unreadable_number", $"The image's {name} {what}. It was left out rather than guessed. Export it again with decimal points, as DICOM writes numbers.");
                }
            }
        }

        return null;
    }
}
