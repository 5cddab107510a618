namespace BilskyWeb.Imaging.Datasets;

/// <summary>How many numbers an attribute has (PS3.6), and of what kind, for those in which a misread number would harm.</summary>
internal static class NumericAttribute
{
    /// <summary>The number of values; null where it is not fixed, or the attribute is not among these.</summary>
    internal static int? Count(DicomTag tag) =>
        tag == DicomTag.PixelSpacing ? 2
        : tag == DicomTag.ImagePositionPatient ? 3
        : tag == DicomTag.ImageOrientationPatient ? 6
        : IsSingle(tag) ? 1
        : null;

    /// <summary>Lengths and directions: no one is a thousand or more, so a comma in it parts no thousands.</summary>
    internal static bool IsInMillimetres(DicomTag tag) =>
        tag == DicomTag.PixelSpacing || tag == DicomTag.ImagePositionPatient || tag == DicomTag.ImageOrientationPatient
        || tag == DicomTag.SliceThickness || tag == DicomTag.SpacingBetweenSlices || tag == DicomTag.SliceLocation;

    private static bool IsSingle(DicomTag tag) =>
        tag == DicomTag.RescaleSlope || tag == DicomTag.RescaleIntercept || tag == DicomTag.SliceThickness || tag == DicomTag.SpacingBetweenSlices
        || tag == DicomTag.SliceLocation || tag == DicomTag.EchoTime || tag == DicomTag.RepetitionTime || tag == DicomTag.InversionTime;
}
