using BilskyWeb.Core;
using BilskyWeb.Imaging.Datasets;

namespace BilskyWeb.Imaging.Archive;

/// <content>Sending what ours holds to another, and looking whether it is there.</content>
public sealed partial class RemoteArchives
{
    private static readonly string[] InstanceKeys = ["StudyInstanceUID", "SeriesInstanceUID", "SOPInstanceUID"];

    /// <summary>Starts sending instances to another archive: C-STORE to a modality, STOW-RS to a DICOMweb server.</summary>
    /// <param name="remote">From <see cref="ListAsync"/>.</param>
    /// <param name="instances">Instances that our archive holds.</param>
    /// <param name="ct">Cancels the request, not the job.</param>
    /// <returns>The running job, for <see cref="GetJobAsync"/>. It goes on where one is refused: <see cref="RetrieveJob.Refused"/>; whether it kept them all is for <see cref="FindInstancesAsync"/> to say.</returns>
    public async Task<Result<RetrieveJob>> SendAsync(RemoteArchive remote, IReadOnlyCollection<HeldInstance> instances, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(remote);
        ArgumentNullException.ThrowIfNull(instances);
        if (!IsName(remote.Name))
        {
            return BadName;
        }

        var ids = instances.Select(i => i.OrthancId).ToArray();
        var started = remote.Kind == RemoteKind.Modality
            ? await _http.PostJsonAsync($"modalities/{remote.Name}/store", new { Resources = ids, Synchronous = false, Permissive = true, Timeout = TimeoutSeconds }, idempotent: true, "sending to the other archive", ct).ConfigureAwait(false)
            : await _http.PostJsonAsync($"dicom-web/servers/{remote.Name}/stow", new { Resources = ids, Synchronous = false }, idempotent: true, "sending to the other archive", ct).ConfigureAwait(false);
        return started.IsOk
            ? new RetrieveJob(OrthancJson.Text(started.Value, "ID"), RetrieveState.Running, 0, "")
            : Elsewhere(started.Error!, remote.Name);
    }

    /// <summary>Asks another archive which instances of a series it holds: C-FIND at the level of instances, or QIDO-RS.</summary>
    /// <param name="remote">From <see cref="ListAsync"/>.</param>
    /// <param name="studyUid">Study instance UID.</param>
    /// <param name="seriesUid">Series instance UID.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>Their SOP instance UIDs; <see cref="RemoteUnavailable"/> when it does not answer, or takes no questions.</returns>
    public async Task<Result<IReadOnlyCollection<string>>> FindInstancesAsync(RemoteArchive remote, string studyUid, string seriesUid, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(remote);
        if (!IsName(remote.Name))
        {
            return BadName;
        }

        if (!InstanceAddress.IsUid(studyUid) || !InstanceAddress.IsUid(seriesUid))
        {
            return ArchiveRequestInvalid.BadUid;
        }

        if (remote.Kind == RemoteKind.Modality)
        {
            var terms = new Dictionary<string, string> { ["StudyInstanceUID"] = studyUid, ["SeriesInstanceUID"] = seriesUid };
            var found = await AnswersAsync(await QueryAsync(remote.Name, "Instance", InstanceKeys, terms, ct).ConfigureAwait(false), ct).ConfigureAwait(false);
            return found.IsOk
                ? found.Value.Select(i => OrthancJson.Text(i, "SOPInstanceUID")).ToHashSet(StringComparer.Ordinal)
                : Elsewhere(found.Error!, remote.Name);
        }

        var answers = await WebAnswersAsync(remote.Name, $"/studies/{studyUid}/series/{seriesUid}/instances", [], ct).ConfigureAwait(false);
        return answers.IsOk
            ? answers.Value.Select(i => i.GetString(DicomTag.SopInstanceUid) ?? "").ToHashSet(StringComparer.Ordinal)
            : Elsewhere(answers.Error!, remote.Name);
    }
}
