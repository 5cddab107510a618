using BilskyWeb.Core;
using BilskyWeb.Imaging.Datasets;

namespace BilskyWeb.Imaging.Archive;

/// <content>How many instances the others hold.</content>
public sealed partial class RemoteArchives
{
    private static readonly string[] SeriesKeys = ["StudyInstanceUID", "SeriesInstanceUID", "Modality", "SeriesDescription", "NumberOfSeriesRelatedInstances"];

    /// <summary>A number beyond this is no count of images.</summary>
    private const int MostInstances = 20_000;

    /// <summary>Asks another archive how many instances it holds of a study: by series, or of the whole study where it does not count series.</summary>
    /// <param name="remote">From <see cref="ListAsync"/>.</param>
    /// <param name="studyUid">Study instance UID.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>Empty when it does not count at all; <see cref="RemoteUnavailable"/> when the other archive does not answer.</returns>
    public async Task<Result<IReadOnlyList<RemoteSeries>>> CountInstancesAsync(RemoteArchive remote, string studyUid, CancellationToken ct = default)
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

        var series = remote.Kind == RemoteKind.Modality
            ? await CountByDicomAsync(remote.Name, studyUid, ct).ConfigureAwait(false)
            : await CountByWebAsync(remote.Name, studyUid, ct).ConfigureAwait(false);
        if (series is { IsOk: true, Value: { Count: > 0 } counted } && counted.All(s => s.Instances > 0))
        {
            return series;
        }

        var study = await FindStudiesAsync(remote, new StudyQuery { StudyInstanceUid = studyUid, Limit = 1 }, ct).ConfigureAwait(false);
        return study.IsOk
            ? study.Value.Where(s => s.StudyInstanceUid == studyUid && s.Instances is > 0 and <= MostInstances).Select(s => new RemoteSeries(null, "", "", s.Instances!.Value)).ToList()
            : study.Error!;
    }

    private async Task<Result<IReadOnlyList<RemoteSeries>>> CountByDicomAsync(string name, string studyUid, CancellationToken ct)
    {
        var query = await QueryAsync(name, "Series", SeriesKeys, new Dictionary<string, string> { ["StudyInstanceUID"] = studyUid }, ct).ConfigureAwait(false);
        var answers = await AnswersAsync(query, ct).ConfigureAwait(false);
        return answers.IsOk
            ? answers.Value.Where(series => OrthancJson.Text(series, "StudyInstanceUID") == studyUid && InstanceAddress.IsUid(OrthancJson.Text(series, "SeriesInstanceUID")))
                .Select(series => Counted(
                    OrthancJson.Text(series, "SeriesInstanceUID"),
                    OrthancJson.Text(series, "Modality"),
                    OrthancJson.Text(series, "SeriesDescription"),
                    int.TryParse(OrthancJson.Text(series, "NumberOfSeriesRelatedInstances"), out var count) ? count : null)).ToList()
            : answers.Error!;
    }

    private async Task<Result<IReadOnlyList<RemoteSeries>>> CountByWebAsync(string name, string studyUid, CancellationToken ct)
    {
        var arguments = new Dictionary<string, string> { ["includefield"] = "NumberOfSeriesRelatedInstances" };
        var answers = await WebAnswersAsync(name, $"/studies/{studyUid}/series", arguments, ct).ConfigureAwait(false);
        return answers.IsOk
            ? answers.Value
                .Where(series => series.GetString(DicomTag.SeriesInstanceUid) is { } uid && InstanceAddress.IsUid(uid))
                .Select(series => Counted(
                    series.GetString(DicomTag.SeriesInstanceUid)!,
                    series.GetString(DicomTag.Modality) ?? "",
                    series.GetString(DicomTag.SeriesDescription) ?? "",
                    series.GetInt(DicomTag.NumberOfSeriesRelatedInstances))).ToList()
            : answers.Error!;
    }

    /// <summary>Another archive's texts are kept in a database, which takes no control characters.</summary>
    private static RemoteSeries Counted(string seriesUid, string modality, string description, int? instances) =>
        new(seriesUid, Printable(modality), Printable(description), instances is > 0 and <= MostInstances and var count ? count : 0);

    private static string Printable(string text) => string.Concat(text.Where(c => !char.IsControl(c)));
}
