using System.Globalization;
using BilskyWeb.Core;

namespace BilskyWeb.Imaging.Archive;

/// <summary>
/// What Orthanc offers beyond DICOMweb: its change feed, its state, look-ups by UID, removal. Thread-safe; one per process.
/// Querying and retrieving from other archives is <see cref="RemoteArchives"/>.
/// </summary>
public sealed class OrthancArchive : IDisposable
{
    private readonly ArchiveHttp _http;

    /// <summary>Makes a client; nothing is sent yet.</summary>
    /// <param name="options">Where the archive is.</param>
    /// <exception cref="ArgumentException">The address is missing or not absolute.</exception>
    public OrthancArchive(ArchiveOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _http = new ArchiveHttp(options);
        Remotes = new RemoteArchives(_http);
        Instances = new ArchivedInstances(_http);
    }

    /// <summary>Other archives that this one knows: DICOM modalities and DICOMweb servers.</summary>
    public RemoteArchives Remotes { get; }

    /// <summary>Single instances, and where identifiers lie.</summary>
    public ArchivedInstances Instances { get; }

    /// <summary>What the archive says about itself.</summary>
    /// <param name="ct">Cancels.</param>
    public async Task<Result<ArchiveSystem>> GetSystemAsync(CancellationToken ct = default)
    {
        var answer = await _http.GetJsonAsync("system", "the archive's state", ct).ConfigureAwait(false);
        return answer.IsOk ? ArchiveSystem.Read(answer.Value) : answer.Error!;
    }

    /// <summary>How much the archive holds.</summary>
    /// <param name="ct">Cancels.</param>
    public async Task<Result<ArchiveStatistics>> GetStatisticsAsync(CancellationToken ct = default)
    {
        var answer = await _http.GetJsonAsync("statistics", "the archive's state", ct).ConfigureAwait(false);
        return answer.IsOk
            ? new ArchiveStatistics(
                OrthancJson.Number(answer.Value, "CountStudies"), OrthancJson.Number(answer.Value, "CountSeries"), OrthancJson.Number(answer.Value, "CountInstances"), OrthancJson.Number(answer.Value, "TotalDiskSize"))
            : answer.Error!;
    }

    /// <summary>Reads the change feed: what came, became stable or went, in order.</summary>
    /// <param name="since">The last sequence number already handled; 0 at the beginning.</param>
    /// <param name="limit">At most so many changes.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<Result<ArchiveChanges>> ReadChangesAsync(long since, int limit = 500, CancellationToken ct = default)
    {
        var answer = await _http.GetJsonAsync(
            string.Create(CultureInfo.InvariantCulture, $"changes?since={since}&limit={limit}"), "the archive's news", ct).ConfigureAwait(false);
        return answer.IsOk ? ArchiveChanges.Read(answer.Value, since) : answer.Error!;
    }

    /// <summary>The sequence number of the newest change.</summary>
    /// <param name="ct">Cancels.</param>
    public async Task<Result<long>> LastChangeAsync(CancellationToken ct = default)
    {
        var answer = await _http.GetJsonAsync("changes?last", "the archive's news", ct).ConfigureAwait(false);
        return answer.IsOk ? OrthancJson.Number(answer.Value, "Last") : answer.Error!;
    }

    /// <summary>Orthanc's own ids of a study: several when instances with one study UID came under different patient ids.</summary>
    /// <param name="studyUid">Study instance UID.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<Result<IReadOnlyList<string>>> LookUpStudyAsync(string studyUid, CancellationToken ct = default)
    {
        if (!InstanceAddress.IsUid(studyUid))
        {
            return ArchiveRequestInvalid.BadUid;
        }

        var answer = await LookUpAsync(studyUid, ct).ConfigureAwait(false);
        return answer.IsOk ? answer.Value.Where(found => found.Type == "Study").Select(found => found.Id).ToList() : answer.Error!;
    }

    /// <summary>A study as Orthanc holds it.</summary>
    /// <param name="orthancId">Orthanc's own id, from the change feed or <see cref="LookUpStudyAsync"/>.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns><see cref="NotInArchive"/> when it has gone meanwhile.</returns>
    public async Task<Result<ArchivedStudy>> GetStudyAsync(string orthancId, CancellationToken ct = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(orthancId);
        var answer = await _http.GetJsonAsync($"studies/{Uri.EscapeDataString(orthancId)}", "reading a study", ct).ConfigureAwait(false);
        return answer.IsOk ? ArchivedStudy.Read(answer.Value) : answer.Error!;
    }

    /// <summary>
    /// Describes a study by the head of one of its files, decoded as screening decodes it. Orthanc's own answers cannot be trusted with names:
    /// QIDO-RS writes them in one encoding, in which other scripts are lost ("^" for a name in Cyrillic), and misspelt character sets lose letters everywhere.
    /// </summary>
    /// <param name="orthancId">Orthanc's own id, from <see cref="LookUpStudyAsync"/>.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns><see cref="NotInArchive"/> when it has gone meanwhile. Where the file's head is damaged, what Orthanc made of it.</returns>
    public async Task<Result<DescribedStudy>> DescribeStudyAsync(string orthancId, CancellationToken ct = default)
    {
        const string What = "reading a study";
        var study = await GetStudyAsync(orthancId, ct).ConfigureAwait(false);
        if (!study.IsOk)
        {
            return study.Error!;
        }

        var count = await _http.GetJsonAsync($"studies/{Uri.EscapeDataString(orthancId)}/statistics", What, ct).ConfigureAwait(false);
        if (!count.IsOk)
        {
            return count.Error!;
        }

        if (study.Value.SeriesIds is not [var first, ..])
        {
            return NotInArchive.For(What);
        }

        var series = await _http.GetJsonAsync($"series/{Uri.EscapeDataString(first)}", What, ct).ConfigureAwait(false);
        if (!series.IsOk)
        {
            return series.Error!;
        }

        if (OrthancJson.Items(series.Value, "Instances") is not [var instance, ..])
        {
            return NotInArchive.For(What);
        }

        var head = await Instances.ReadHeadAsync(instance.GetString() ?? "", ct).ConfigureAwait(false);
        return head.IsOk ? new DescribedStudy(orthancId, head.Value ?? study.Value.ToDataset(), (int)OrthancJson.Number(count.Value, "CountInstances")) : head.Error!;
    }

    /// <summary>Images of a study that came again by C-STORE with other attributes under the same identifiers: the archive keeps the first and drops the others (sent-again.lua).</summary>
    /// <param name="studyUid">Study instance UID.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>Their SOP instance UIDs, each once; empty too where the archive does not have the script.</returns>
    public async Task<Result<IReadOnlyList<string>>> SentOtherwiseAsync(string studyUid, CancellationToken ct = default)
    {
        var studies = await LookUpStudyAsync(studyUid, ct).ConfigureAwait(false);
        if (!studies.IsOk)
        {
            return studies.Error!;
        }

        List<string> images = [];
        foreach (var study in studies.Value)
        {
            var answer = await _http.GetJsonAsync($"studies/{Uri.EscapeDataString(study)}/metadata?expand", "asking what came again", ct).ConfigureAwait(false);
            if (answer.Error is not null and not NotFoundError)
            {
                return answer.Error;
            }

            if (answer.IsOk)
            {
                images.AddRange(OrthancJson.Text(answer.Value, "SentOtherwise").Split(' ', StringSplitOptions.RemoveEmptyEntries));
            }
        }

        return images.Distinct(StringComparer.Ordinal).ToList();
    }

    /// <summary>The study that an instance or a series belongs to, by Orthanc's own ids.</summary>
    /// <param name="change">A change that names a study, a series or an instance.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns><see cref="NotInArchive"/> when it has gone meanwhile, or the change is about a patient.</returns>
    public async Task<Result<ArchivedStudy>> StudyOfAsync(ArchiveChange change, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(change);
        const string What = "finding the study of a change";
        if (change.Resource is "Study")
        {
            return await GetStudyAsync(change.OrthancId, ct).ConfigureAwait(false);
        }

        if (change.Resource is not ("Series" or "Instance"))
        {
            return NotInArchive.For(What);
        }

        var folder = change.Resource == "Series" ? "series" : "instances";
        var answer = await _http.GetJsonAsync($"{folder}/{Uri.EscapeDataString(change.OrthancId)}/study", What, ct).ConfigureAwait(false);
        return answer.IsOk ? ArchivedStudy.Read(answer.Value) : answer.Error!;
    }

    /// <summary>Which of these instances the archive already holds.</summary>
    /// <param name="sopInstanceUids">SOP instance UIDs; those that are no UIDs are not held.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<Result<IReadOnlyList<HeldInstance>>> FindHeldAsync(IReadOnlyCollection<string> sopInstanceUids, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(sopInstanceUids);
        const int BatchSize = 200;
        var held = new List<HeldInstance>();
        foreach (var uids in sopInstanceUids.Where(InstanceAddress.IsUid).Distinct().Chunk(BatchSize))
        {
            var found = await _http.PostJsonAsync(
                "tools/find",
                new { Level = "Instance", Expand = true, Query = new { SOPInstanceUID = string.Join('\\', uids) } },
                idempotent: true,
                "looking for images",
                ct).ConfigureAwait(false);
            if (!found.IsOk)
            {
                return found.Error!;
            }

            held.AddRange(OrthancJson.Items(found.Value).Select(entry => new HeldInstance(
                OrthancJson.Text(entry, "ID"), OrthancJson.Text(OrthancJson.Member(entry, "MainDicomTags"), "SOPInstanceUID"))));
        }

        return held;
    }

    /// <summary>The instances of one of Orthanc's studies.</summary>
    /// <param name="orthancId">Orthanc's own id, from <see cref="LookUpStudyAsync"/>.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<Result<IReadOnlyList<HeldInstance>>> ListInstancesAsync(string orthancId, CancellationToken ct = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(orthancId);
        var answer = await _http.GetJsonAsync($"studies/{Uri.EscapeDataString(orthancId)}/instances", "listing the images of a study", ct).ConfigureAwait(false);
        return answer.IsOk
            ? OrthancJson.Items(answer.Value).Select(entry => new HeldInstance(
                OrthancJson.Text(entry, "ID"), OrthancJson.Text(OrthancJson.Member(entry, "MainDicomTags"), "SOPInstanceUID"))).ToList()
            : answer.Error!;
    }

    /// <summary>The instances that lie under a study UID, of whatever patient.</summary>
    /// <param name="studyUid">Study instance UID.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<Result<IReadOnlyList<HeldInstance>>> ListStudyAsync(string studyUid, CancellationToken ct = default)
    {
        var ids = await LookUpStudyAsync(studyUid, ct).ConfigureAwait(false);
        if (ids.Error is { } failed)
        {
            return failed;
        }

        var all = new List<HeldInstance>();
        foreach (var id in ids.Value)
        {
            var some = await ListInstancesAsync(id, ct).ConfigureAwait(false);
            if (some.Error is not (null or NotInArchive))
            {
                return some;
            }

            all.AddRange(some.IsOk ? some.Value : []);
        }

        return all;
    }

    /// <summary>MD5 of an instance's file as the archive keeps it, in lower-case hexadecimal: equal to that of what was stored over DICOMweb.</summary>
    /// <param name="instance">The instance.</param>
    /// <param name="ct">Cancels.</param>
    public Task<Result<string>> ReadMd5Async(HeldInstance instance, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(instance);
        return _http.ReadAsync(
            () => new HttpRequestMessage(HttpMethod.Get, new Uri(_http.Root, $"instances/{instance.OrthancId}/attachments/dicom/md5")),
            (response, token) => response.Content.ReadAsStringAsync(token),
            "comparing images",
            ct);
    }

    /// <summary>Copies an instance's file as the archive keeps it.</summary>
    /// <param name="instance">The instance.</param>
    /// <param name="target">Readable, writable and seekable; emptied first, and left at its end.</param>
    /// <param name="ct">Cancels.</param>
    public Task<Result<Done>> CopyFileAsync(HeldInstance instance, Stream target, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(instance);
        ArgumentNullException.ThrowIfNull(target);
        return _http.ReadAsync(
            () => new HttpRequestMessage(HttpMethod.Get, new Uri(_http.Root, $"instances/{instance.OrthancId}/file")),
            async (response, token) =>
            {
                target.SetLength(0);
                await response.Content.CopyToAsync(target, token).ConfigureAwait(false);
                return default(Done);
            },
            "reading an image's file",
            ct);
    }

    /// <summary>Removes a study with all its instances from the archive, for good.</summary>
    /// <param name="studyUid">Study instance UID.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>How many of Orthanc's studies went (one per patient id); 0 when it was not there.</returns>
    public async Task<Result<int>> DeleteStudyAsync(string studyUid, CancellationToken ct = default)
    {
        var ids = await LookUpStudyAsync(studyUid, ct).ConfigureAwait(false);
        if (!ids.IsOk)
        {
            return ids.Error!;
        }

        foreach (var id in ids.Value)
        {
            var gone = await DeleteAsync(id, ct).ConfigureAwait(false);
            if (gone.Error is not (null or NotInArchive))
            {
                return gone.Error;
            }
        }

        return ids.Value.Count;
    }

    /// <summary>Removes one of Orthanc's studies for good: the images that one patient id has under a study UID.</summary>
    /// <param name="orthancId">Orthanc's own id, from <see cref="LookUpStudyAsync"/>.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns><see cref="NotInArchive"/> when it has gone already.</returns>
    public Task<Result<Done>> DeleteAsync(string orthancId, CancellationToken ct = default) =>
        _http.ReadAsync(
            () => new HttpRequestMessage(HttpMethod.Delete, new Uri(_http.Root, $"studies/{Uri.EscapeDataString(orthancId)}")),
            (_, _) => Task.FromResult(default(Done)),
            "removing a study",
            ct);

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private Task<Result<List<(string Type, string Id)>>> LookUpAsync(string uid, CancellationToken ct) =>
        _http.ReadAsync(
            () => new HttpRequestMessage(HttpMethod.Post, new Uri(_http.Root, "tools/lookup")) { Content = new StringContent(uid) },
            async (response, token) =>
            {
                var json = await ArchiveHttp.JsonAsync(response, token).ConfigureAwait(false);
                return OrthancJson.Items(json).Select(entry => (OrthancJson.Text(entry, "Type"), OrthancJson.Text(entry, "ID"))).ToList();
            },
            "looking an identifier up",
            ct);
}
