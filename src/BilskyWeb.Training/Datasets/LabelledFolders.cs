using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using BilskyWeb.Core.Grading;
using BilskyWeb.Imaging.Datasets;
using BilskyWeb.Inference.Preprocessing;
using BilskyWeb.Training.Trainers;

namespace BilskyWeb.Training.Datasets;

/// <summary>
/// Folders of DICOM files with a <c>labels.csv</c> or Pascal VOC files: a hospital's own data, or written phantoms. The files go through the same screening and into
/// the same kind of archive as an upload, so training sees what inference will see.
/// </summary>
internal sealed class LabelledFolders
{
    // Pixels that a box may stick out for its edges having been rounded.
    private const double Rounding = 0.5;

    private readonly List<(string Path, IReadOnlyList<FolderLabel> Labels)> _folders;
    private readonly TextWriter _progress;
    private readonly Fold _fold;

    private LabelledFolders(List<(string Path, IReadOnlyList<FolderLabel> Labels)> folders, Fold fold, TextWriter progress)
    {
        _folders = folders;
        _fold = fold;
        _progress = progress;
    }

    /// <summary>Reads the labels of all folders and checks them, before anything that takes long.</summary>
    /// <param name="folders">Each with its DICOM files and labels.</param>
    /// <param name="fold">Which patients are kept for validation.</param>
    /// <param name="progress">Told what is being done.</param>
    /// <exception cref="InvalidDataException">A folder or a label is wrong; the message names file and line.</exception>
    internal static Sources Open(IReadOnlyList<string> folders, Fold fold, TextWriter progress)
    {
        var read = new LabelledFolders([.. folders.Select(f => (Path.GetFullPath(f), FolderLabels.Read(f)))], fold, progress);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (path, _) in read._folders)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(path));
            FolderLabels.Hash(path, hash);
        }

        var labels = read._folders.SelectMany(f => f.Labels).ToList();
        var studies = labels.Select(l => l.Row.Study).Where(s => s.Length > 0).Distinct().Count();
        return new Sources(
            $"folders{Convert.ToHexStringLower(hash.GetHashAndReset())[..12]}f{fold.Number}of{fold.Count}",
            $"{(studies > 0 ? $"{studies} labelled studies" : $"{labels.Count} labelled slices")} in {folders.Count} folder{(folders.Count == 1 ? "" : "s")}, without fold {fold.Number} of {fold.Count} of their patients",
            ct => read.SeriesAsync(validation => !validation, ct),
            ct => read.SeriesAsync(validation => validation, ct));
    }

    /// <summary>All labelled series of the folders, none kept back: for measuring.</summary>
    /// <exception cref="InvalidDataException">A folder or a label is wrong; the message names file and line.</exception>
    internal static IAsyncEnumerable<LabelledSeries> All(IReadOnlyList<string> folders, TextWriter progress, CancellationToken cancellation) =>
        new LabelledFolders([.. folders.Select(f => (Path.GetFullPath(f), FolderLabels.Read(f)))], Fold.First, progress).SeriesAsync(_ => true, cancellation);

    private async IAsyncEnumerable<LabelledSeries> SeriesAsync(Func<bool, bool> wanted, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var archive = await FolderArchive.StartAsync(cancellation).ConfigureAwait(false);
        await using var closing = archive.ConfigureAwait(false);
        var patients = new Dictionary<string, string>();
        var placed = new List<FolderLabel>();
        foreach (var (path, labels) in _folders)
        {
            var accepted = await archive.StoreAsync(path, _progress, cancellation).ConfigureAwait(false);
            var images = accepted.DistinctBy(i => i.Header!.SopInstanceUid).ToDictionary(i => i.Header!.SopInstanceUid, StringComparer.Ordinal);
            placed.AddRange(labels.Select(l => FolderLabels.Place(l, images)));
            foreach (var item in accepted)
            {
                patients[item.Header!.StudyInstanceUid] = item.Header.PatientId is { Length: > 0 } id ? id : item.Header.StudyInstanceUid;
            }
        }

        // By patient, not by study: a patient who came twice is never on both sides.
        var validation = patients.Values.Distinct().OrderBy(Order).ThenBy(p => p, StringComparer.Ordinal).Where((_, i) => _fold.Holds(i)).ToHashSet();
        foreach (var series in placed.GroupBy(l => (l.Row.Study, l.Row.Series)))
        {
            if (wanted(validation.Contains(patients[series.Key.Study])))
                yield return await LoadAsync(archive, [.. series], cancellation).ConfigureAwait(false);
        }
    }

    private static async Task<LabelledSeries> LoadAsync(FolderArchive archive, IReadOnlyList<FolderLabel> labels, CancellationToken cancellation)
    {
        var first = labels[0].Row;
        if (await archive.MetadataAsync(first.Study, first.Series, cancellation).ConfigureAwait(false) is not { } metadata)
            throw labels[0].Wrong($"the series {first.Series} of study {first.Study} is not in the folder.");

        var instances = metadata.ToDictionary(d => d.GetString(DicomTag.SopInstanceUid) ?? "", StringComparer.Ordinal);
        var slices = new List<LabelledSlice>();
        foreach (var label in labels)
        {
            var row = label.Row;
            if (!instances.TryGetValue(row.Sop, out var instance))
                throw label.Wrong($"the image {row.Sop} does not belong to the series {row.Series}.");
            var image = await archive.ImageAsync(instance, row.Frame, label.Wrong, cancellation).ConfigureAwait(false);
            if (row.Box is { } box && !(box.X >= -Rounding && box.Y >= -Rounding && box.X + box.Width <= image.Width + Rounding && box.Y + box.Height <= image.Height + Rounding))
            {
                throw label.Wrong(FormattableString.Invariant(
                    $"the box lies outside the image, or part of it: it runs from {box.X:0.#}, {box.Y:0.#} to {box.X + box.Width:0.#}, {box.Y + box.Height:0.#} and the image has {image.Width} × {image.Height} pixels. Draw it again inside the image, with the canal at its centre."));
            }

            slices.Add(new LabelledSlice(image, row.Box is { } b ? (b.CentreX, b.CentreY) : null, row.Grade, row.Exclusion?.ToText()));
        }

        return new LabelledSeries(first.Study, slices, SeriesIntensity.Measure(slices.Select(s => s.Image)));
    }

    private static int Order(string patient) => SplitSeed.Of(BitConverter.ToInt64(SHA256.HashData(Encoding.UTF8.GetBytes(patient))), 0);
}
