using System.Runtime.InteropServices;
using System.Security.Cryptography;
using BilskyWeb.Core;
using BilskyWeb.Core.Geometry;
using BilskyWeb.Core.Grading;
using BilskyWeb.Core.Levels;
using BilskyWeb.Imaging.Archive;
using BilskyWeb.Imaging.Documents;
using BilskyWeb.Imaging.Datasets;
using BilskyWeb.Imaging.Intake;
using BilskyWeb.Imaging.Pixels;
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

    /// <summary>Series that a reviewer wants graded though the rules leave them.</summary>
    public IReadOnlySet<string> TakenByHand { get; init; } = new HashSet<string>();

    /// <summary>Files that came with the study and could not be read.</summary>
    public IReadOnlyList<UnreadFile> Unread { get; init; } = [];

    /// <summary>What other archives said that they hold of the study when it was fetched from them.</summary>
    public IReadOnlyList<RemoteSeries> Fetched { get; init; } = [];

    /// <summary>Which of the study's instances take part; all, unless a past grading is repeated.</summary>
    public Func<List<DicomDataset>, List<DicomDataset>> Among { get; init; } = all => all;

    /// <summary>How many images came again with other contents; the archive keeps the first of each.</summary>
    public int SentOtherwise { get; init; }

    /// <returns>The outcome, rejections included; an error only when the archive could not be read.</returns>
    public async Task<Result<StudyOutcome>> GradeAsync(string studyInstanceUid, IProgress<GradingProgress>? progress, CancellationToken cancellationToken)
    {
        var metadata = await archive.ReadMetadataAsync(studyInstanceUid, ct: cancellationToken);
        if (!metadata.IsOk)
        {
            return metadata.Error!;
        }

        // What we wrote about the study is none of its images.
        var came = Among([.. metadata.Value.Where(i => !OwnDocument.Is(i))]);
        var instances = ByUid(came);
        var series = SeriesFacts.FromInstances(came);
        var chosen = await ChooseAsync(series, instances, cancellationToken);
        if (!chosen.IsOk)
        {
            return chosen.Error!;
        }

        var choices = chosen.Value;
        List<UnreadFile> lost = [.. Unread, .. UnreadFile.NotUnderstood(came), .. UnreadFile.NotFetched(studyInstanceUid, Fetched, metadata.Value)];
        var read = new StudyOutcome { StudyInstanceUid = studyInstanceUid, InstanceCount = came.Count, Series = [] }.With(choices);
        var total = choices.Taken.Sum(c => c.Series.Slices.Count);
        if (total is 0 or > MostSlices)
        {
            var why = total == 0 ? NoSeries(choices) : $"The axial series hold {total} images; more than {MostSlices} are not graded. Send the axial T2-weighted series alone.";
            return Rejected(read, why, UnreadOfStudy.Of(lost, studyInstanceUid, choices, instances.Keys));
        }

        var graded = await GradeAsync(choices, instances, progress, cancellationToken);
        if (!graded.IsOk)
        {
            return graded.Error!;
        }

        var images = graded.Value;
        if (StacksWithCanal.Blind(choices, images) is { Count: > 0 } blind)
        {
            var others = await ChooseAsync(StacksWithCanal.Others(series, blind), instances, cancellationToken);
            var again = others.IsOk ? await GradeAsync(others.Value, instances, progress, cancellationToken) : others.Error!;
            if (!again.IsOk)
            {
                return again.Error!;
            }

            if (StacksWithCanal.ShowCanal(choices, others.Value, again.Value))
            {
                (choices, images) = (StacksWithCanal.Instead(choices, blind, others.Value), again.Value);
            }
        }

        choices = StacksWithCanal.Settle(choices, images);
        var settled = read.With(choices);
        var coverage = StudyCoverage.Of(images.ConvertAll(i => i.Placed), StacksLeft.Of(choices, images)) with
        {
            PositionsContradict = choices.Taken.Any(c => c.ClaimsOthersPlaces),
            SentOtherwise = SentOtherwise,
            Unread = UnreadOfStudy.Of(lost, studyInstanceUid, choices, instances.Keys),
        };
        return Judge(settled with { Series = WithPixelCautions(settled.Series, images), Coverage = coverage }, images);
    }

    private async Task<Result<List<ImageGrade>>> GradeAsync(
        SeriesChoices choices, Dictionary<string, DicomDataset> instances, IProgress<GradingProgress>? progress, CancellationToken cancellationToken)
    {
        var total = choices.Taken.Sum(c => c.Series.Slices.Count);
        progress?.Report(new GradingProgress(0, total));
        List<ImageGrade> images = [];
        foreach (var (axis, number) in SpineAxis.Of([.. choices.Taken.Select(c => c.Series)]).Select((axis, number) => (axis, number)))
        {
            var graded = await GradeAxisAsync(axis, number, instances, new AxisProgress(progress, images.Count, total), cancellationToken);
            if (!graded.IsOk)
            {
                return graded.Error!;
            }

            images.AddRange(graded.Value);
        }

        return images;
    }

    /// <summary>Grades one image with a region that a person drew, its intensities those of its whole stack, as at first.</summary>
    /// <returns>The model's answer, its region in stored pixels; an error when the image cannot be read or the region's centre lies beside it.</returns>
    public async Task<Result<GradedSlice>> GradeRegionAsync(string studyInstanceUid, ImageRegion region, CancellationToken cancellationToken)
    {
        var metadata = await archive.ReadMetadataAsync(studyInstanceUid, ct: cancellationToken);
        if (!metadata.IsOk)
        {
            return metadata.Error!;
        }

        // Among the same stacks as at first; alone where its series would no longer be taken.
        var series = SeriesFacts.FromInstances(metadata.Value);
        var instances = ByUid(metadata.Value);
        var chosen = await ChooseAsync(series, instances, cancellationToken);
        if (!chosen.IsOk)
        {
            return chosen.Error!;
        }

        var stacks = chosen.Value.Taken.Select(c => c.Series).ToList();
        var axis = SpineAxis.Of(stacks).Concat(series.SelectMany(s => s.Earlier is { } earlier ? [s, earlier] : new[] { s }).Where(s => s.Slices.Count > 0).SelectMany(s => SpineAxis.Of([s]))).FirstOrDefault(a => Place(a, region) >= 0);
        if (axis is null)
        {
            return new ImageGone();
        }

        var frames = await ReadAsync(axis, instances, cancellationToken);
        if (!frames.IsOk)
        {
            return frames.Error!;
        }

        var place = Place(axis, region);
        if (!frames.Value[place].IsOk)
        {
            return frames.Value[place].Error!;
        }

        var (image, view) = (frames.Value[place].Value.Image, frames.Value[place].Value.View);
        var centre = view.ToShown(new ImagePoint(region.CentreX, region.CentreY));
        if (!(centre.X >= 0 && centre.X <= image.Width && centre.Y >= 0 && centre.Y <= image.Height))
        {
            return new RegionBesideImage();
        }

        var readable = Readable(axis, frames.Value);
        var answer = await pipeline.GradeRegionAsync(
            readable.Images, readable.Places, readable.Slices.IndexOf(place), RoiCrop.Around(image, centre.X, centre.Y, region.SideMm, score: 1), cancellationToken);
        return Stored(answer, view);
    }

    private async Task<Result<SeriesChoices>> ChooseAsync(IReadOnlyList<SeriesFacts> series, Dictionary<string, DicomDataset> instances, CancellationToken cancellationToken)
    {
        // What is no repeat must not be exchanged for what it does not repeat.
        var settled = await new UnlikeRepeats(_frames).SettleAsync(AxialT2Selector.Choose(series, TakenByHand), instances, cancellationToken);
        return settled.IsOk ? await new SharperRepeats(_frames).SettleAsync(settled.Value, instances, cancellationToken) : settled;
    }

    private StudyOutcome Judge(StudyOutcome read, List<ImageGrade> images)
    {
        var slices = images.ConvertAll(i => i.Placed);
        var unread = read.Coverage?.Unread;
        var ofSlices = rule.Judge(slices, pipeline.GraderCard.Decision);
        var verdict = unread?.Over(ofSlices) ?? ofSlices;
        var judged = read with { Images = images, Verdict = verdict, Levels = SpineLevels.Find(slices, verdict, rule.Settings) };
        return slices.TrueForAll(s => s.Slice.Status is SliceStatus.NoCanal or SliceStatus.Excluded) ? Rejected(judged, NoCanal(slices), unread) : judged;
    }

    private static StudyOutcome Rejected(StudyOutcome read, string why, UnreadFiles? unread) => read with
    {
        Rejection = unread is null ? why : $"{why} {unread.Text}",
        Coverage = unread is null ? read.Coverage : read.Coverage ?? new StudyCoverage([], []) { Unread = unread },
    };

    private async Task<Result<List<ImageGrade>>> GradeAxisAsync(
        SpineAxis axis, int number, Dictionary<string, DicomDataset> instances, AxisProgress progress, CancellationToken cancellationToken)
    {
        var frames = await ReadAsync(axis, instances, cancellationToken);
        if (!frames.IsOk)
        {
            return frames.Error!;
        }

        var readable = Readable(axis, frames.Value);
        progress.Unreadable = frames.Value.Count - readable.Slices.Count;
        var answers = await pipeline.GradeAsync(readable.Images, readable.Places, progress, cancellationToken);
        var slices = frames.Value.Select(f => new GradedSlice(SliceStatus.Excluded, f.Error?.Message, null, null, [], [])).ToArray();
        var canals = new PatientVector?[slices.Length];
        for (var i = 0; i < answers.Count; i++)
        {
            var slice = readable.Slices[i];
            slices[slice] = Stored(answers[i], frames.Value[slice].Value.View);
            canals[slice] = slices[slice].Roi is { } roi ? axis.Slices[slice].Facts.ImagePlane?.ToPatient(new ImagePoint(roi.CentreX, roi.CentreY)) : null;
        }

        return axis.Order(canals).Select(place => new ImageGrade(
            axis.Slices[place.Slice].Stack.SeriesInstanceUid,
            axis.Slices[place.Slice].Facts.SopInstanceUid,
            axis.Slices[place.Slice].Facts.Frame,
            new PlacedSlice(place.PositionMm, slices[place.Slice])
            {
                Axis = number,
                MayEnd = MayEnd(axis, axis.Slices[place.Slice].Stack),
            })
        {
            Plane = axis.IsPlaced ? axis.Slices[place.Slice].Facts.ImagePlane : null,
            PixelSha256 = frames.Value[place.Slice].IsOk ? Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes(frames.Value[place.Slice].Value.Image.Pixels.AsSpan()))) : null,
            Caution = frames.Value[place.Slice].IsOk ? frames.Value[place.Slice].Value.Caution : null,
        }).ToList();
    }

    /// <summary>Without places in the patient nobody knows which end is the head.</summary>
    private static SpineEnds MayEnd(SpineAxis axis, SeriesFacts stack) => axis.IsPlaced || stack.SpineEnds == SpineEnds.None ? stack.SpineEnds : SpineEnds.Both;

    /// <summary>The frames of all stacks of an axis, in the order of its slices.</summary>
    private async Task<Result<IReadOnlyList<Result<PatientFrame>>>> ReadAsync(SpineAxis axis, Dictionary<string, DicomDataset> instances, CancellationToken cancellationToken)
    {
        var read = new Dictionary<(int Scan, int Index), Result<PatientFrame>>();
        long pixels = 0;
        foreach (var (scan, stack) in axis.Slices.Select(s => (s.Scan, s.Stack)).DistinctBy(s => s.Scan))
        {
            var frames = await _frames.ReadAsync(stack, instances, pixels, cancellationToken);
            if (!frames.IsOk)
            {
                return frames.Error!;
            }

            pixels += frames.Value.Where(f => f.IsOk).Sum(f => f.Value.Image.Pixels.LongLength);
            for (var i = 0; i < frames.Value.Count; i++)
            {
                read[(scan, i)] = frames.Value[i];
            }
        }

        return axis.Slices.Select(s => read[(s.Scan, s.Index)]).ToList();
    }

    private static List<SeriesNote> WithPixelCautions(IReadOnlyList<SeriesNote> series, List<ImageGrade> images)
    {
        var told = images.Where(i => i.Caution is not null).ToLookup(i => i.SeriesInstanceUid, i => i.Caution!);
        return [.. series.Select(note => note.Taken ? note with { Cautions = [.. note.Cautions, .. told[note.SeriesInstanceUid].Distinct()] } : note)];
    }

    private static int Place(SpineAxis axis, ImageRegion region) =>
        axis.Slices.ToList().FindIndex(s => s.Facts.SopInstanceUid == region.SopInstanceUid && s.Facts.Frame == region.Frame && s.Stack.SeriesInstanceUid == region.SeriesInstanceUid);

    /// <summary>Regions and outlines are told in the pixels of the original image.</summary>
    private static GradedSlice Stored(GradedSlice shown, PatientAxesView view) =>
        shown.Roi is { } roi ? shown with { Roi = view.ToStored(roi), Contours = shown.Contours?.Moved(view.ToStored) } : shown;

    private static Dictionary<string, DicomDataset> ByUid(IReadOnlyList<DicomDataset> metadata)
    {
        var instances = new Dictionary<string, DicomDataset>(StringComparer.Ordinal);
        foreach (var instance in metadata)
        {
            instances.TryAdd(instance.GetString(DicomTag.SopInstanceUid) ?? "", instance);
        }

        return instances;
    }

    private static (List<GreyImage> Images, List<SlicePlace> Places, List<int> Slices) Readable(SpineAxis axis, IReadOnlyList<Result<PatientFrame>> frames)
    {
        var slices = Enumerable.Range(0, frames.Count).Where(i => frames[i].IsOk).ToList();
        return (
            slices.ConvertAll(i => frames[i].Value.Image),
            slices.ConvertAll(i => new SlicePlace(axis.IsPlaced ? PatientAxesView.Of(axis.Slices[i].Facts.ImagePlane).Shown : null, axis.Slices[i].Scan)),
            slices);
    }

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

    private sealed class AxisProgress(IProgress<GradingProgress>? target, int before, int total) : IProgress<int>
    {
        public int Unreadable { get; set; }

        public void Report(int value) => target?.Report(new GradingProgress(before + Unreadable + value, total));
    }
}
