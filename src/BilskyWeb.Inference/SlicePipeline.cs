using BilskyWeb.Core;
using BilskyWeb.Core.Geometry;
using BilskyWeb.Core.Grading;
using BilskyWeb.Inference.Grading;
using BilskyWeb.Inference.Models;
using BilskyWeb.Inference.Preprocessing;
using BilskyWeb.Inference.RoiDetection;
using BilskyWeb.Inference.Segmentation;
using BilskyWeb.Inference.Sessions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace BilskyWeb.Inference;

/// <summary>From the slices of a series to a grade per slice: intensity, canal, region, grade, and where there is a segmentation its second opinion. One per process; it holds one session per model.</summary>
public sealed class SlicePipeline : IDisposable
{
    private static readonly string[] GraderOutputs = ["distances", "probabilities"];

    private readonly OnnxModel _roi;
    private readonly OnnxModel _grader;
    private readonly CanalDetector _detector;
    private readonly EvidenceModel? _evidence;
    private readonly CanalSegmenter? _segmenter;
    private readonly SecondOpinion? _secondOpinion;
    private readonly BilskyGrader _bilskyGrader;
    private readonly InferenceSettings _settings;

    // One series at a time: the networks use all the cores they were given, and memory stays that of one batch.
    private readonly SemaphoreSlim _oneSeries = new(1, 1);

    private SlicePipeline(OnnxModel roi, OnnxModel grader, EvidenceModel? evidence, CanalSegmenter? segmenter, string provider, InferenceSettings settings)
    {
        _evidence = evidence;
        _segmenter = segmenter;
        _secondOpinion = segmenter is null ? null : new SecondOpinion(segmenter, settings.BatchSize);
        _roi = roi;
        _grader = grader;
        _settings = settings;
        _detector = new CanalDetector(roi, grader.Card.RoiSizeMm!.Value, settings.BatchSize);
        _bilskyGrader = new BilskyGrader(grader, evidence);
        Provider = provider;
        Version = new PipelineVersion(CanalDetector.Version(roi.Card), PreprocessingVersion.Current, grader.Card.Version, new StudyRule().Version) { Segmentation = segmenter?.Version };
    }

    /// <summary>Where the networks run: <c>cuda</c> or <c>cpu</c>.</summary>
    public string Provider { get; }

    /// <summary>Versions of detector, preprocessing, grader and segmentation, with the default study rule; a caller with another rule replaces that one.</summary>
    public PipelineVersion Version { get; }

    /// <summary>What goes with each result: <see cref="Version"/> with the study rule in use.</summary>
    /// <param name="rule">The rule.</param>
    public string VersionUnder(StudyRule rule)
    {
        ArgumentNullException.ThrowIfNull(rule);
        return (Version with { Rule = rule.Version }).ToString();
    }

    /// <summary>Card of the canal detector, its SHA-256 among the rest.</summary>
    public ModelCard RoiCard => _roi.Card;

    /// <summary>Card of the grader.</summary>
    public ModelCard GraderCard => _grader.Card;

    /// <summary>SHA-256 of the file of training cases; null where the folder of models has none for this grader.</summary>
    public string? EvidenceSha256 => _evidence?.Sha256;

    /// <summary>SHA-256 of the segmentation that gives the second opinion; null where the folder of models has none.</summary>
    public string? SegmentationSha256 => _segmenter?.Sha256;

    /// <summary>True when one of the models is for research only.</summary>
    public bool ResearchOnly => RoiCard.ResearchOnly || GraderCard.ResearchOnly || _segmenter?.ResearchOnly == true;

    /// <summary>Loads the newest models of a folder (or a grader of one version), checks them against their cards and starts their sessions.</summary>
    /// <param name="modelsFolder">The folder with cards and ONNX files.</param>
    /// <param name="settings">How to run; the defaults when null.</param>
    /// <param name="logger">Gets one line about where the networks run.</param>
    /// <param name="graderVersion">The grader's version to insist on; the newest when null.</param>
    /// <returns>The pipeline, or an error that names the file that is missing, altered or unusable.</returns>
    /// <exception cref="ArgumentException">A setting makes no sense; the message names it.</exception>
    public static Result<SlicePipeline> Open(string modelsFolder, InferenceSettings? settings = null, ILogger? logger = null, string? graderVersion = null)
    {
        settings ??= new InferenceSettings();
        if (settings.Problem() is { } problem)
        {
            throw new ArgumentException(problem, nameof(settings));
        }

        var catalogue = ModelCatalogue.Open(modelsFolder);
        if (!catalogue.IsOk)
        {
            return catalogue.Error!;
        }

        var grader = catalogue.Value.Load(ModelCatalogue.GraderPart, graderVersion, settings.Int8);
        return Start(
            new Files(
                catalogue.Value.Load(ModelCatalogue.RoiPart),
                grader,
                grader.IsOk ? catalogue.Value.LoadEvidenceFor(grader.Value.Card) : default(Result<VerifiedModel>?),
                catalogue.Value.Has(ModelCatalogue.SegmentationPart) ? catalogue.Value.Load(ModelCatalogue.SegmentationPart) : default(Result<VerifiedModel>?)),
            settings,
            logger);
    }

    /// <summary>Loads the very models of a past result, by their SHA-256, to repeat it. Nearest training cases are not looked for: no answer rests on them.</summary>
    /// <param name="modelsFolder">The folder with cards and ONNX files.</param>
    /// <param name="files">Which models, and the line that was drawn between low and high grade.</param>
    /// <param name="settings">How to run.</param>
    /// <param name="logger">Gets one line about where the networks run.</param>
    /// <returns>The pipeline, or an error that names what is missing, altered or unusable.</returns>
    public static Result<SlicePipeline> OpenExactly(string modelsFolder, PipelineFiles files, InferenceSettings settings, ILogger logger)
    {
        ArgumentNullException.ThrowIfNull(files);
        ArgumentNullException.ThrowIfNull(settings);
        var catalogue = ModelCatalogue.Open(modelsFolder);
        if (!catalogue.IsOk)
        {
            return catalogue.Error!;
        }

        var grader = catalogue.Value.LoadBySha256(ModelCatalogue.GraderPart, files.GraderSha256);
        return Start(
            new Files(
                catalogue.Value.LoadBySha256(ModelCatalogue.RoiPart, files.RoiSha256),
                grader.IsOk ? grader.Value with { Card = grader.Value.Card with { Decision = files.HighGradeFrom is { } line ? new GradeDecision(line) : null } } : grader,
                null,
                files.SegmentationSha256 is { } segmentation ? catalogue.Value.LoadBySha256(ModelCatalogue.SegmentationPart, segmentation) : default(Result<VerifiedModel>?)),
            settings,
            logger);
    }

    /// <summary>Grades a series.</summary>
    /// <param name="series">All slices of one series, in order along the spine.</param>
    /// <param name="progress">Told how many slices are done, rising to the number of slices; may be called from another thread.</param>
    /// <param name="cancellationToken">Heeded between batches.</param>
    /// <returns>One answer per slice, in the same order.</returns>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public Task<IReadOnlyList<GradedSlice>> GradeAsync(IReadOnlyList<GreyImage> series, IProgress<int>? progress, CancellationToken cancellationToken) =>
        GradeAsync(series, null, progress, cancellationToken);

    /// <summary>Grades the stacks of one spine: several series, or blocks of any tilt and origin.</summary>
    /// <param name="series">All slices along the patient's axes, in order along the spine.</param>
    /// <param name="places">Where each lies and of which scan it is; null when all are of one straight stack.</param>
    /// <param name="progress">Told how many slices are done, rising to the number of slices; may be called from another thread.</param>
    /// <param name="cancellationToken">Heeded between batches.</param>
    /// <returns>One answer per slice, in the same order.</returns>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public async Task<IReadOnlyList<GradedSlice>> GradeAsync(
        IReadOnlyList<GreyImage> series, IReadOnlyList<SlicePlace>? places, IProgress<int>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(series);
        return await AloneAsync(() => Grade(series, places, progress, cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Finds the canal on the slices of a series, as grading does it, and grades none.</summary>
    /// <param name="series">All slices of one series, in order along the spine.</param>
    /// <param name="cancellationToken">Heeded between batches.</param>
    /// <returns>Per slice the region around the canal, or null where none was found.</returns>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public async Task<IReadOnlyList<RegionOfInterest?>> FindCanalsAsync(IReadOnlyList<GreyImage> series, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(series);
        return await AloneAsync(() => Array.ConvertAll(_detector.Detect(series, SlicePlaces.Of(series, null), cancellationToken), find => find?.Region), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Grades one slice of a series with a region given by a person, the rest as grading does it.</summary>
    /// <param name="series">All slices of the series, in order along the spine: the intensities are those of all.</param>
    /// <param name="slice">The slice's place in it, from 0.</param>
    /// <param name="region">A square in millimetres, in pixels of that slice.</param>
    /// <param name="cancellationToken">Heeded before the networks run.</param>
    /// <returns>The answer for that region.</returns>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public Task<GradedSlice> GradeRegionAsync(IReadOnlyList<GreyImage> series, int slice, RegionOfInterest region, CancellationToken cancellationToken) =>
        GradeRegionAsync(series, null, slice, region, cancellationToken);

    /// <summary>The same among the stacks of one spine.</summary>
    /// <param name="series">All slices as they were handed to <see cref="GradeAsync(IReadOnlyList{GreyImage}, IReadOnlyList{SlicePlace}, IProgress{int}, CancellationToken)"/>.</param>
    /// <param name="places">Their places, as there.</param>
    /// <param name="slice">The slice's place in the list, from 0.</param>
    /// <param name="region">A square in millimetres, in pixels of that slice.</param>
    /// <param name="cancellationToken">Heeded before the networks run.</param>
    /// <returns>The answer for that region.</returns>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public async Task<GradedSlice> GradeRegionAsync(
        IReadOnlyList<GreyImage> series, IReadOnlyList<SlicePlace>? places, int slice, RegionOfInterest region, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(series);
        return await AloneAsync(
            () =>
            {
                var placed = SlicePlaces.Of(series, places);
                var answer = _bilskyGrader.Grade([region], [series[slice].PixelMm], RoiCrop.Cut(series[slice], region, placed.Intensity[slice]))[0];
                if (_secondOpinion is null)
                {
                    return answer;
                }

                // Measured beside the slices near it, with the person's region in place of the detector's.
                var regions = Array.ConvertAll(_detector.Detect(series, placed, cancellationToken), find => find?.Region);
                regions[slice] = region;
                return _secondOpinion.Over(series, placed, regions, slice, answer, cancellationToken);
            },
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The picture of a training case, about as the grader sees it, values in [0, 1]; null when there is no such case.</summary>
    /// <param name="number">Its number in the evidence file.</param>
    public GreyImage? TrainingCase(int number) => _evidence?.Picture(number);

    /// <summary>Ends the sessions.</summary>
    public void Dispose()
    {
        _roi.Dispose();
        _grader.Dispose();
        _evidence?.Dispose();
        _segmenter?.Dispose();
        _oneSeries.Dispose();
    }

    private async Task<T> AloneAsync<T>(Func<T> run, CancellationToken cancellationToken)
    {
        await _oneSeries.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await Task.Run(run, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _oneSeries.Release();
        }
    }

    private static Result<SlicePipeline> Start(Files files, InferenceSettings settings, ILogger? logger)
    {
        List<OnnxModel> started = [];
        var opened = Start(files, new ExecutionProvider(settings, logger ?? NullLogger.Instance), started, settings);
        if (!opened.IsOk)
        {
            started.ForEach(model => model.Dispose());
        }

        return opened;
    }

    private static Result<SlicePipeline> Start(Files files, ExecutionProvider provider, List<OnnxModel> started, InferenceSettings settings)
    {
        var roi = Start(files.Roi, "image", "heatmap");
        if (!roi.IsOk)
        {
            return roi.Error!;
        }

        var grader = Start(files.Grader, "roi", [.. files.Evidence is null ? GraderOutputs : [.. GraderOutputs, EvidenceModel.Input]]);
        if (!grader.IsOk)
        {
            return grader.Error!;
        }

        EvidenceModel? evidence = null;
        if (files.Evidence is { } evidenceModel)
        {
            var session = Start(evidenceModel, EvidenceModel.Input, EvidenceModel.Distances, EvidenceModel.Cases, EvidenceModel.Grades, EvidenceModel.Pictures);
            if (!session.IsOk)
            {
                return session.Error!;
            }

            evidence = new EvidenceModel(session.Value);
        }

        CanalSegmenter? segmenter = null;
        if (files.Segmentation is { } segmentation)
        {
            var session = Start(segmentation, CanalSegmenter.Input, CanalSegmenter.Output);
            if (!session.IsOk)
            {
                return session.Error!;
            }

            segmenter = new CanalSegmenter(session.Value);
        }

        return new SlicePipeline(roi.Value, grader.Value, evidence, segmenter, provider.Name, settings);

        Result<OnnxModel> Start(Result<VerifiedModel> model, string input, params string[] outputs)
        {
            var session = model.IsOk ? OnnxModel.Start(model.Value, provider, input, outputs) : model.Error!;
            if (session.IsOk)
            {
                started.Add(session.Value);
            }

            return session;
        }
    }

    private GradedSlice[] Grade(IReadOnlyList<GreyImage> series, IReadOnlyList<SlicePlace>? places, IProgress<int>? progress, CancellationToken cancellationToken)
    {
        var placed = SlicePlaces.Of(series, places);
        var canals = _detector.Detect(series, placed, cancellationToken);
        var answers = new GradedSlice[series.Count];
        foreach (var i in Enumerable.Range(0, series.Count).Where(i => canals[i] is null))
        {
            answers[i] = new GradedSlice(SliceStatus.NoCanal, "No spinal canal was found in this image.", null, null, [], []);
        }

        var toGrade = Enumerable.Range(0, series.Count).Where(i => canals[i] is not null).ToArray();
        var done = series.Count - toGrade.Length;
        progress?.Report(done);
        foreach (var batch in Batches.Of(toGrade.Length, _settings.BatchSize))
        {
            cancellationToken.ThrowIfCancellationRequested();
            GradeBatch(series, placed.Intensity, canals, toGrade[batch], answers);
            done += batch.End.Value - batch.Start.Value;
            progress?.Report(done);
        }

        _secondOpinion?.Over(series, placed, Array.ConvertAll(canals, find => find?.Region), answers, cancellationToken);
        return answers;
    }

    private void GradeBatch(IReadOnlyList<GreyImage> series, IReadOnlyList<SeriesIntensity> intensity, CanalFind?[] canals, int[] batch, GradedSlice[] answers)
    {
        const int Samples = RoiCrop.GraderSide * RoiCrop.GraderSide;
        var crops = new float[batch.Length * Samples];
        for (var n = 0; n < batch.Length; n++)
        {
            RoiCrop.Cut(series[batch[n]], canals[batch[n]]!.Value.Region, intensity[batch[n]]).CopyTo(crops, n * Samples);
        }

        var graded = _bilskyGrader.Grade([.. batch.Select(i => canals[i]!.Value.Region)], [.. batch.Select(i => series[i].PixelMm)], crops);
        for (var n = 0; n < batch.Length; n++)
        {
            answers[batch[n]] = graded[n] with { RoiSource = canals[batch[n]]!.Value.Source };
        }
    }

    private sealed record Files(Result<VerifiedModel> Roi, Result<VerifiedModel> Grader, Result<VerifiedModel>? Evidence, Result<VerifiedModel>? Segmentation);
}
