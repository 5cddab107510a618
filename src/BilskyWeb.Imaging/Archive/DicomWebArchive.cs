using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text.Json;
using BilskyWeb.Core;
using BilskyWeb.Imaging.Datasets;
using BilskyWeb.Imaging.Screening;

namespace BilskyWeb.Imaging.Archive;

/// <summary>
/// The archive over DICOMweb (PS3.18): QIDO-RS to find, WADO-RS to read, STOW-RS to store. Thread-safe; one per process.
/// An archive that does not answer is a <see cref="ArchiveUnavailable"/> result, never an exception.
/// </summary>
public sealed class DicomWebArchive : IDisposable
{
    /// <summary>Instances are asked for in pages of this size.</summary>
    private const int PageSize = 500;

    /// <summary>Largest frame read, in bytes: 4096 × 4096 pixels of 16 bits, plus one padding byte.</summary>
    private const int FrameLimit = (4096 * 4096 * 2) + 1;

    private const string DicomJson = "application/dicom+json";

    /// <summary>Asks for bytes as explicit VR little endian, whatever the stored transfer syntax.</summary>
    private const string RawFrames = "multipart/related; type=\"application/octet-stream\"; transfer-syntax=" + DicomUid.ExplicitVrLittleEndian;

    /// <summary>Asks for the file as it is stored.</summary>
    private const string StoredFile = "multipart/related; type=\"application/dicom\"; transfer-syntax=*";

    private const int FilesAtOnce = 4;

    private readonly ArchiveHttp _http;
    private readonly StowSender _stow;
    private readonly Part10Screener _screener = new(new ScreeningLimits());

    /// <summary>Makes a client; nothing is sent yet.</summary>
    /// <param name="options">Where the archive is.</param>
    /// <exception cref="ArgumentException">The address is missing or not absolute.</exception>
    public DicomWebArchive(ArchiveOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _http = new ArchiveHttp(options);
        _stow = new StowSender(_http);
    }

    /// <summary>Finds studies (QIDO-RS), one page of them.</summary>
    /// <param name="query">What to look for; <see cref="StudyQuery.Limit"/> and <see cref="StudyQuery.Offset"/> page.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<Result<IReadOnlyList<DicomDataset>>> FindStudiesAsync(StudyQuery query, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        var terms = query.Terms().Select(term => $"{term.Key}={QidoValue.Encode(term.Value)}").ToList();
        // Orthanc 1.10 counts a page before it looks at the modalities of a study, so such a search is paged here.
        var pagedHere = !string.IsNullOrWhiteSpace(query.Modality);
        if (!pagedHere)
        {
            terms.AddRange([$"limit={query.Limit}", $"offset={query.Offset}"]);
        }

        var found = await GetDatasetsAsync($"studies?{string.Join('&', terms)}", "the search for studies", ct).ConfigureAwait(false);
        if (!found.IsOk)
        {
            return found;
        }

        var matching = found.Value.Where(study => QidoValue.Matches(query, study));
        return (pagedHere ? matching.Skip(query.Offset).Take(query.Limit) : matching).ToList();
    }

    /// <summary>Finds the series of a study (QIDO-RS).</summary>
    /// <param name="studyUid">Study instance UID.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<Result<IReadOnlyList<DicomDataset>>> FindSeriesAsync(string studyUid, CancellationToken ct = default) =>
        InstanceAddress.IsUid(studyUid)
            ? await FindAllAsync($"studies/{studyUid}/series", "the list of series", ct).ConfigureAwait(false)
            : ArchiveRequestInvalid.BadUid;

    /// <summary>Finds the instances of a study, or of one series (QIDO-RS).</summary>
    /// <param name="studyUid">Study instance UID.</param>
    /// <param name="seriesUid">Series instance UID, or null for the whole study.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<Result<IReadOnlyList<DicomDataset>>> FindInstancesAsync(string studyUid, string? seriesUid = null, CancellationToken ct = default) =>
        InstanceAddress.IsUid(studyUid) && (seriesUid is null || InstanceAddress.IsUid(seriesUid))
            ? await FindAllAsync($"{SeriesPath(studyUid, seriesUid)}/instances", "the list of images", ct).ConfigureAwait(false)
            : ArchiveRequestInvalid.BadUid;

    /// <summary>Reads all attributes but pixel data (WADO-RS metadata) of a study, or of one series.</summary>
    /// <param name="studyUid">Study instance UID.</param>
    /// <param name="seriesUid">Series instance UID, or null for the whole study.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>One data set per instance; <see cref="NotInArchive"/> when the archive does not hold the study or series.</returns>
    public async Task<Result<IReadOnlyList<DicomDataset>>> ReadMetadataAsync(string studyUid, string? seriesUid = null, CancellationToken ct = default) =>
        InstanceAddress.IsUid(studyUid) && (seriesUid is null || InstanceAddress.IsUid(seriesUid))
            ? await MendedAsync(await GetDatasetsAsync($"{SeriesPath(studyUid, seriesUid)}/metadata", "reading the images' headers", ct).ConfigureAwait(false), ct).ConfigureAwait(false)
            : ArchiveRequestInvalid.BadUid;

    /// <summary>Reads all attributes but pixel data of one instance (WADO-RS metadata).</summary>
    /// <param name="address">The instance.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<Result<DicomDataset>> ReadMetadataAsync(InstanceAddress address, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (!address.IsValid)
        {
            return ArchiveRequestInvalid.BadUid;
        }

        const string What = "reading the image's header";
        var found = await MendedAsync(await GetDatasetsAsync($"{address.Path}/metadata", What, ct).ConfigureAwait(false), ct).ConfigureAwait(false);
        return !found.IsOk ? found.Error! : found.Value is [var only, ..] ? only : NotInArchive.For(What);
    }

    /// <summary>Reads one frame's pixels, decompressed by the archive (WADO-RS frames).</summary>
    /// <param name="instance">The instance's metadata: it is checked before the archive is asked to decode (see <see cref="FrameDecoding"/>).</param>
    /// <param name="frame">Frame number, from 1.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>The frame's bytes, little endian, for <see cref="Pixels.FramePixels.Decode"/>; <see cref="FrameNotDecodable"/> when the archive cannot decode them.</returns>
    public async Task<Result<byte[]>> ReadFrameAsync(DicomDataset instance, int frame, CancellationToken ct = default)
    {
        var frames = await ReadFramesAsync(instance, [frame], ct).ConfigureAwait(false);
        return frames.IsOk ? frames.Value[0] : frames.Error!;
    }

    /// <summary>Reads several frames of one instance in one request.</summary>
    /// <param name="instance">The instance's metadata.</param>
    /// <param name="frames">Frame numbers, from 1. All are held in memory together: ask for tens, not thousands.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>The frames' bytes in the order asked for.</returns>
    public async Task<Result<IReadOnlyList<byte[]>>> ReadFramesAsync(DicomDataset instance, IReadOnlyList<int> frames, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(instance);
        ArgumentNullException.ThrowIfNull(frames);
        var address = InstanceAddress.Of(instance);
        if (!address.IsValid)
        {
            return ArchiveRequestInvalid.BadUid;
        }

        if (FrameDecoding.WhyNot(instance) is { } refused)
        {
            return refused;
        }

        HttpRequestMessage Request()
        {
            var request = new HttpRequestMessage(HttpMethod.Get, new Uri(_http.DicomWebRoot, $"{address.Path}/frames/{string.Join(',', frames)}"));
            request.Headers.Accept.ParseAdd(RawFrames);
            return request;
        }

        var read = await _http.ReadAsync<IReadOnlyList<byte[]>>(
            Request,
            async (response, token) => await ReadPartsAsync(response, frames.Count, token).ConfigureAwait(false),
            "reading the image's pixels",
            ct).ConfigureAwait(false);
        return read.Error is ArchiveUnavailable { Code: "archive.failed" } or ArchiveRequestInvalid ? FrameDecoding.Failed : read;
    }

    /// <summary>
    /// Stores files (STOW-RS), streamed from disk in batches, so memory does not grow with their number or size.
    /// Storing what the archive already holds succeeds and changes nothing.
    /// </summary>
    /// <param name="files">Screened Part 10 files. Enumerated once, as they are sent.</param>
    /// <param name="ct">Cancels between and within batches; outcomes already given stay true.</param>
    /// <returns>One outcome per file, in the order given. A file that could not be sent because the archive does not answer is
    /// <see cref="StoreStatus.Unavailable"/> and may be sent again.</returns>
    public async IAsyncEnumerable<StoreOutcome> StoreAsync(IEnumerable<StowFile> files, [EnumeratorCancellation] CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(files);
        foreach (var batch in StowSender.Batches(files))
        {
            foreach (var outcome in await _stow.SendAsync(batch, ct).ConfigureAwait(false))
            {
                yield return outcome;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    /// <summary>Reads again from the stored files what an answer has lost of their numbers. A file that cannot be fetched leaves the answer as it is:
    /// its numbers are then refused as unreadable, not guessed.</summary>
    private async Task<Result<IReadOnlyList<DicomDataset>>> MendedAsync(Result<IReadOnlyList<DicomDataset>> answer, CancellationToken ct)
    {
        if (answer.IsOk)
        {
            // One image of each series says how it is compressed, which no attribute needs to say.
            var ofSeries = answer.Value.Where(IsPlainMr).DistinctBy(instance => instance.GetString(DicomTag.SeriesInstanceUid)).ToHashSet();
            await Parallel.ForEachAsync(
                answer.Value.Where(instance => ofSeries.Contains(instance) || LostNumbers.In(instance)),
                new ParallelOptions { MaxDegreeOfParallelism = FilesAtOnce, CancellationToken = ct },
                async (instance, token) =>
                {
                    var read = await ReadHeadAsync(InstanceAddress.Of(instance), token).ConfigureAwait(false);
                    if (read.IsOk && read.Value is { } head)
                    {
                        LostNumbers.Mend(instance, head);
                        if (head.GetString(DicomTag.AvailableTransferSyntaxUid) is { } syntax)
                        {
                            instance.Set(DicomTag.AvailableTransferSyntaxUid, syntax);
                        }
                    }
                }).ConfigureAwait(false);
        }

        return answer;
    }

    private static bool IsPlainMr(DicomDataset instance) =>
        instance.GetString(DicomTag.Modality) == "MR" && instance.GetInt(DicomTag.Rows) > 0 && instance.GetString(DicomTag.LossyImageCompression) is not "01"
        && !instance.Contains(DicomTag.AvailableTransferSyntaxUid);

    private async Task<Result<DicomDataset?>> ReadHeadAsync(InstanceAddress address, CancellationToken ct)
    {
        if (!address.IsValid)
        {
            return ArchiveRequestInvalid.BadUid;
        }

        HttpRequestMessage Request()
        {
            var request = new HttpRequestMessage(HttpMethod.Get, new Uri(_http.DicomWebRoot, address.Path));
            request.Headers.Accept.ParseAdd(StoredFile);
            return request;
        }

        return await _http.ReadAsync(
            Request,
            async (response, token) =>
            {
                await using var stream = await response.Content.ReadAsStreamAsync(token).ConfigureAwait(false);
                // Only the head is read: the rest of a large file stays where it is.
                var file = MultipartRelatedReader.Boundary(response.Content.Headers.ContentType) is { } boundary
                    ? await new MultipartRelatedReader(stream, boundary).OpenFirstPartAsync(token).ConfigureAwait(false)
                    : stream;
                return await _screener.ReadHeadAsync(file, token).ConfigureAwait(false);
            },
            "reading an image's file",
            ct).ConfigureAwait(false);
    }

    private static string SeriesPath(string studyUid, string? seriesUid) =>
        seriesUid is null ? $"studies/{studyUid}" : $"studies/{studyUid}/series/{seriesUid}";

    private static async Task<List<byte[]>> ReadPartsAsync(HttpResponseMessage response, int expected, CancellationToken ct)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(ct).ConfigureAwait(false);
        var parts = new List<byte[]>(expected);
        if (MultipartRelatedReader.Boundary(response.Content.Headers.ContentType) is { } boundary)
        {
            var reader = new MultipartRelatedReader(stream, boundary);
            while (parts.Count <= expected && await reader.ReadPartAsync(FrameLimit, ct).ConfigureAwait(false) is { } part)
            {
                parts.Add(part);
            }
        }
        else
        {
            using var whole = new MemoryStream();
            await stream.CopyToAsync(whole, ct).ConfigureAwait(false);
            parts.Add(whole.ToArray());
        }

        return parts.Count == expected ? parts : throw new InvalidAnswerException($"{parts.Count} frames came where {expected} were asked for.");
    }

    private async Task<Result<IReadOnlyList<DicomDataset>>> FindAllAsync(string path, string what, CancellationToken ct)
    {
        var all = new List<DicomDataset>();
        while (true)
        {
            var page = await GetDatasetsAsync($"{path}?limit={PageSize}&offset={all.Count}", what, ct).ConfigureAwait(false);
            if (!page.IsOk)
            {
                return page.Error!;
            }

            all.AddRange(page.Value);
            if (page.Value.Count < PageSize)
            {
                return all;
            }
        }
    }

    private Task<Result<IReadOnlyList<DicomDataset>>> GetDatasetsAsync(string relative, string what, CancellationToken ct) =>
        _http.ReadAsync<IReadOnlyList<DicomDataset>>(
            () =>
            {
                var request = new HttpRequestMessage(HttpMethod.Get, QidoValue.Address(_http.DicomWebRoot, relative));
                request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(DicomJson));
                return request;
            },
            async (response, token) =>
            {
                var datasets = new List<DicomDataset>();
                if (response.StatusCode != System.Net.HttpStatusCode.NoContent)
                {
                    await using var stream = await response.Content.ReadAsStreamAsync(token).ConfigureAwait(false);
                    await foreach (var element in JsonSerializer.DeserializeAsyncEnumerable<JsonElement>(stream, cancellationToken: token).ConfigureAwait(false))
                    {
                        datasets.Add(element.ValueKind == JsonValueKind.Object
                            ? DicomDataset.Parse(element)
                            : throw new InvalidAnswerException("An item of the answer is no data set."));
                    }
                }

                return datasets;
            },
            what,
            ct);
}
