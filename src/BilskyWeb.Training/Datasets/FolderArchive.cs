using BilskyWeb.Core;
using BilskyWeb.Core.Geometry;
using BilskyWeb.Imaging.Archive;
using BilskyWeb.Imaging.Datasets;
using BilskyWeb.Imaging.Intake;
using BilskyWeb.Imaging.Pixels;
using BilskyWeb.Imaging.Screening;
using BilskyWeb.LocalServers;

namespace BilskyWeb.Training.Datasets;

/// <summary>A private archive that lives as long as folders are read: their files go through the same screening and into the same kind of archive as an upload.</summary>
internal sealed class FolderArchive : IAsyncDisposable
{
    private readonly string _work;
    private readonly PrivateOrthanc _orthanc;
    private readonly DicomWebArchive _archive;
    private int _folders;

    private FolderArchive(string work, PrivateOrthanc orthanc)
    {
        _work = work;
        _orthanc = orthanc;
        _archive = new DicomWebArchive(orthanc.Address());
    }

    internal static async Task<FolderArchive> StartAsync(CancellationToken cancellation)
    {
        var work = Directory.CreateTempSubdirectory("bilsky-train-").FullName;
        try
        {
            // The archive's own account passes through to its folder; what lies beside it is not readable to it.
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(work, File.GetUnixFileMode(work) | UnixFileMode.OtherExecute);
            return new FolderArchive(work, await PrivateOrthanc.StartAsync(Path.Combine(work, "archive"), cancellation, new PrivateOrthancOptions { Durable = false }).ConfigureAwait(false));
        }
        catch
        {
            Directory.Delete(work, recursive: true);
            throw;
        }
    }

    /// <summary>Screens a folder's files and stores its images.</summary>
    /// <returns>The images.</returns>
    /// <exception cref="InvalidDataException">A file is refused; the message names it.</exception>
    internal async Task<IReadOnlyList<IntakeItem>> StoreAsync(string folder, TextWriter progress, CancellationToken cancellation)
    {
        var staging = Directory.CreateDirectory(Path.Combine(_work, $"files{_folders++}")).FullName;
        var accepted = await ScreenAsync(folder, staging, cancellation).ConfigureAwait(false);
        await foreach (var outcome in _archive.StoreAsync(accepted.Select(i => new StowFile(Path.Combine(staging, i.StagedName!), i.Header!.SopInstanceUid)), cancellation).ConfigureAwait(false))
        {
            if (outcome.Status is not (StoreStatus.Stored or StoreStatus.StoredWithWarning))
                throw new InvalidDataException($"{folder}: the image {outcome.File.SopInstanceUid} could not be read: {outcome.Message}");
        }

        Directory.Delete(staging, recursive: true);
        await progress.WriteLineAsync($"{accepted.Count} images of {folder} screened").ConfigureAwait(false);
        return accepted;
    }

    /// <summary>Reads the headers of a folder's images, and keeps none of them.</summary>
    /// <exception cref="InvalidDataException">A file is refused; the message names it.</exception>
    internal static async Task<IReadOnlyList<IntakeItem>> HeadersAsync(string folder, CancellationToken cancellation)
    {
        var staging = Directory.CreateTempSubdirectory("bilsky-headers-").FullName;
        try
        {
            return await ScreenAsync(folder, staging, cancellation).ConfigureAwait(false);
        }
        finally
        {
            Directory.Delete(staging, recursive: true);
        }
    }

    private static async Task<List<IntakeItem>> ScreenAsync(string folder, string staging, CancellationToken cancellation)
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
        return accepted;
    }

    /// <summary>The headers of a study's or a series' images; null when the archive has none.</summary>
    internal async Task<IReadOnlyList<DicomDataset>?> MetadataAsync(string study, string? series, CancellationToken cancellation)
    {
        var metadata = await _archive.ReadMetadataAsync(study, series, cancellation).ConfigureAwait(false);
        return metadata.IsOk ? metadata.Value : null;
    }

    /// <summary>Headers by SOP instance UID.</summary>
    internal static Dictionary<string, DicomDataset> ByUid(IEnumerable<DicomDataset> metadata) =>
        metadata.DistinctBy(d => d.GetString(DicomTag.SopInstanceUid)).ToDictionary(d => d.GetString(DicomTag.SopInstanceUid) ?? "", StringComparer.Ordinal);

    /// <summary>The pixels of one frame along the patient's axes, as the clinic's pipeline gets them.</summary>
    /// <param name="instance">The image's header.</param>
    /// <param name="frame">From 1.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <returns>The image, or why it cannot be read.</returns>
    internal async Task<Result<PatientFrame>> ImageAsync(DicomDataset instance, int frame, CancellationToken cancellation)
    {
        var raw = await _archive.ReadFrameAsync(instance, frame, cancellation).ConfigureAwait(false);
        return raw.IsOk ? PatientFrame.Decode(instance, frame, raw.Value) : raw.Error!;
    }

    public async ValueTask DisposeAsync()
    {
        _archive.Dispose();
        await _orthanc.DisposeAsync().ConfigureAwait(false);
        Directory.Delete(_work, recursive: true);
    }
}
