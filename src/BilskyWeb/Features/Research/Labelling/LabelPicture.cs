using BilskyWeb.Core;
using BilskyWeb.Core.Geometry;
using BilskyWeb.Imaging.Archive;
using BilskyWeb.Imaging.Datasets;
using BilskyWeb.Imaging.Pixels;

namespace BilskyWeb.Features.Research.Labelling;

/// <summary>A slice's pixels as stored, in which boxes are drawn and exported, and how they are shown.</summary>
internal sealed record LabelPicture(GreyImage Image, VoiWindow Window)
{
    /// <summary>Reads a slice from the archive.</summary>
    /// <param name="archive">The archive.</param>
    /// <param name="instance">The instance's attributes.</param>
    /// <param name="frame">Frame, from 1.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public static async Task<Result<LabelPicture>> ReadAsync(DicomWebArchive archive, DicomDataset instance, int frame, CancellationToken cancellationToken)
    {
        var bytes = await archive.ReadFrameAsync(instance, frame, cancellationToken);
        var image = bytes.IsOk ? FramePixels.Decode(instance, frame, bytes.Value) : bytes.Error!;
        return image.IsOk ? new LabelPicture(image.Value, VoiWindow.For(instance, frame, image.Value)) : image.Error!;
    }
}
