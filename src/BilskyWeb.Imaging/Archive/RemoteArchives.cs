using System.Text.Json;
using BilskyWeb.Core;
using BilskyWeb.Imaging.Datasets;

namespace BilskyWeb.Imaging.Archive;

/// <summary>
/// Other archives that ours can ask: DICOM modalities (C-ECHO, C-FIND, C-MOVE to ourselves; Orthanc before 1.12.7 has no C-GET client)
/// and DICOMweb servers. Retrieval runs as a job inside our archive, so it goes on when this process ends.
/// </summary>
public sealed partial class RemoteArchives
{
    private const int TimeoutSeconds = 30;

    private static readonly string[] ReturnKeys =
    [
        "StudyInstanceUID", "PatientID", "PatientName", "PatientBirthDate", "PatientSex", "StudyDate",
        "AccessionNumber", "StudyDescription", "ModalitiesInStudy", "NumberOfStudyRelatedInstances",
    ];

    private readonly ArchiveHttp _http;

    internal RemoteArchives(ArchiveHttp http) => _http = http;

    /// <summary>All archives that ours knows, by name.</summary>
    /// <param name="ct">Cancels.</param>
    public async Task<Result<IReadOnlyList<RemoteArchive>>> ListAsync(CancellationToken ct = default)
    {
        const string What = "the list of other archives";
        var modalities = await _http.GetJsonAsync("modalities?expand", What, ct).ConfigureAwait(false);
        var servers = modalities.IsOk ? await _http.GetJsonAsync("dicom-web/servers?expand", What, ct).ConfigureAwait(false) : modalities;
        if (servers.Error is not (null or NotInArchive))
        {
            return servers.Error!;
        }

        var all = OrthancJson.Members(modalities.Value).Select(entry => new RemoteArchive(
            entry.Name,
            RemoteKind.Modality,
            $"{OrthancJson.Text(entry.Value, "AET")}@{OrthancJson.Text(entry.Value, "Host")}:{OrthancJson.Number(entry.Value, "Port")}"));
        return all
            .Concat(servers.IsOk
                ? OrthancJson.Members(servers.Value).Select(entry => new RemoteArchive(entry.Name, RemoteKind.DicomWeb, OrthancJson.Text(entry.Value, "Url")))
                : [])
            .OrderBy(remote => remote.Name, StringComparer.Ordinal)
            .ToList();
    }

    /// <summary>Introduces a DICOM modality to our archive, or changes it.</summary>
    /// <param name="name">Its name here.</param>
    /// <param name="modality">Title, address and port.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<Result<Done>> SaveModalityAsync(string name, KnownModality modality, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(modality);
        return IsName(name)
            ? await SaveAsync($"modalities/{name}", new { AET = modality.AeTitle, modality.Host, modality.Port }, ct).ConfigureAwait(false)
            : BadName;
    }

    /// <summary>Introduces a DICOMweb server to our archive, or changes it.</summary>
    /// <param name="name">Its name here.</param>
    /// <param name="server">Root of its DICOMweb service, and the sign-in when it asks for one.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<Result<Done>> SaveDicomWebServerAsync(string name, ArchiveOptions server, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(server);
        if (!IsName(name))
        {
            return BadName;
        }

        var root = new Uri(new Uri(server.Url!.AbsoluteUri.TrimEnd('/') + "/"), server.DicomWebPath.Trim('/') + "/");
        return await SaveAsync($"dicom-web/servers/{name}", new { Url = root.AbsoluteUri, Username = server.User ?? "", Password = server.Password ?? "" }, ct).ConfigureAwait(false);
    }

    /// <summary>Asks a modality whether it is there and lets us in (C-ECHO).</summary>
    /// <param name="name">A modality's name here.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns><see cref="RemoteUnavailable"/> when it is not.</returns>
    public async Task<Result<Done>> EchoAsync(string name, CancellationToken ct = default)
    {
        if (!IsName(name))
        {
            return BadName;
        }

        var answer = await _http.PostJsonAsync($"modalities/{name}/echo", new { Timeout = TimeoutSeconds }, idempotent: true, "asking the other archive", ct).ConfigureAwait(false);
        return answer.IsOk ? default(Done) : Elsewhere(answer.Error!, name);
    }

    /// <summary>Searches another archive for studies.</summary>
    /// <param name="remote">From <see cref="ListAsync"/>.</param>
    /// <param name="query">What to look for; must narrow by something, an open query is refused.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>At most <see cref="StudyQuery.Limit"/> studies; <see cref="RemoteUnavailable"/> when the other archive does not answer.</returns>
    public async Task<Result<IReadOnlyList<RemoteStudy>>> FindStudiesAsync(RemoteArchive remote, StudyQuery query, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(remote);
        ArgumentNullException.ThrowIfNull(query);
        if (!IsName(remote.Name))
        {
            return BadName;
        }

        if (query.IsOpen)
        {
            return new ArchiveRequestInvalid("archive.open_query", "Say at least one of patient id, name, accession number or date: most archives refuse to list everything.");
        }

        var found = remote.Kind == RemoteKind.Modality
            ? await FindByDicomAsync(remote.Name, query, ct).ConfigureAwait(false)
            : await FindByWebAsync(remote.Name, query, ct).ConfigureAwait(false);
        return found.IsOk ? found : Elsewhere(found.Error!, remote.Name);
    }

    /// <summary>Starts fetching a study from another archive into ours.</summary>
    /// <param name="remote">From <see cref="ListAsync"/>.</param>
    /// <param name="studyUid">Study instance UID.</param>
    /// <param name="ct">Cancels the request, not the job.</param>
    /// <returns>The running job.</returns>
    public async Task<Result<RetrieveJob>> RetrieveAsync(RemoteArchive remote, string studyUid, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(remote);
        if (!IsName(remote.Name))
        {
            return BadName;
        }

        if (!InstanceAddress.IsUid(studyUid))
        {
            return ArchiveRequestInvalid.BadUid;
        }

        const string What = "fetching a study from the other archive";
        Result<JsonElement> started;
        if (remote.Kind == RemoteKind.DicomWeb)
        {
            started = await _http.PostJsonAsync(
                $"dicom-web/servers/{remote.Name}/retrieve",
                new { Resources = new[] { new { Study = studyUid } }, Synchronous = false },
                idempotent: false,
                What,
                ct).ConfigureAwait(false);
        }
        else
        {
            // C-MOVE wants the result of a C-FIND in Orthanc's interface: ask for the study, then retrieve all answers.
            var query = await QueryAsync(remote.Name, new Dictionary<string, string> { ["StudyInstanceUID"] = studyUid }, ct).ConfigureAwait(false);
            var self = query.IsOk ? await _http.GetJsonAsync("system", What, ct).ConfigureAwait(false) : default;
            started = !query.IsOk ? query.Error!
                : !self.IsOk ? self.Error!
                : await _http.PostJsonAsync(
                    $"queries/{query.Value}/retrieve",
                    new { TargetAet = OrthancJson.Text(self.Value, "DicomAet"), Synchronous = false },
                    idempotent: false,
                    What,
                    ct).ConfigureAwait(false);
        }

        return started.IsOk
            ? new RetrieveJob(OrthancJson.Text(started.Value, "ID"), RetrieveState.Running, 0, "")
            : Elsewhere(started.Error!, remote.Name);
    }

    /// <summary>Where a retrieval stands.</summary>
    /// <param name="jobId">From <see cref="RetrieveAsync"/>.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns><see cref="NotInArchive"/> once Orthanc has forgotten the job (it keeps the last ones only).</returns>
    public async Task<Result<RetrieveJob>> GetJobAsync(string jobId, CancellationToken ct = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(jobId);
        var answer = await _http.GetJsonAsync($"jobs/{Uri.EscapeDataString(jobId)}", "the state of a retrieval", ct).ConfigureAwait(false);
        if (!answer.IsOk)
        {
            return answer.Error!;
        }

        var state = OrthancJson.Text(answer.Value, "State") switch
        {
            "Success" => RetrieveState.Succeeded,
            "Failure" => RetrieveState.Failed,
            _ => RetrieveState.Running,
        };
        var message = state == RetrieveState.Failed
            ? $"The other archive did not send the study ({OrthancJson.Text(answer.Value, "ErrorDescription")}). What came before is kept; try again, or ask its operator whether it may send to us."
            : "";
        return new RetrieveJob(jobId, state, (int)OrthancJson.Number(answer.Value, "Progress"), message)
        {
            Refused = (int)OrthancJson.Number(OrthancJson.Member(answer.Value, "Content"), "FailedInstancesCount"),
        };
    }

    /// <summary>Waits for a retrieval to end.</summary>
    /// <param name="jobId">From <see cref="RetrieveAsync"/>.</param>
    /// <param name="progress">Told the percentage when it changes; may be null.</param>
    /// <param name="ct">Cancels the waiting, not the job.</param>
    /// <returns>The ended job, failed or not; an error when our own archive does not answer.</returns>
    public async Task<Result<RetrieveJob>> WaitForJobAsync(string jobId, IProgress<int>? progress = null, CancellationToken ct = default)
    {
        var told = -1;
        while (true)
        {
            var job = await GetJobAsync(jobId, ct).ConfigureAwait(false);
            if (!job.IsOk || job.Value.State != RetrieveState.Running)
            {
                return job;
            }

            if (job.Value.Percent != told)
            {
                progress?.Report(told = job.Value.Percent);
            }

            await Task.Delay(TimeSpan.FromMilliseconds(300), ct).ConfigureAwait(false);
        }
    }

    private static ArchiveRequestInvalid BadName { get; } =
        new("archive.bad_remote_name", "The name of an archive is made of letters, digits, dash and underscore.");

    private static bool IsName(string? name) =>
        name is { Length: > 0 and <= 64 } && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');

    /// <summary>Orthanc answers 500 when the other side fails: that is not our archive's fault.</summary>
    private static Error Elsewhere(Error error, string name) => error is ArchiveUnavailable { Code: "archive.failed" } ? RemoteUnavailable.For(name) : error;

    private async Task<Result<Done>> SaveAsync(string path, object body, CancellationToken ct) =>
        await _http.ReadAsync(
            () => new HttpRequestMessage(HttpMethod.Put, new Uri(_http.Root, path)) { Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body)) },
            (_, _) => Task.FromResult(default(Done)),
            "saving another archive's address",
            ct).ConfigureAwait(false);

    /// <summary>Runs a C-FIND at study level; the answer stays in our archive under the id returned.</summary>
    private Task<Result<string>> QueryAsync(string name, Dictionary<string, string> terms, CancellationToken ct) => QueryAsync(name, "Study", ReturnKeys, terms, ct);

    private async Task<Result<string>> QueryAsync(string name, string level, string[] returnKeys, Dictionary<string, string> terms, CancellationToken ct)
    {
        var keys = returnKeys.ToDictionary(key => key, key => terms.GetValueOrDefault(key, ""));
        var answer = await _http.PostJsonAsync(
            $"modalities/{name}/query", new { Level = level, Query = keys, Timeout = TimeoutSeconds }, idempotent: true, "searching the other archive", ct).ConfigureAwait(false);
        return answer.IsOk ? OrthancJson.Text(answer.Value, "ID") : answer.Error!;
    }

    /// <summary>The answers of a C-FIND, which are read once.</summary>
    private async Task<Result<IReadOnlyList<JsonElement>>> AnswersAsync(Result<string> id, CancellationToken ct)
    {
        if (!id.IsOk)
        {
            return id.Error!;
        }

        var answers = await _http.GetJsonAsync($"queries/{id.Value}/answers?expand&simplify", "searching the other archive", ct).ConfigureAwait(false);
        // Orthanc keeps a hundred answers; this one is read, so it makes room. Failing to do so does no harm.
        await _http.ChangeAsync(
            () => new HttpRequestMessage(HttpMethod.Delete, new Uri(_http.Root, $"queries/{id.Value}")), (_, _) => Task.FromResult(default(Done)), "tidying up", ct).ConfigureAwait(false);
        return answers.IsOk ? OrthancJson.Items(answers.Value).ToList() : answers.Error!;
    }

    private async Task<Result<IReadOnlyList<RemoteStudy>>> FindByDicomAsync(string name, StudyQuery query, CancellationToken ct)
    {
        var answers = await AnswersAsync(await QueryAsync(name, query.Terms().ToDictionary(), ct).ConfigureAwait(false), ct).ConfigureAwait(false);
        return answers.IsOk
            ? answers.Value.Take(query.Limit).Select(study => new RemoteStudy(StudyDescription.From(study, study))
            {
                Modalities = OrthancJson.Text(study, "ModalitiesInStudy").Replace('\\', ','),
                Instances = int.TryParse(OrthancJson.Text(study, "NumberOfStudyRelatedInstances"), out var count) ? count : null,
            }).ToList()
            : answers.Error!;
    }

    private async Task<Result<IReadOnlyList<RemoteStudy>>> FindByWebAsync(string name, StudyQuery query, CancellationToken ct)
    {
        var arguments = query.Terms().Append(new("limit", query.Limit.ToString(System.Globalization.CultureInfo.InvariantCulture))).ToDictionary();
        var answers = await WebAnswersAsync(name, "/studies", arguments, ct).ConfigureAwait(false);
        return answers.IsOk
            ? answers.Value.Take(query.Limit).Select(study => new RemoteStudy(StudyDescription.From(study))
            {
                Modalities = string.Join(',', study.GetStrings(DicomTag.ModalitiesInStudy)),
                Instances = study.GetInt(DicomTag.NumberOfStudyRelatedInstances),
            }).ToList()
            : answers.Error!;
    }

    /// <summary>The answers of a QIDO-RS search. Orthanc's own "qido" call would flatten them; "get" hands the other server's DICOM JSON through.</summary>
    private async Task<Result<IReadOnlyList<DicomDataset>>> WebAnswersAsync(string name, string path, Dictionary<string, string> arguments, CancellationToken ct)
    {
        var answers = await _http.PostJsonAsync(
            $"dicom-web/servers/{name}/get",
            new { Uri = path, Arguments = arguments, HttpHeaders = new { Accept = "application/dicom+json" } },
            idempotent: true,
            "searching the other archive",
            ct).ConfigureAwait(false);
        return answers.IsOk ? OrthancJson.Items(answers.Value).Where(answer => answer.ValueKind == JsonValueKind.Object).Select(DicomDataset.Parse).ToList() : answers.Error!;
    }
}
