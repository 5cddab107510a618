using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using BilskyWeb.Core.Geometry;
using BilskyWeb.Core.Grading;
using BilskyWeb.Imaging.Datasets;
using BilskyWeb.Imaging.Intake;
using BilskyWeb.Imaging.Series;
using BilskyWeb.Training.Trainers;

namespace BilskyWeb.Training.Datasets;

/// <summary>
/// Folders of DICOM files with a <c>labels.csv</c> or Pascal VOC files: a hospital's own data, or written phantoms. The files go through the same screening and into
/// the same kind of archive as an upload, so training sees what inference will see.
/// </summary>
internal sealed class LabelledFolders
{
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
        var read = new LabelledFolders(Read(folders), fold, progress);
        var labels = read._folders.SelectMany(f => f.Labels).ToList();
        var studies = labels.Select(l => l.Row.Study).Where(s => s.Length > 0).Distinct().Count();
        return new Sources(
            Key(folders) + fold.Key,
            $"{(studies > 0 ? $"{studies} labelled studies" : $"{labels.Count} labelled slices")} in {folders.Count} folder{(folders.Count == 1 ? "" : "s")}, without fold {fold.Number} of {fold.Count} of their patients",
            ct => read.SeriesAsync(validation => !validation, ct),
            ct => read.SeriesAsync(validation => validation, ct))
        {
            ValidationPatients = read.ValidationPatientsAsync,
        };
    }

    /// <summary>Names the labels of folders: the same key, the same labels at the same place.</summary>
    internal static string Key(IReadOnlyList<string> folders)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var path in folders.Select(Path.GetFullPath))
        {
            hash.AppendData(Encoding.UTF8.GetBytes(path));
            FolderLabels.Hash(path, hash);
        }

        return $"folders{Convert.ToHexStringLower(hash.GetHashAndReset())[..12]}";
    }

    /// <summary>Who an image is of: its patient ID, or its study where it has none.</summary>
    internal static string PatientOf(IntakeItem image) => image.Header!.PatientId is { Length: > 0 } id ? id : image.Header.StudyInstanceUid;

    /// <summary>The labelled stacks of the folders, for measuring; the stacks of a study follow each other.</summary>
    /// <param name="folders">Each with its DICOM files and labels.</param>
    /// <param name="fold">The patients to measure on, where a model has learnt from the others; null for all.</param>
    /// <param name="progress">Told what is being done.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <exception cref="InvalidDataException">A folder or a label is wrong; the message names file and line.</exception>
    internal static IAsyncEnumerable<LabelledSeries> ToMeasure(IReadOnlyList<string> folders, Fold? fold, TextWriter progress, CancellationToken cancellation) =>
        new LabelledFolders(Read(folders), fold ?? Fold.First, progress).SeriesAsync(validation => fold is null || validation, cancellation);

    private static List<(string Path, IReadOnlyList<FolderLabel> Labels)> Read(IReadOnlyList<string> folders) =>
        [.. folders.Select(f => (Path.GetFullPath(f), FolderLabels.Read(f)))];

    private async IAsyncEnumerable<LabelledSeries> SeriesAsync(Func<bool, bool> wanted, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var archive = await FolderArchive.StartAsync(cancellation).ConfigureAwait(false);
        await using var closing = archive.ConfigureAwait(false);
        var patients = new Dictionary<string, string>();
        var placed = new Dictionary<(string Sop, int Frame), FolderLabel>();
        foreach (var (path, labels) in _folders)
        {
            var accepted = await archive.StoreAsync(path, _progress, cancellation).ConfigureAwait(false);
            AddPatients(accepted, patients);
            var images = accepted.DistinctBy(i => i.Header!.SopInstanceUid).ToDictionary(i => i.Header!.SopInstanceUid, StringComparer.Ordinal);
            foreach (var label in labels.Select(l => FolderLabels.Place(l, images)))
            {
                if (!placed.TryAdd((label.Row.Sop, label.Row.Frame), label))
                    throw label.Wrong($"the image {label.Row.Sop} has a label already, in {placed[(label.Row.Sop, label.Row.Frame)].Place}. Keep the one that is right.");
            }
        }

        var validation = Validation(patients);
        foreach (var study in placed.Values.GroupBy(l => l.Row.Study))
        {
            if (!wanted(validation.Contains(patients[study.Key])))
                continue;
            var stacks = new List<LabelledSeries>();
            foreach (var series in study.GroupBy(l => l.Row.Series))
            {
                stacks.AddRange(await LoadAsync(archive, study.Key, [.. series], cancellation).ConfigureAwait(false));
            }

            foreach (var stack in stacks.OrderByDescending(s => s.Slices[0].PositionMm ?? double.MinValue))
            {
                yield return stack;
            }
        }
    }

    private async Task<IReadOnlySet<string>> ValidationPatientsAsync(CancellationToken cancellation)
    {
        var patients = new Dictionary<string, string>();
        foreach (var (path, _) in _folders)
        {
            AddPatients(await FolderArchive.HeadersAsync(path, cancellation).ConfigureAwait(false), patients);
        }

        return Validation(patients);
    }

    private static void AddPatients(IEnumerable<IntakeItem> images, Dictionary<string, string> patients)
    {
        foreach (var item in images)
        {
            patients[item.Header!.StudyInstanceUid] = PatientOf(item);
        }
    }

    // By patient, not by study: a patient who came twice is never on both sides.
    private HashSet<string> Validation(Dictionary<string, string> patients) =>
        patients.Values.Distinct().OrderBy(Order).ThenBy(p => p, StringComparer.Ordinal).Where((_, i) => _fold.Holds(i)).ToHashSet();

    // Whole stacks, labelled slices or not: intensities, canal and study rule look at neighbours, and are to be what they are in the clinic.
    private static async Task<List<LabelledSeries>> LoadAsync(FolderArchive archive, string study, IReadOnlyList<FolderLabel> labels, CancellationToken cancellation)
    {
        if (await archive.MetadataAsync(study, labels[0].Row.Series, cancellation).ConfigureAwait(false) is not { } metadata)
            throw labels[0].Wrong($"the series {labels[0].Row.Series} of study {study} cannot be read.");

        var instances = FolderArchive.ByUid(metadata);
        var open = labels.ToDictionary(l => (l.Row.Sop, l.Row.Frame));
        var stacks = new List<LabelledSeries>();
        foreach (var stack in SeriesFacts.FromInstances(metadata).Where(s => s.Slices.Any(x => open.ContainsKey((x.SopInstanceUid, x.Frame)))))
        {
            var slices = new List<LabelledSlice>();
            foreach (var place in stack.Slices)
            {
                open.Remove((place.SopInstanceUid, place.Frame), out var label);
                if (await SliceAsync(archive, instances[place.SopInstanceUid], place.Frame, place.PositionMm, label, cancellation).ConfigureAwait(false) is { } slice)
                    slices.Add(slice);
            }

            stacks.Add(LabelledSeries.Of(study, slices));
        }

        // A second image of one place is in no stack of the clinic's; that it was labelled is reason enough to look at it.
        var repeats = new List<LabelledSlice>();
        foreach (var label in open.Values)
        {
            repeats.Add((await SliceAsync(archive, instances[label.Row.Sop], label.Row.Frame, null, label, cancellation).ConfigureAwait(false))!);
        }

        return repeats.Count > 0 ? [.. stacks, LabelledSeries.Of(study, repeats)] : stacks;
    }

    // Null where an image that nobody has labelled cannot be read: the clinic leaves it out too.
    private static async Task<LabelledSlice?> SliceAsync(FolderArchive archive, DicomDataset instance, int frame, double? positionMm, FolderLabel? label, CancellationToken cancellation)
    {
        var image = await archive.ImageAsync(instance, frame, cancellation).ConfigureAwait(false);
        if (!image.IsOk)
            return label is null ? null : throw label.Wrong(image.Error!.Message);
        var row = label?.Row;

        // Boxes are drawn in stored pixels.
        var canal = row?.Box is { } box ? image.Value.View.ToShown(new ImagePoint(box.CentreX, box.CentreY)) : (ImagePoint?)null;
        return new LabelledSlice(image.Value.Image, canal is { } c ? (c.X, c.Y) : null, row?.Grade, row?.Exclusion?.ToText())
        {
            CanalIsKnown = row is not null && (row.Box is not null || row.Exclusion is null),
            PositionMm = positionMm,
        };
    }

    private static int Order(string patient) => SplitSeed.Of(BitConverter.ToInt64(SHA256.HashData(Encoding.UTF8.GetBytes(patient))), 0);
}
