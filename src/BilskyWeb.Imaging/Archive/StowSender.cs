using System.Net;
using System.Text.Json;
using BilskyWeb.Core;
using BilskyWeb.Imaging.Datasets;

namespace BilskyWeb.Imaging.Archive;

/// <summary>Sends batches of files by STOW-RS and turns each answer into one outcome per file.</summary>
internal sealed class StowSender(ArchiveHttp http)
{
    private const int BatchFiles = 64;
    private const long BatchBytes = 64L << 20;

    /// <summary>Cuts the files into requests of bounded number and size; a large file goes alone.</summary>
    public static IEnumerable<IReadOnlyList<StowFile>> Batches(IEnumerable<StowFile> files)
    {
        var batch = new List<StowFile>();
        var bytes = 0L;
        foreach (var file in files)
        {
            var size = SizeOf(file);
            if (batch.Count > 0 && (batch.Count == BatchFiles || bytes + size > BatchBytes))
            {
                yield return batch;
                batch = [];
                bytes = 0;
            }

            batch.Add(file);
            bytes += size;
        }

        if (batch.Count > 0)
        {
            yield return batch;
        }
    }

    public async Task<IReadOnlyList<StoreOutcome>> SendAsync(IReadOnlyList<StowFile> batch, CancellationToken ct)
    {
        // Only files that can be read go into a request: one that is gone must not fail the others.
        var present = batch.Where(file => File.Exists(file.Path)).ToList();
        var answer = present.Count == 0 ? new StowAnswer(null, new Dictionary<string, StoreOutcome>(0)) : await PostAsync(present, ct).ConfigureAwait(false);
        var outcomes = new List<StoreOutcome>(batch.Count);
        foreach (var file in batch)
        {
            outcomes.Add(!File.Exists(file.Path) && !answer.ByUid.ContainsKey(file.SopInstanceUid)
                ? new StoreOutcome(file, StoreStatus.Refused, "The file is no longer there. Send it again.", null)
                : await OutcomeAsync(file, answer, present.Count, ct).ConfigureAwait(false));
        }

        return outcomes;
    }

    private static long SizeOf(StowFile file)
    {
        var info = new FileInfo(file.Path);
        return info.Exists ? info.Length : 0;
    }

    private async Task<StoreOutcome> OutcomeAsync(StowFile file, StowAnswer answer, int sent, CancellationToken ct)
    {
        if (answer.ByUid.TryGetValue(file.SopInstanceUid, out var outcome))
        {
            return outcome with { File = file };
        }

        if (answer.Error is UnavailableError unavailable)
        {
            return new StoreOutcome(file, StoreStatus.Unavailable, unavailable.Message, null);
        }

        // The answer names instances. One that it does not name is asked for by itself: then the whole answer is about it.
        if (sent > 1)
        {
            var alone = await PostAsync([file], ct).ConfigureAwait(false);
            return await OutcomeAsync(file, alone, 1, ct).ConfigureAwait(false);
        }

        return new StoreOutcome(
            file,
            StoreStatus.Refused,
            answer.ByUid.Values.FirstOrDefault()?.Message is { Length: > 0 } message ? message : StowReasons.Sentence(null),
            answer.ByUid.Values.FirstOrDefault()?.ReasonCode);
    }

    private async Task<StowAnswer> PostAsync(IReadOnlyList<StowFile> files, CancellationToken ct)
    {
        HttpRequestMessage Request()
        {
            var request = new HttpRequestMessage(HttpMethod.Post, new Uri(http.DicomWebRoot, "studies")) { Content = new StowContent(files) };
            request.Headers.Accept.ParseAdd("application/dicom+json");
            return request;
        }

        var sent = await http.StoreAsync(Request, ReadAsync, "storing images", [HttpStatusCode.Conflict, HttpStatusCode.BadRequest], ct).ConfigureAwait(false);
        return sent.IsOk ? sent.Value : new StowAnswer(sent.Error, new Dictionary<string, StoreOutcome>(0));
    }

    private static async Task<StowAnswer> ReadAsync(HttpResponseMessage response, CancellationToken ct)
    {
        DicomDataset dataset;
        try
        {
            dataset = DicomDataset.Parse(await ArchiveHttp.JsonAsync(response, ct).ConfigureAwait(false));
        }
        catch (Exception e) when (!response.IsSuccessStatusCode && e is JsonException or FormatException)
        {
            // A refusal whose body is no data set still is a refusal of all that was sent.
            return new StowAnswer(null, new Dictionary<string, StoreOutcome>(0));
        }

        var outcomes = new Dictionary<string, StoreOutcome>();
        foreach (var item in dataset.GetSequence(DicomTag.FailedSopSequence))
        {
            var reason = item.GetInt(DicomTag.FailureReason);
            Note(item, new StoreOutcome(None, StowReasons.MayWorkLater(reason) ? StoreStatus.Unavailable : StoreStatus.Refused, StowReasons.Sentence(reason), reason));
        }

        foreach (var item in dataset.GetSequence(DicomTag.ReferencedSopSequence))
        {
            var warning = item.GetInt(DicomTag.WarningReason);
            Note(item, warning is null
                ? new StoreOutcome(None, StoreStatus.Stored, "", null)
                : new StoreOutcome(None, StoreStatus.StoredWithWarning, StowReasons.Warning(warning.Value), warning));
        }

        return new StowAnswer(null, outcomes);

        void Note(DicomDataset item, StoreOutcome outcome)
        {
            if (item.GetString(DicomTag.ReferencedSopInstanceUid) is { } uid)
            {
                outcomes[uid] = outcome;
            }
        }
    }

    private static StowFile None { get; } = new("", "");

    /// <summary>What the archive said: a failure of the whole request, or outcomes by SOP instance UID.</summary>
    private sealed record StowAnswer(Error? Error, IReadOnlyDictionary<string, StoreOutcome> ByUid);
}
