using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using BilskyWeb.Core.Geometry;
using BilskyWeb.Core.Grading;
using BilskyWeb.Imaging.Archive;
using BilskyWeb.Imaging.Datasets;
using BilskyWeb.Imaging.Intake;
using BilskyWeb.Imaging.Pixels;
using BilskyWeb.Imaging.Screening;
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
        var work = Directory.CreateTempSubdirectory("bilsky-train-").FullName;
        try
        {
            // The archive's own account passes through to its folder; what lies beside it is not readable to it.
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(work, File.GetUnixFileMode(work) | UnixFileMode.OtherExecute);
            await using var orthanc = await PrivateOrthanc.StartAsync(Path.Combine(work, "archive"), cancellation, new PrivateOrthancOptions { Durable = false }).ConfigureAwait(false);
            using var archive = new DicomWebArchive(new ArchiveOptions { Url = orthanc.Url, User = orthanc.User, Password = orthanc.Password });
            var patients = new Dictionary<string, string>();
            var placed = new List<FolderLabel>();
            foreach (var (path, labels) in _folders)
            {
                placed.AddRange(await StoreAsync(archive, path, labels, Directory.CreateDirectory(Path.Combine(work, $"files{patients.Count}")).FullName, patients, cancellation).ConfigureAwait(false));
            }

            // By patient, not by study: a patient who came twice is never on both sides.
            var validation = patients.Values.Distinct().OrderBy(Order).ThenBy(p => p, StringComparer.Ordinal).Where((_, i) => _fold.Holds(i)).ToHashSet();
            foreach (var series in placed.GroupBy(l => (l.Row.Study, l.Row.Series)))
            {
                if (wanted(validation.Contains(patients[series.Key.Study])))
                    yield return await LoadAsync(archive, [.. series], cancellation).ConfigureAwait(false);
            }
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }

    private async Task<IReadOnlyList<FolderLabel>> StoreAsync(
        DicomWebArchive archive, string folder, IReadOnlyList<FolderLabel> labels, string staging, Dictionary<string, string> patients, CancellationToken cancellation)
    {
        var accepted = new List<IntakeItem>();
        var intake = new FileIntake(staging, new Part10Screener(new ScreeningLimits()), new IntakeLimits(), (item, _) =>
        {
            if (item.Verdict == IntakeVerdict.Accepted)
                accepted.Add(item);
            else if (item.Verdict == IntakeVerdict.Rejected)
                throw new InvalidDataException($"{Path.Combine(folder, item.Name)}: {item.Reason}");
            return ValueTask.CompletedTask;
        });
        if (await intake.TakePathAsync(folder, cancellation).ConfigureAwait(false) is { Error: { } stopped })
            throw new InvalidDataException($"{folder}: {stopped.Message}");

        var images = accepted.DistinctBy(i => i.Header!.SopInstanceUid).ToDictionary(i => i.Header!.SopInstanceUid, StringComparer.Ordinal);
        var placed = labels.Select(l => FolderLabels.Place(l, images)).ToList();
        foreach (var item in accepted)
        {
            patients[item.Header!.StudyInstanceUid] = item.Header.PatientId is { Length: > 0 } id ? id : item.Header.StudyInstanceUid;
        }

        await foreach (var outcome in archive.StoreAsync(accepted.Select(i => new StowFile(Path.Combine(staging, i.StagedName!), i.Header!.SopInstanceUid)), cancellation).ConfigureAwait(false))
        {
            if (outcome.Status is not (StoreStatus.Stored or StoreStatus.StoredWithWarning))
                throw new InvalidDataException($"{folder}: the image {outcome.File.SopInstanceUid} could not be read: {outcome.Message}");
        }

        Directory.Delete(staging, recursive: true);
        await _progress.WriteLineAsync($"{accepted.Count} images of {folder} screened").ConfigureAwait(false);
        return placed;
    }

    private static async Task<LabelledSeries> LoadAsync(DicomWebArchive archive, IReadOnlyList<FolderLabel> labels, CancellationToken cancellation)
    {
        var first = labels[0].Row;
        var metadata = await archive.ReadMetadataAsync(first.Study, first.Series, cancellation).ConfigureAwait(false);
        if (!metadata.IsOk)
            throw labels[0].Wrong($"the series {first.Series} of study {first.Study} is not in the folder.");

        var instances = metadata.Value.ToDictionary(d => d.GetString(DicomTag.SopInstanceUid) ?? "", StringComparer.Ordinal);
        var slices = new List<LabelledSlice>();
        foreach (var label in labels)
        {
            var row = label.Row;
            if (!instances.TryGetValue(row.Sop, out var instance))
                throw label.Wrong($"the image {row.Sop} does not belong to the series {row.Series}.");
            var image = await ImageAsync(archive, label, instance, cancellation).ConfigureAwait(false);
            if (row.Box is { } box && !(box.X >= -Rounding && box.Y >= -Rounding && box.X + box.Width <= image.Width + Rounding && box.Y + box.Height <= image.Height + Rounding))
            {
                throw label.Wrong(FormattableString.Invariant(
                    $"the box lies outside the image, or part of it: it runs from {box.X:0.#}, {box.Y:0.#} to {box.X + box.Width:0.#}, {box.Y + box.Height:0.#} and the image has {image.Width} × {image.Height} pixels. Draw it again inside the image, with the canal at its centre."));
            }

            slices.Add(new LabelledSlice(image, row.Box is { } b ? (b.CentreX, b.CentreY) : null, row.Grade, row.Exclusion?.ToText()));
        }

        return new LabelledSeries(first.Study, slices, SeriesIntensity.Measure(slices.Select(s => s.Image)));
    }

    private static async Task<GreyImage> ImageAsync(DicomWebArchive archive, FolderLabel label, DicomDataset instance, CancellationToken cancellation)
    {
        var raw = await archive.ReadFrameAsync(instance, label.Row.Frame, cancellation).ConfigureAwait(false);
        if (!raw.IsOk)
            throw label.Wrong(raw.Error!.Message);
        var image = FramePixels.Decode(instance, label.Row.Frame, raw.Value);
        return image.IsOk ? image.Value : throw label.Wrong(image.Error!.Message);
    }

    private static int Order(string patient) => SplitSeed.Of(BitConverter.ToInt64(SHA256.HashData(Encoding.UTF8.GetBytes(patient))), 0);
}
