using BilskyWeb.Core;
using BilskyWeb.Core.Geometry;
using BilskyWeb.Imaging.Datasets;
using BilskyWeb.Imaging.Series;

namespace BilskyWeb.Imaging.Pixels;

/// <summary>A decoded frame along the patient's axes, however it was stored.</summary>
/// <param name="Image">The pixels, x to the patient's left and y to the back for an axial frame.</param>
/// <param name="View">The way to the stored pixels, in which regions are told.</param>
public sealed record PatientFrame(GreyImage Image, PatientAxesView View)
{
    /// <summary>What a reader should know of its pixels, a sentence; null when nothing.</summary>
    public string? Caution { get; init; }

    /// <summary>Decodes one frame and brings it to the patient's axes.</summary>
    /// <param name="instance">The instance's attributes, without pixel data.</param>
    /// <param name="frame">Frame number, from 1.</param>
    /// <param name="raw">The bytes of that frame alone, as <see cref="FramePixels.Decode"/> takes them.</param>
    /// <returns>The frame, or <see cref="FramePixels"/>' reason why it cannot be read.</returns>
    public static Result<PatientFrame> Decode(DicomDataset instance, int frame, ReadOnlySpan<byte> raw)
    {
        var stored = FramePixels.Read(instance, frame, raw);
        if (!stored.IsOk)
        {
            return stored.Error!;
        }

        var view = ViewOf(instance, frame);
        return new PatientFrame(view.Show(stored.Value.Image), view) { Caution = stored.Value.Caution };
    }

    /// <summary>How a frame is brought to the patient's axes; its direction tells that also where its position is lost.</summary>
    /// <param name="instance">The instance's attributes.</param>
    /// <param name="frame">Frame number, from 1.</param>
    public static PatientAxesView ViewOf(DicomDataset instance, int frame)
    {
        ArgumentNullException.ThrowIfNull(instance);
        return PatientAxesView.Of(SliceGeometry.Read(instance, new FunctionalGroups(instance), frame, anywhere: true)?.ImagePlane);
    }
}
