using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using BilskyWeb.Clinical;
using BilskyWeb.Core;
using BilskyWeb.Core.Grading;
using BilskyWeb.Features.Intake.Studies;
using BilskyWeb.Imaging.Archive;
using BilskyWeb.Imaging.Pixels;
using BilskyWeb.Imaging.Rendering;
using BilskyWeb.Platform.Storage;

namespace BilskyWeb.Features.Grading;

/// <summary>What is said of a slice on its picture.</summary>
internal sealed record SliceWords
{
    public BilskyGrade? ModelGrade { get; init; }

    /// <summary>The grade that the study rule supports on the slice's level.</summary>
    public BilskyGrade? SupportedGrade { get; init; }
    public BilskyGrade? ReaderGrade { get; init; }
    public SliceStatus Status { get; init; } = SliceStatus.Graded;
    public string? Level { get; init; }

    /// <summary>True where the slice was withheld since prototypes and measurements differ.</summary>
    public bool OpinionsDiffer { get; init; }
}

/// <summary>Pictures of a run's slices, drawn from the archive's own pixels along the patient's axes.</summary>
internal sealed class SliceImage(DicomWebArchive archive, Lazy<KeyImageRenderer> renderer, KeptPictures kept, TimeProvider clock)
{
    /// <summary>What draws: another build may draw the same in another way.</summary>
    private static readonly Guid[] Builds = [typeof(KeyImageRenderer).Module.ModuleVersionId, typeof(BilskyGrade).Module.ModuleVersionId, typeof(SliceImage).Module.ModuleVersionId];

    private static readonly JsonSerializerOptions Json = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    /// <param name="study">The study; whom it shows is written on the picture.</param>
    /// <param name="pipeline">Version of the pipeline that graded it.</param>
    /// <param name="slices">All slices of the run.</param>
    /// <param name="slice">One of them.</param>
    /// <param name="words">What is said of it.</param>
    public Picture Of(Study study, string? pipeline, IReadOnlyCollection<SliceResult> slices, SliceResult slice, SliceWords words)
    {
        var series = slices.Where(s => s.SeriesInstanceUid == slice.SeriesInstanceUid).OrderBy(s => s.Ordinal).ToList();
        var shown = new Shown(
            study.StudyInstanceUid,
            slice.SeriesInstanceUid,
            slice.SopInstanceUid,
            slice.Frame,
            Region(slice),
            slice.RoiSource,
            slice.PositionMm,
            SpinePosition.Part(SliceAxes.Of(slices)?[slice.Ordinal]),
            series.IndexOf(slice) + 1,
            series.Count,
            pipeline,
            ClinicalNames.Alternatives(study.PatientName),
            PatientText.Lines(study.PatientId, study.BirthDate, study.Sex, study.AccessionNumber, study.StudyDate, DateOnly.FromDateTime(clock.GetLocalNow().DateTime)),
            words,
            slice.Geometry is { } measured ? GeometryText.Short(measured) : null);

        // Images that came or went may have taken this one with them: it is then asked for anew.
        var tag = TagOf(new { Builds, study.Id, study.InstanceCount, study.LastInstanceAt, shown });
        return new Picture(tag, cancellationToken => kept.GetAsync(tag, drawing => DrawAsync(shown, drawing), cancellationToken));
    }

    private static string TagOf<T>(T everything) => Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(everything, Json))[..16]);

    private async Task<Result<byte[]>> DrawAsync(Shown shown, CancellationToken cancellationToken)
    {
        var instance = await archive.ReadMetadataAsync(new InstanceAddress(shown.Study, shown.Series, shown.Instance), cancellationToken);
        if (!instance.IsOk)
        {
            return instance.Error!;
        }

        var frame = await archive.ReadFrameAsync(instance.Value, shown.Frame, cancellationToken);
        var image = frame.IsOk ? PatientFrame.Decode(instance.Value, shown.Frame, frame.Value) : frame.Error!;
        if (!image.IsOk)
        {
            return image.Error!;
        }

        return renderer.Value.Render(new KeyImageContent
        {
            Slice = image.Value.Image,
            Window = VoiWindow.For(instance.Value, shown.Frame, image.Value.Image),
            Roi = shown.Roi is { } stored ? image.Value.View.ToShown(stored) : null,
            RoiSource = shown.RoiSource,
            PositionMm = shown.PositionMm,
            Part = shown.Part,
            SliceNumber = shown.Number,
            SliceCount = shown.Count,
            Directions = PatientDirections.Of(image.Value.View.Shown),
            Pipeline = shown.Pipeline,
            Patient = new KeyImagePatient(shown.Names, shown.Facts),
            ModelGrade = shown.Words.ModelGrade,
            SupportedGrade = shown.Words.SupportedGrade,
            ReaderGrade = shown.Words.ReaderGrade,
            Status = shown.Words.Status,
            Level = shown.Words.Level,
            OpinionsDiffer = shown.Words.OpinionsDiffer,
            Measured = shown.Measured,
        });
    }

    private static RegionOfInterest? Region(SliceResult slice) =>
        slice is { RoiX: { } x, RoiY: { } y, RoiWidth: { } width, RoiHeight: { } height } ? new RegionOfInterest(x, y, width, height, slice.RoiScore ?? 1) : null;

    /// <summary>All that a picture shows. It is drawn from this alone, so that its tag, which is made of this, leaves nothing out.</summary>
    private sealed record Shown(
        string Study, string Series, string Instance, int Frame, RegionOfInterest? Roi, RoiSource? RoiSource, double PositionMm, string? Part, int Number, int Count, string? Pipeline,
        IReadOnlyList<string> Names, IReadOnlyList<string> Facts, SliceWords Words, string? Measured);
}
