using BilskyWeb.Core;
using BilskyWeb.Core.Geometry;
using BilskyWeb.Core.Grading;
using BilskyWeb.Core.Levels;
using BilskyWeb.Imaging.Archive;
using BilskyWeb.Imaging.Datasets;
using BilskyWeb.Imaging.Series;
using BilskyWeb.Inference;
using BilskyWeb.Inference.Preprocessing;

namespace BilskyWeb.Features.Grading;

/// <summary>A square that a person drew on an image.</summary>
/// <param name="SeriesInstanceUid">The image's series.</param>
/// <param name="SopInstanceUid">The image.</param>
/// <param name="Frame">Its frame, from 1.</param>
/// <param name="CentreX">Pixels from the image's left edge.</param>
/// <param name="CentreY">Pixels from its top edge.</param>
/// <param name="SideMm">Side in millimetres.</param>
internal sealed record ImageRegion(string SeriesInstanceUid, string SopInstanceUid, int Frame, double CentreX, double CentreY, double SideMm);

/// <summary>
/// Grades one study that is in an archive: series choice, frames, slices, study rule, levels. The job and the <c>grade</c> command
/// both come here, so both give the same grades.
/// </summary>
internal sealed class StudyGrader(DicomWebArchive archive, SlicePipeline pipeline, StudyRule rule)
{
    /// <summary>Most slices of one study. The longest clinical stack has some 300; more is a time series or a mistake.</summary>
    private const int MostSlices = 2000;

    private readonly StackFrames _frames = new(archive);

    /// <returns>The outcome, rejections included; an error only when the archive could not be read.</returns>
    public async Task<Result<StudyOutcome>> GradeAsync(string studyInstanceUid, IProgress<GradingProgress>? progress, CancellationToken cancellationToken)
    {
        var metadata = await archive.ReadMetadataAsync(studyInstanceUid, ct: cancellationToken);
        if (!metadata.IsOk)
        {
            return metadata.Error!;
        }

        var instances = ByUid(metadata.Value);
        var choices = AxialT2Selector.Choose(SeriesFacts.FromInstances(metadata.Value));
        var read = new StudyOutcome
        {
            StudyInstanceUid = studyInstanceUid,
            InstanceCount = metadata.Value.Count,
            Series = [.. choices.All.Select(c => new SeriesNote(c.Series.SeriesInstanceUid, c.Series.Title, c.Taken, c.Reason) { Cautions = c.Taken ? c.Cautions : [] })],
            SeriesInstanceUid = choices.Chosen?.Series.SeriesInstanceUid,
            SeriesReason = choices.Chosen?.Reason,
        };
        var total = choices.Taken.Sum(c => c.Series.Slices.Count);
        if (total is 0 or > MostSlices)
        {
            return read with { Rejection = total == 0 ? NoSeries(choices) : $"The axial series hold {total} images; more than {MostSlices} are not graded. Send the axial T2-weighted series alone." };
        }

        progress?.Report(new GradingProgress(0, total));
        List<ImageGrade> images = [];

        // Stacks that show different parts of the spine, head first; each has its own intensities and its own line of the canal.
        foreach (var stack in choices.Taken.Select(c => c.Series).OrderByDescending(s => s.Slices[0].PositionMm ?? double.MinValue))
        {
            var graded = await GradeStackAsync(stack, instances, new StackProgress(progress, images.Count, total), cancellationToken);
            if (!graded.IsOk)
            {
                return graded.Error!;
            }

            images.AddRange(graded.Value);
        }

        return Judge(read, images);
    }

    /// <summary>Grades one image with a region that a person drew, its intensities those of its whole stack, as at first.</summary>
    /// <returns>The model's answer; an error when the image cannot be read or the region's centre lies beside it.</returns>
    public async Task<Result<GradedSlice>> GradeRegionAsync(string studyInstanceUid, ImageRegion region, CancellationToken cancellationToken)
    {
        var metadata = await archive.ReadMetadataAsync(studyInstanceUid, region.SeriesInstanceUid, cancellationToken);
        if (!metadata.IsOk)
        {
            return metadata.Error!;
        }

        var (stack, place) = SeriesFacts.FromInstances(metadata.Value)
            .SelectMany(s => s.Slices.Select((slice, i) => (Stack: s, Place: i, Slice: slice)))
            .Where(s => s.Slice.SopInstanceUid == region.SopInstanceUid && s.Slice.Frame == region.Frame)
            .Select(s => (s.Stack, s.Place)).FirstOrDefault();
        if (stack is null)
        {
            return new ImageGone();
        }

        var frames = await _frames.ReadAsync(stack, ByUid(metadata.Value), cancellationToken);
        if (!frames.IsOk)
        {
            return frames.Error!;
        }

        if (!frames.Value[place].IsOk)
        {
            return frames.Value[place].Error!;
        }

        var image = frames.Value[place].Value;
        if (!(region.CentreX >= 0 && region.CentreX <= image.Width && region.CentreY >= 0 && region.CentreY <= image.Height))
        {
            return new RegionBesideImage();
        }

        var (readable, places) = Readable(frames.Value);
        return await pipeline.GradeRegionAsync(readable, places.IndexOf(place), RoiCrop.Around(image, region.CentreX, region.CentreY, region.SideMm, score: 1), cancellationToken);
    }

    private StudyOutcome Judge(StudyOutcome read, List<ImageGrade> images)
    {
        var slices = images.ConvertAll(i => i.Placed);
        var verdict = rule.Judge(slices);
        return read with
        {
            Images = images,
            Verdict = verdict,
            Levels = SpineLevels.Find(slices, verdict, rule.Settings),
            Rejection = slices.TrueForAll(s => s.Slice.Status is SliceStatus.NoCanal or SliceStatus.Excluded) ? NoCanal(slices) : null,
        };
    }

    private async Task<Result<List<ImageGrade>>> GradeStackAsync(
        SeriesFacts stack, Dictionary<string, DicomDataset> instances, StackProgress progress, CancellationToken cancellationToken)
    {
        var frames = await _frames.ReadAsync(stack, instances, cancellationToken);
        if (!frames.IsOk)
        {
            return frames.Error!;
        }

        var (readable, places) = Readable(frames.Value);
        progress.Unreadable = frames.Value.Count - readable.Count;
        var answers = await pipeline.GradeAsync(readable, progress, cancellationToken);
        var slices = new GradedSlice[frames.Value.Count];
        for (var i = 0; i < slices.Length; i++)
        {
            var at = places.IndexOf(i);
            slices[i] = at >= 0 ? answers[at] : new GradedSlice(SliceStatus.Excluded, frames.Value[i].Error!.Message, null, null, [], []);
        }

        return slices.Select((slice, i) => new ImageGrade(
            stack.SeriesInstanceUid,
            stack.Slices[i].SopInstanceUid,
            stack.Slices[i].Frame,
            new PlacedSlice(Position(stack, i), slice))
        {
            Plane = stack.Slices[i].ImagePlane,
        }).ToList();
    }

    private static Dictionary<string, DicomDataset> ByUid(IReadOnlyList<DicomDataset> metadata)
    {
        var instances = new Dictionary<string, DicomDataset>(StringComparer.Ordinal);
        foreach (var instance in metadata)
        {
            instances.TryAdd(instance.GetString(DicomTag.SopInstanceUid) ?? "", instance);
        }

        return instances;
    }

    private static (List<GreyImage> Images, List<int> Places) Readable(IReadOnlyList<Result<GreyImage>> frames)
    {
        var places = Enumerable.Range(0, frames.Count).Where(i => frames[i].IsOk).ToList();
        return (places.ConvertAll(i => frames[i].Value), places);
    }

    /// <summary>Images without a position are placed one thickness apart, in the order of their numbers.</summary>
    private static double Position(SeriesFacts stack, int slice) => stack.Slices[slice].PositionMm ?? -slice * (stack.SliceThicknessMm ?? 4);

    private static string NoSeries(SeriesChoices choices) =>
        $"{char.ToUpperInvariant(choices.Summary[0])}{choices.Summary[1..]}{(choices.Summary[^1] is '.' or '?' ? "" : ".")} Send the axial T2-weighted series of the spine to the same study; it is graded by itself when it arrives.";

    private static string NoCanal(List<PlacedSlice> slices)
    {
        var unreadable = slices.FindAll(s => s.Slice.Status == SliceStatus.Excluded);
        return unreadable.Count == slices.Count
            ? $"None of the {slices.Count} images could be read. {unreadable[0].Slice.Reason}"
            : $"No spinal canal was found on any of the {slices.Count} slices. Check that the series shows the spine, axial and T2-weighted; if it does, a reader must grade it.";
    }

    private sealed record ImageGone() : NotFoundError("region.image_gone", "The archive no longer has this image. Nothing was graded.");

    private sealed record RegionBesideImage() : InvalidInputError("region.beside_image", "The centre of the box lies beside the image. Draw it around the canal.");

    private sealed class StackProgress(IProgress<GradingProgress>? target, int before, int total) : IProgress<int>
    {
        public int Unreadable { get; set; }

        public void Report(int value) => target?.Report(new GradingProgress(before + Unreadable + value, total));
    }
}
