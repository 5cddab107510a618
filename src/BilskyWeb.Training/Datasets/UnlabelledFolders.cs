using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using BilskyWeb.Core.Geometry;
using BilskyWeb.Imaging.Datasets;
using BilskyWeb.Imaging.Series;
using BilskyWeb.Inference;
using BilskyWeb.Inference.Preprocessing;
using BilskyWeb.Inference.Sessions;
using Microsoft.Extensions.Logging.Abstractions;

namespace BilskyWeb.Training.Datasets;

/// <summary>Folders of DICOM files without labels: the axial T2W series of each study, chosen as in the clinic, with the canal where the detector finds it.</summary>
/// <param name="folders">Folders of DICOM files; what they hold besides axial T2W series is passed over.</param>
/// <param name="models">The folder with the detector.</param>
/// <param name="progress">Told what is being done.</param>
internal sealed class UnlabelledFolders(IReadOnlyList<string> folders, string models, TextWriter progress)
{
    /// <summary>The regions, prepared once per run: the result is kept in the run's folder.</summary>
    /// <param name="run">The run's folder.</param>
    /// <param name="heldBack">Patients kept for validation: their images are passed over, or the network would be judged on what it has seen.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <exception cref="InvalidDataException">A folder cannot be read, or the detector not be used.</exception>
    internal async Task<UnlabelledSamples> PrepareAsync(string run, IReadOnlySet<string> heldBack, CancellationToken cancellation)
    {
        if (folders.FirstOrDefault(f => !Directory.Exists(f)) is { } missing)
            throw new InvalidDataException($"{missing} is not a folder.");
        var opened = SlicePipeline.Open(models, new InferenceSettings(), NullLogger.Instance);
        if (!opened.IsOk)
            throw new InvalidDataException(opened.Error!.Message);
        using var pipeline = opened.Value;
        var path = Path.Combine(run, $"grader-unlabelled-{Key(pipeline.RoiCard.Sha256, heldBack)}.bin");
        if (File.Exists(path))
            return UnlabelledSamples.Load(path);

        Directory.CreateDirectory(run);
        var samples = new UnlabelledSamples(await ReadAsync(pipeline, heldBack, cancellation).ConfigureAwait(false));
        if (samples.Count == 0)
            throw new InvalidDataException($"No canal was found on any axial T2-weighted slice of {string.Join(", ", folders)}.");
        samples.Save(path + ".part");
        File.Move(path + ".part", path, overwrite: true);
        return samples;
    }

    private async Task<IReadOnlyList<byte[]>> ReadAsync(SlicePipeline pipeline, IReadOnlySet<string> heldBack, CancellationToken cancellation)
    {
        var regions = new List<byte[]>();
        var archive = await FolderArchive.StartAsync(cancellation).ConfigureAwait(false);
        await using var closing = archive.ConfigureAwait(false);
        var studies = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var folder in folders)
        {
            studies.UnionWith((await archive.StoreAsync(folder, progress, cancellation).ConfigureAwait(false)).Where(i => !heldBack.Contains(LabelledFolders.PatientOf(i))).Select(i => i.Header!.StudyInstanceUid));
        }

        foreach (var study in studies)
        {
            var metadata = await archive.MetadataAsync(study, null, cancellation).ConfigureAwait(false) ?? [];
            var instances = FolderArchive.ByUid(metadata);
            foreach (var stack in AxialT2Selector.Choose(SeriesFacts.FromInstances(metadata)).Taken.Select(c => c.Series))
            {
                var images = new List<GreyImage>();
                foreach (var slice in stack.Slices)
                {
                    var image = await archive.ImageAsync(instances[slice.SopInstanceUid], slice.Frame, cancellation).ConfigureAwait(false);
                    images.Add(image.IsOk ? image.Value.Image : throw new InvalidDataException($"{slice.SopInstanceUid}: {image.Error!.Message}"));
                }

                var canals = await pipeline.FindCanalsAsync(images, cancellation).ConfigureAwait(false);
                var intensity = SeriesIntensity.Measure(images);
                regions.AddRange(images.Zip(canals).Where(p => p.Second is not null).Select(p => GraderSamples.Cut(p.First, p.Second!.Value.CentreX, p.Second.Value.CentreY, intensity)));
            }
        }

        await progress.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{regions.Count} unlabelled regions of {studies.Count} studies")).ConfigureAwait(false);
        return regions;
    }

    // Which files, which detector, and who is held back: another of any makes other regions.
    private string Key(string detector, IReadOnlySet<string> heldBack)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(detector + string.Join('\n', heldBack.Order(StringComparer.Ordinal))));
        foreach (var file in folders.SelectMany(f => new DirectoryInfo(f).EnumerateFiles("*", SearchOption.AllDirectories).OrderBy(i => i.FullName, StringComparer.Ordinal)))
        {
            hash.AppendData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{file.FullName} {file.Length} {file.LastWriteTimeUtc.Ticks}\n")));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset())[..12];
    }
}
