using System.Globalization;

namespace BilskyWeb.Training.Datasets;

/// <summary>Prepared samples of one part, for training and for validation; no study is on both sides.</summary>
internal sealed record Prepared<T>(T Train, T Validation);

/// <summary>Turns labelled series into prepared samples, once per run: the result is kept in the run's folder.</summary>
internal static class PreparedData
{
    /// <summary>Share of a labelled folder's studies kept for validation.</summary>
    private const double ValidationShare = 0.2;

    internal static Prepared<GraderSamples> Grader(string folder, Sources sources, TextWriter progress) =>
        Once(folder, "grader", sources, progress, GraderSamples.Load, (s, path) => s.Save(path), (samples, series) => samples.Add(series, _ => true));

    internal static Prepared<RoiSamples> Roi(string folder, Sources sources, TextWriter progress) =>
        Once(folder, "roi", sources, progress, RoiSamples.Load, (s, path) => s.Save(path), (samples, series) => samples.Add(series, step: 2));

    private static Prepared<T> Once<T>(
        string folder, string part, Sources sources, TextWriter progress, Func<string, T> load, Action<T, string> save, Action<T, LabelledSeries> add)
        where T : class, new()
    {
        Directory.CreateDirectory(folder);
        T Make(string side, Func<IEnumerable<LabelledSeries>> series)
        {
            var path = Path.Combine(folder, $"{part}-{side}-{sources.Key}.bin");
            if (File.Exists(path))
                return load(path);

            var samples = new T();
            var count = 0;
            foreach (var one in series())
            {
                add(samples, one);
                if (++count % 50 == 0)
                    progress.WriteLine(string.Create(CultureInfo.InvariantCulture, $"prepared {count} studies for {side}"));
            }

            save(samples, path + ".part");
            File.Move(path + ".part", path, overwrite: true);
            return samples;
        }

        return new Prepared<T>(Make("train", sources.Train), Make("validation", sources.Validation));
    }

    /// <summary>True when a study of a labelled folder is for validation; the same for ever, whatever else lies in the folder.</summary>
    internal static bool IsForValidation(string patient) =>
        (Trainers.SplitSeed.Of(patient.Aggregate(17L, (hash, c) => unchecked((hash * 31) + c)), 0) % 1000) < ValidationShare * 1000;
}

/// <summary>Where series come from.</summary>
/// <param name="Key">Names the data in file names: the same key, the same data.</param>
/// <param name="Description">For the model card, in words.</param>
/// <param name="Train">Series to learn from.</param>
/// <param name="Validation">Series of other persons, to judge by.</param>
internal sealed record Sources(string Key, string Description, Func<IEnumerable<LabelledSeries>> Train, Func<IEnumerable<LabelledSeries>> Validation)
{
    private const int PerStudy = 7;

    internal static Sources Phantoms(int studies, int seed)
    {
        var held = Math.Max(20, studies / 12);
        return new Sources(
            string.Create(CultureInfo.InvariantCulture, $"phantom{studies}s{seed}"),
            string.Create(CultureInfo.InvariantCulture, $"{studies} digital phantom studies of four simulated scanners, grades by geometry; no patient"),
            () => PhantomSource.Balanced(seed, studies, PerStudy),
            () => PhantomSource.Balanced(seed + 500_000_000L, held, PerStudy));
    }
}
