using BilskyWeb.Clinical;
using BilskyWeb.Core;
using BilskyWeb.Core.Grading;
using BilskyWeb.Features.Intake.Studies;
using BilskyWeb.Imaging.Archive;
using BilskyWeb.Imaging.Pixels;
using BilskyWeb.Imaging.Rendering;

namespace BilskyWeb.Features.Grading;

/// <summary>Draws one slice of a run from the archive's own pixels, along the patient's axes.</summary>
internal sealed class SliceImage(DicomWebArchive archive, Lazy<KeyImageRenderer> renderer, TimeProvider clock)
{
    /// <param name="study">The study; whom it shows is written on the picture.</param>
    /// <param name="run">The run, with its slices.</param>
    /// <param name="slice">One of them.</param>
    /// <param name="say">Adds what is said of the slice: grades, level.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>A PNG file.</returns>
    public async Task<Result<byte[]>> DrawAsync(
        Study study, GradingRun run, SliceResult slice, Func<KeyImageContent, KeyImageContent> say, CancellationToken cancellationToken)
    {
        var instance = await archive.ReadMetadataAsync(new InstanceAddress(study.StudyInstanceUid, slice.SeriesInstanceUid, slice.SopInstanceUid), cancellationToken);
        if (!instance.IsOk)
        {
            return instance.Error!;
        }

        var frame = await archive.ReadFrameAsync(instance.Value, slice.Frame, cancellationToken);
        var image = frame.IsOk ? PatientFrame.Decode(instance.Value, slice.Frame, frame.Value) : frame.Error!;
        if (!image.IsOk)
        {
            return image.Error!;
        }

        var series = run.Slices.Where(s => s.SeriesInstanceUid == slice.SeriesInstanceUid).OrderBy(s => s.Ordinal).ToList();
        return renderer.Value.Render(say(new KeyImageContent
        {
            Slice = image.Value.Image,
            Window = VoiWindow.For(instance.Value, slice.Frame, image.Value.Image),
            Roi = Region(slice) is { } stored ? image.Value.View.ToShown(stored) : null,
            RoiSource = slice.RoiSource,
            PositionMm = slice.PositionMm,
            Part = SpinePosition.Part(SliceAxes.Of(run.Slices)?[slice.Ordinal]),
            SliceNumber = series.IndexOf(slice) + 1,
            SliceCount = series.Count,
            Directions = PatientDirections.Of(image.Value.View.Shown),
            Pipeline = run.PipelineVersion,
            Patient = new KeyImagePatient(
                ClinicalNames.Alternatives(study.PatientName),
                PatientText.Lines(study.PatientId, study.BirthDate, study.Sex, study.AccessionNumber, study.StudyDate, DateOnly.FromDateTime(clock.GetLocalNow().DateTime))),
        }));
    }

    private static RegionOfInterest? Region(SliceResult slice) =>
        slice is { RoiX: { } x, RoiY: { } y, RoiWidth: { } width, RoiHeight: { } height } ? new RegionOfInterest(x, y, width, height, slice.RoiScore ?? 1) : null;
}
