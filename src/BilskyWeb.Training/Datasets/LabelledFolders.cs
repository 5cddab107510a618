using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using BilskyWeb.Core.Geometry;
using BilskyWeb.Core.Grading;
using BilskyWeb.Imaging.Archive;
using BilskyWeb.Imaging.Datasets;
using BilskyWeb.Imaging.Intake;
using BilskyWeb.Imaging.Labels;
using BilskyWeb.Imaging.Pixels;
using BilskyWeb.Imaging.Screening;
using BilskyWeb.Inference.Preprocessing;
using BilskyWeb.Training.Trainers;

namespace BilskyWeb.Training.Datasets;

/// <summary>
/// Folders of DICOM files with a <c>labels.csv</c>: a hospital's own data, or written phantoms. The files go through the same screening and into
/// the same kind of archive as an upload, so training sees what inference will see.
/// </summary>
internal sealed class LabelledFolders
{
    // Pixels that a box may stick out for its edges having been rounded.
    private const double Rounding = 0.5;

    private readonly List<(string Path, IReadOnlyList<LabelRow> Rows)> _folders;
    private readonly TextWriter _progress;
    private readonly Fold _fold;

    private LabelledFolders(List<(string Path, IReadOnlyList<LabelRow> Rows)> folders, Fold fold, TextWriter progress)
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
        var read = new LabelledFolders([.. folders.Select(f => (Path.GetFullPath(f), LabelsFile.Read(f)))], fold, progress);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (path, _) in read._folders)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(path));
            hash.AppendData(File.ReadAllBytes(Path.Combine(path, LabelsCsv.FileName)));
        }

        var studies = read._folders.SelectMany(f => f.Rows).Select(r => r.Study).Distinct().Count();
        return new Sources(
            $"folders{Convert.ToHexStringLower(hash.GetHashAndReset())[..12]}f{fold.Number}of{fold.Count}",
            $"{studies} labelled studies in {folders.Count} folder{(folders.Count == 1 ? "" : "s")}, without fold {fold.Number} of {fold.Count} of their patients",
            ct => read.SeriesAsync(validation => !validation, ct),
            ct => read.SeriesAsync(validation => validation, ct));
    }

    /// <summary>All labelled series of the folders, none kept back: for measuring.</summary>
    /// <exception cref="InvalidDataException">A folder or a label is wrong; the message names file and line.</exception>
    internal static IAsyncEnumerable<LabelledSeries> All(IReadOnlyList<string> folders, TextWriter progress, CancellationToken cancellation) =>
        new LabelledFolders([.. folders.Select(f => (Path.GetFullPath(f), LabelsFile.Read(f)))], Fold.First, progress).SeriesAsync(_ => true, cancellation);

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
            foreach (var (path, rows) in _folders)
            {
                await StoreAsync(archive, path, rows, Directory.CreateDirectory(Path.Combine(work, $"files{patients.Count}")).FullName, patients, cancellation).ConfigureAwait(false);
            }

            // By patient, not by study: a patient who came twice is never on both sides.
            var validation = patients.Values.Distinct().OrderBy(Order).ThenBy(p => p, StringComparer.Ordinal).Where((_, i) => _fold.Holds(i)).ToHashSet();
            foreach (var (path, rows) in _folders)
            {
                foreach (var series in rows.GroupBy(r => (r.Study, r.Series)))
                {
                    if (wanted(validation.Contains(patients[series.Key.Study])))
                        yield return await LoadAsync(archive, Path.Combine(path, LabelsCsv.FileName), [.. series], cancellation).ConfigureAwait(false);
                }
            }
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }

    private async Task StoreAsync(
        DicomWebArchive archive, string folder, IReadOnlyList<LabelRow> rows, string staging, Dictionary<string, string> patients, CancellationToken cancellation)
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

        var present = accepted.Select(i => i.Header!.SopInstanceUid).ToHashSet(StringComparer.Ordinal);
        foreach (var row in rows.Where(r => !present.Contains(r.Sop)))
        {
            throw Wrong(Path.Combine(folder, LabelsCsv.FileName), row.Line, $"no file in {folder} holds the image {row.Sop}.");
        }

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
    }

    private static async Task<LabelledSeries> LoadAsync(DicomWebArchive archive, string labels, IReadOnlyList<LabelRow> rows, CancellationToken cancellation)
    {
        var metadata = await archive.ReadMetadataAsync(rows[0].Study, rows[0].Series, cancellation).ConfigureAwait(false);
        if (!metadata.IsOk)
            throw Wrong(labels, rows[0].Line, $"the series {rows[0].Series} of study {rows[0].Study} is not in the folder.");

        var instances = metadata.Value.ToDictionary(d => d.GetString(DicomTag.SopInstanceUid) ?? "", StringComparer.Ordinal);
        var slices = new List<LabelledSlice>();
        foreach (var row in rows)
        {
            if (!instances.TryGetValue(row.Sop, out var instance))
                throw Wrong(labels, row.Line, $"the image {row.Sop} does not belong to the series {row.Series}.");
            var image = await ImageAsync(archive, labels, row, instance, cancellation).ConfigureAwait(false);
            if (row.Box is { } box && !(box.X >= -Rounding && box.Y >= -Rounding && box.X + box.Width <= image.Width + Rounding && box.Y + box.Height <= image.Height + Rounding))
            {
                throw Wrong(labels, row.Line, FormattableString.Invariant(
                    $"the box lies outside the image, or part of it: it runs from {box.X:0.#}, {box.Y:0.#} to {box.X + box.Width:0.#}, {box.Y + box.Height:0.#} and the image has {image.Width} × {image.Height} pixels. Draw it again inside the image, with the canal at its centre."));
            }

            slices.Add(new LabelledSlice(image, row.Box is { } b ? (b.CentreX, b.CentreY) : null, row.Grade, row.Exclusion?.ToText()));
        }

        return new LabelledSeries(rows[0].Study, slices, SeriesIntensity.Measure(slices.Select(s => s.Image)));
    }

    private static async Task<GreyImage> ImageAsync(DicomWebArchive archive, string labels, LabelRow row, DicomDataset instance, CancellationToken cancellation)
    {
        var raw = await archive.ReadFrameAsync(instance, row.Frame, cancellation).ConfigureAwait(false);
        if (!raw.IsOk)
            throw Wrong(labels, row.Line, raw.Error!.Message);
        var image = FramePixels.Decode(instance, row.Frame, raw.Value);
        return image.IsOk ? image.Value : throw Wrong(labels, row.Line, image.Error!.Message);
    }

    private static InvalidDataException Wrong(string path, int line, string what) => new(string.Create(CultureInfo.InvariantCulture, $"{path}:{line}: {what}"));

    private static int Order(string patient) => SplitSeed.Of(BitConverter.ToInt64(SHA256.HashData(Encoding.UTF8.GetBytes(patient))), 0);
}
