using System.Globalization;
using BilskyWeb.Inference.Preprocessing;
using BilskyWeb.Phantom;
using BilskyWeb.Phantom.Implants;

namespace BilskyWeb.Training.Datasets;

/// <summary>Prepared samples of one part, for training and for validation; no study is on both sides.</summary>
/// <param name="Key">Names the data and how they were prepared: <see cref="Sources.PreparedKey"/>.</param>
/// <param name="Train">To learn from.</param>
/// <param name="Validation">To judge by.</param>
internal sealed record Prepared<T>(string Key, T Train, T Validation);

/// <summary>Turns labelled series into prepared samples, once per run: the result is kept in the run's folder.</summary>
internal static class PreparedData
{
    internal static Task<Prepared<GraderSamples>> GraderAsync(string folder, Sources sources, TextWriter progress, CancellationToken cancellation) =>
        OnceAsync(folder, "grader", sources, progress, GraderSamples.Load, (s, path) => s.Save(path), (samples, series) => samples.Add(series), cancellation);

    /// <summary>Regions of whole studies, grades as frequent as they come, that nothing was learnt from; those of <paramref name="validation"/> where these are such.</summary>
    internal static async Task<GraderSamples> GraderStudiesAsync(string folder, Sources sources, GraderSamples validation, TextWriter progress, CancellationToken cancellation) =>
        sources.WholeStudies is null ? validation : await MakeAsync(folder, "grader", "studies", sources.PreparedKey, sources.WholeStudies, progress, GraderSamples.Load, (s, path) => s.Save(path), (samples, series) => samples.Add(series), cancellation).ConfigureAwait(false);

    internal static Task<Prepared<RoiSamples>> RoiAsync(string folder, Sources sources, TextWriter progress, CancellationToken cancellation) =>
        OnceAsync(folder, "roi", sources, progress, RoiSamples.Load, (s, path) => s.Save(path), (samples, series) => samples.Add(series), cancellation);

    private static async Task<Prepared<T>> OnceAsync<T>(
        string folder,
        string part,
        Sources sources,
        TextWriter progress,
        Func<string, T> load,
        Action<T, string> save,
        Action<T, LabelledSeries> add,
        CancellationToken cancellation)
        where T : class, new()
    {
        Directory.CreateDirectory(folder);
        return new Prepared<T>(
            sources.PreparedKey,
            await MakeAsync(folder, part, "train", sources.PreparedKey, sources.Train, progress, load, save, add, cancellation).ConfigureAwait(false),
            await MakeAsync(folder, part, "validation", sources.PreparedKey, sources.Validation, progress, load, save, add, cancellation).ConfigureAwait(false));
    }

    private static async Task<T> MakeAsync<T>(
        string folder,
        string part,
        string side,
        string key,
        Func<CancellationToken, IAsyncEnumerable<LabelledSeries>> series,
        TextWriter progress,
        Func<string, T> load,
        Action<T, string> save,
        Action<T, LabelledSeries> add,
        CancellationToken cancellation)
        where T : class, new()
    {
        var path = Path.Combine(folder, $"{part}-{side}-{key}.bin");
        if (File.Exists(path))
            return load(path);

        var samples = new T();
        var count = 0;
        await foreach (var one in series(cancellation).WithCancellation(cancellation).ConfigureAwait(false))
        {
            cancellation.ThrowIfCancellationRequested();
            add(samples, one);
            if (++count % 50 == 0)
                progress.WriteLine(string.Create(CultureInfo.InvariantCulture, $"prepared {count} studies for {side}"));
        }

        save(samples, path + ".part");
        File.Move(path + ".part", path, overwrite: true);
        return samples;
    }
}

/// <summary>Where series come from.</summary>
/// <param name="Key">Names the data in file names: the same key, the same data.</param>
/// <param name="Description">For the model card, in words.</param>
/// <param name="Train">Series to learn from.</param>
/// <param name="Validation">Series of other persons, to judge by.</param>
internal sealed record Sources(string Key, string Description, Func<CancellationToken, IAsyncEnumerable<LabelledSeries>> Train, Func<CancellationToken, IAsyncEnumerable<LabelledSeries>> Validation)
{
    private const int PerStudy = 7, RoiPerStudy = 2, RandomisedPerStudy = 8, WidePerStudy = 10, MostWholeStudies = 60;

    private const long Apart = 500_000_000;

    /// <summary>Names the data as they are prepared: another preprocessing makes other regions of the same data.</summary>
    internal string PreparedKey => $"{Key}-p{PreprocessingVersion.Current}";

    /// <summary>Whole studies of further persons, to fit probabilities to; null where <see cref="Validation"/> holds whole studies already.</summary>
    internal Func<CancellationToken, IAsyncEnumerable<LabelledSeries>>? WholeStudies { get; init; }

    /// <summary>Who is kept for validation, read from the images' headers; nobody where these are phantoms.</summary>
    internal Func<CancellationToken, Task<IReadOnlySet<string>>> ValidationPatients { get; init; } = _ => Task.FromResult<IReadOnlySet<string>>(new HashSet<string>());

    /// <summary>Slices without labels for the virtual adversarial term; null without any.</summary>
    internal UnlabelledFolders? Unlabelled { get; init; }

    /// <summary>Real persons of the training side whose implants the grader learns from beside phantoms drawn wider than any scanner; none without them.</summary>
    internal IReadOnlyList<HostFolder> Hosts { get; private init; } = [];

    /// <summary>Phantom slices drawn wider than any scanner.</summary>
    internal int WideSlices { get; private init; }

    /// <summary>The same with implants on real persons and phantoms drawn wider than any scanner, for the grader.</summary>
    /// <param name="hosts">Persons of the training side.</param>
    /// <param name="studies">As many as the phantoms' own.</param>
    /// <param name="seed">Decides what is drawn.</param>
    internal Sources Onto(IReadOnlyList<HostFolder> hosts, int studies, int seed)
    {
        var validation = Validation;
        var (slices, held) = (studies * WidePerStudy, Held(studies) * WidePerStudy);
        return this with
        {
            Key = $"{Key}-wide{slices}{WideRegions.Key(hosts)}",
            Description = string.Create(CultureInfo.InvariantCulture, $"{Description}; {slices} phantom slices with contrast, resolution, thickness, shading and noise drawn at random, and implants of known shape on {hosts.Count} tumour-free real spines of the training side"),
            Validation = cancellation => validation(cancellation).Concat(PhantomSource.Wide(seed + Apart, held).ToAsyncEnumerable()),
            Hosts = hosts,
            WideSlices = slices,
        };
    }

    private static int Held(int studies) => Math.Max(20, studies / 12);

    /// <summary>Phantoms for a part: few slices each of many studies for the grader; for the detector, beside them, slices unlike any scanner.</summary>
    internal static Sources Phantoms(string part, int studies, int seed)
    {
        var held = Held(studies);
        var key = string.Create(CultureInfo.InvariantCulture, $"phantom{PhantomRevision.Current}-{studies}s{seed}");
        if (part == "grader")
        {
            return new Sources(
                key,
                string.Create(CultureInfo.InvariantCulture, $"{studies} digital phantom studies, half from four simulated scanners and half from scanners drawn at random, grades by geometry; no patient"),
                _ => PhantomSource.Balanced(seed, studies, PerStudy).ToAsyncEnumerable(),
                _ => PhantomSource.Balanced(seed + Apart, held, PerStudy).ToAsyncEnumerable())
            {
                WholeStudies = _ => PhantomSource.WholeStudies(PhantomCohort.Internal, seed + (2 * Apart), Math.Min(MostWholeStudies, studies)).ToAsyncEnumerable(),
            };
        }

        return new Sources(
            key,
            string.Create(CultureInfo.InvariantCulture, $"{studies} digital phantom studies and {studies * RandomisedPerStudy} randomised phantom slices; no patient"),
            _ => PhantomSource.Balanced(seed, studies, RoiPerStudy).Concat(PhantomSource.Randomised(seed, studies * RandomisedPerStudy)).ToAsyncEnumerable(),
            _ => PhantomSource.Balanced(seed + Apart, held, RoiPerStudy).Concat(PhantomSource.Randomised(seed + Apart, held * RandomisedPerStudy)).ToAsyncEnumerable());
    }
}
