using System.Text.Json;
using BilskyWeb.Core;
using BilskyWeb.Imaging.Datasets;
using BilskyWeb.Imaging.Screening;

namespace BilskyWeb.Imaging.Archive;

/// <summary>What Orthanc says of single instances, and in which studies identifiers lie: one series or SOP instance UID may lie in several.</summary>
public sealed class ArchivedInstances
{
    private const int BatchSize = 200;

    private readonly ArchiveHttp _http;
    private readonly Part10Screener _screener = new(new ScreeningLimits());

    internal ArchivedInstances(ArchiveHttp http) => _http = http;

    /// <summary>The studies that hold any of these series or instances.</summary>
    /// <param name="seriesUids">Series instance UIDs.</param>
    /// <param name="sopUids">SOP instance UIDs.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>Their study instance UIDs, each once.</returns>
    public async Task<Result<IReadOnlyCollection<string>>> FindStudiesAsync(IReadOnlyCollection<string> seriesUids, IReadOnlyCollection<string> sopUids, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(seriesUids);
        ArgumentNullException.ThrowIfNull(sopUids);
        var series = await FindAsync("Series", "SeriesInstanceUID", seriesUids, "ID", ct).ConfigureAwait(false);
        var parents = series.IsOk ? await FindAsync("Instance", "SOPInstanceUID", sopUids, "ParentSeries", ct).ConfigureAwait(false) : series;
        if (parents.Error is { } failed)
        {
            return failed;
        }

        var studies = new HashSet<string>(StringComparer.Ordinal);
        foreach (var id in series.Value.Union(parents.Value))
        {
            var study = await _http.GetJsonAsync($"series/{Uri.EscapeDataString(id)}/study", "finding a series' study", ct).ConfigureAwait(false);
            if (study.Error is not (null or NotInArchive))
            {
                return study.Error;
            }

            if (study.IsOk)
            {
                studies.Add(ArchivedStudy.Read(study.Value).StudyInstanceUid);
            }
        }

        return studies;
    }

    /// <summary>Reads the head of an instance's file, decoded as screening decodes it.</summary>
    /// <param name="orthancId">Orthanc's own id.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>Identity, study and series attributes; null where the head is damaged; <see cref="NotInArchive"/> when the instance has gone meanwhile.</returns>
    public Task<Result<DicomDataset?>> ReadHeadAsync(string orthancId, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(orthancId);
        return _http.ReadAsync(
            () => new HttpRequestMessage(HttpMethod.Get, new Uri(_http.Root, $"instances/{Uri.EscapeDataString(orthancId)}/file")),
            async (response, token) =>
            {
                // Only the head is read: the rest of a large file stays where it is.
                await using var file = await response.Content.ReadAsStreamAsync(token).ConfigureAwait(false);
                return await _screener.ReadHeadAsync(file, token).ConfigureAwait(false);
            },
            "reading an image's header",
            ct);
    }

    /// <summary>Whether an instance came to the archive over DICOMweb (STOW-RS), as everything that BilskyWeb itself sends, and no other way (C-STORE, Orthanc's own interface), before or after: the archive notes who sends an image again that it holds.</summary>
    /// <param name="orthancId">Orthanc's own id.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>False too where the archive does not say. An image of other attributes that was sent under the same identifiers is no other way of this one: it was dropped.</returns>
    public Task<Result<bool>> CameByDicomWebAloneAsync(string orthancId, CancellationToken ct = default) => _http.ReadAsync(
        () => new HttpRequestMessage(HttpMethod.Get, new Uri(_http.Root, $"instances/{Uri.EscapeDataString(orthancId)}/metadata?expand")),
        async (response, token) =>
        {
            using var answer = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(token).ConfigureAwait(false));
            return OrthancJson.Text(answer.RootElement, "Origin") == "Plugins" && OrthancJson.Text(answer.RootElement, "SentAgain") != "same";
        },
        "asking how an image came",
        ct);

    /// <summary>Copies the pages of an Encapsulated PDF.</summary>
    /// <param name="orthancId">Orthanc's own id.</param>
    /// <param name="target">Receives the file.</param>
    /// <param name="ct">Cancels.</param>
    public Task<Result<Done>> CopyPdfAsync(string orthancId, Stream target, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(target);
        return _http.ReadAsync(
            () => new HttpRequestMessage(HttpMethod.Get, new Uri(_http.Root, $"instances/{Uri.EscapeDataString(orthancId)}/pdf")),
            async (response, token) =>
            {
                target.SetLength(0);
                await response.Content.CopyToAsync(target, token).ConfigureAwait(false);
                return default(Done);
            },
            "reading a report",
            ct);
    }

    /// <summary>Removes an instance for good; its series and study go with the last one.</summary>
    /// <param name="orthancId">Orthanc's own id.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns><see cref="NotInArchive"/> when it has gone already.</returns>
    public Task<Result<Done>> DeleteAsync(string orthancId, CancellationToken ct = default) => _http.ReadAsync(
        () => new HttpRequestMessage(HttpMethod.Delete, new Uri(_http.Root, $"instances/{Uri.EscapeDataString(orthancId)}")),
        (_, _) => Task.FromResult(default(Done)),
        "removing an image",
        ct);

    private async Task<Result<HashSet<string>>> FindAsync(string level, string attribute, IReadOnlyCollection<string> uids, string member, CancellationToken ct)
    {
        var ids = new HashSet<string>(StringComparer.Ordinal);
        foreach (var some in uids.Where(InstanceAddress.IsUid).Distinct().Chunk(BatchSize))
        {
            var query = new Dictionary<string, string> { [attribute] = string.Join('\\', some) };
            var found = await _http.PostJsonAsync("tools/find", new { Level = level, Expand = true, Query = query }, idempotent: true, "looking for identifiers", ct).ConfigureAwait(false);
            if (found.Error is { } failed)
            {
                return failed;
            }

            ids.UnionWith(OrthancJson.Items(found.Value).Select(entry => OrthancJson.Text(entry, member)).Where(id => id.Length > 0));
        }

        return ids;
    }
}
