using BilskyWeb.Imaging.Datasets;

namespace BilskyWeb.Imaging.Archive;

/// <summary>
/// Which images the archive may be asked to decode. The decoder that Debian's Orthanc 1.10 uses (GDCM) ends the whole server
/// by a failed assertion on a compressed RT Dose, so such a request must never be sent, nor passed through for a browser.
/// </summary>
public static class FrameDecoding
{
    internal static FrameNotDecodable Failed { get; } =
        new("archive.frame_not_decodable", "The image archive cannot decode this image: its compressed data are damaged or of a kind that it does not know. Send it again from its source.");

    /// <summary>Why the archive must not be asked for this instance's frames; null when it may.</summary>
    /// <param name="instance">WADO-RS metadata or a screened header.</param>
    public static FrameNotDecodable? WhyNot(DicomDataset instance)
    {
        ArgumentNullException.ThrowIfNull(instance);
        if ((instance.GetInt(DicomTag.Rows) ?? 0) < 1 || (instance.GetInt(DicomTag.Columns) ?? 0) < 1)
        {
            return new FrameNotDecodable("archive.no_image", "The object holds no image.");
        }

        return (instance.GetInt(DicomTag.BitsAllocated) ?? 16) > 16
            ? new FrameNotDecodable("archive.bits", "The image has more than 16 bits per pixel, which the image archive cannot decode safely; MR scanners write up to 16.")
            : null;
    }
}
