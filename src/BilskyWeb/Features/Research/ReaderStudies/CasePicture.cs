using BilskyWeb.Core;
using BilskyWeb.Core.Geometry;
using BilskyWeb.Core.Grading;
using BilskyWeb.Imaging.Archive;
using BilskyWeb.Imaging.Pixels;
using BilskyWeb.Imaging.Rendering;

namespace BilskyWeb.Features.Research.ReaderStudies;

/// <summary>A slice as a reader sees it: along the patient's axes, however it is stored, with the region moved along.</summary>
internal sealed record CasePicture(GreyImage Image, VoiWindow Window, RegionOfInterest Roi)
{
    /// <summary>What lies at the edges; null where the file does not say how the image lies.</summary>
    public PatientDirections? Letters { get; init; }

    /// <summary>Reads a slice from the archive.</summary>
    /// <param name="archive">The archive.</param>
    /// <param name="address">The image.</param>
    /// <param name="frame">Frame, from 1.</param>
    /// <param name="roi">The region to grade, in pixels of the image as stored.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public static async Task<Result<CasePicture>> ReadAsync(DicomWebArchive archive, InstanceAddress address, int frame, RegionOfInterest roi, CancellationToken cancellationToken)
    {
        var instance = await archive.ReadMetadataAsync(address, cancellationToken);
        if (!instance.IsOk)
        {
            return instance.Error!;
        }

        var bytes = await archive.ReadFrameAsync(instance.Value, frame, cancellationToken);
        var decoded = bytes.IsOk ? PatientFrame.Decode(instance.Value, frame, bytes.Value) : bytes.Error!;
        if (!decoded.IsOk)
        {
            return decoded.Error!;
        }

        var (image, view) = decoded.Value;
        return new CasePicture(image, VoiWindow.For(instance.Value, frame, image), view.ToShown(roi)) { Letters = PatientDirections.Of(view.Shown) };
    }
}
