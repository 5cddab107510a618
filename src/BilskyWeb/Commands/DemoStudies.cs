using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using BilskyWeb.Core.Clinical.Facts;
using BilskyWeb.Features.Accounts;
using BilskyWeb.Features.Intake.Uploads;
using BilskyWeb.Phantom;
using BilskyWeb.Phantom.Dicom;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Platform.LocalServers;

namespace BilskyWeb.Commands;

/// <summary>
/// Refers a few phantom studies through the same API as any program would, as the demo referrer, once per directory, and waits
/// until they are graded.
/// </summary>
internal sealed class DemoStudies(LocalInstance instance, HttpClient http, Action<string> say)
{
    // Of this seed's six studies two are healthy and three high grade (1c, 2, 3), and none is long.
    private const long Seed = 38;
    private const int Studies = 6;
    private const double HealthyShare = 0.34;

    // By the geometry the worst of them: its clock has run out.
    private const int Overdue = 3;

    /// <summary>How long nothing may change before the import goes on without the rest.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() } };

    // What the demo referrer writes: codes as in /api/clinical-fields. A time is given as hours ago.
    private static readonly (string Field, string Value)[][] Referrals =
    [
        [
            ("urgency", "emergency"), ("suspected-at", "30"), ("contact", "Dr R. Referrer, ward 7, bleep 4711"), ("primary-text", "Prostate"), ("primary", "prostate"), ("systemic-state", "progressing-options"),
            ("visceral", "none"), ("extraspinal-bone", "3-or-more"), ("vertebrae", "3-or-more"), ("pain", "mechanical"), ("power", "d"), ("gait", "with-aid"), ("bladder", "hesitant"), ("bowel", "normal"),
            ("ecog", "2"), ("anticoagulation", "doac"), ("note", "Legs heavy on the stairs for two days. Known bone metastases."),
        ],
        [
            ("urgency", "urgent"), ("suspected-at", "52"), ("contact", "Dr R. Referrer, clinic 2"), ("primary-text", "Breast"), ("primary", "breast"), ("pain", "not-mechanical"), ("power", "e"), ("gait", "unaided"),
            ("ecog", "1"), ("note", "Pain between the shoulder blades for three weeks, worse at night. Power and sensation normal."),
        ],
        [("urgency", "planned"), ("primary-text", "Lung"), ("primary", "lung-nsclc"), ("pain", "none"), ("note", "Staging. No back pain.")],
        [
            ("urgency", "emergency"), ("suspected-at", "50"), ("contact", "Dr R. Referrer, acute oncology"), ("primary-text", "Kidney"), ("primary", "kidney"), ("power", "c"), ("sensory-level", "t8"), ("gait", "unable"),
            ("bladder", "retention"), ("anticoagulation", "heparin"), ("note", "Unsteady for two days, sensory level about T8."),
        ],
        [("urgency", "urgent"), ("contact", "Dr R. Referrer, clinic 2"), ("primary-text", "Breast"), ("primary", "breast"), ("pain", "mechanical"), ("power", "e"), ("note", "New band-like chest pain. No neurological signs.")],
        [("urgency", "planned"), ("primary-text", "Colorectal"), ("primary", "colon"), ("note", "Raised alkaline phosphatase, mild back pain.")],
    ];

    /// <summary>Imports unless it was done before. A failure is told and leaves the servers up: the import is no part of being ready.</summary>
    public static async Task ImportOnceAsync(LocalInstance instance, Uri address, Action<string> say, CancellationToken cancellationToken)
    {
        if (File.Exists(instance.DemoMarker))
        {
            return;
        }

        using var http = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromMinutes(5) };
        try
        {
            var studies = await new DemoStudies(instance, http, say).ImportAsync(cancellationToken);
            await File.WriteAllLinesAsync(instance.DemoMarker, studies, cancellationToken);
        }
        catch (Exception fault) when (fault is HttpRequestException or DemoImportException or IOException or JsonException
            || (fault is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            say($"The demo studies were not all imported: {fault.Message} The next start tries again.");
        }
    }

    private async Task<IReadOnlyList<string>> ImportAsync(CancellationToken cancellationToken)
    {
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await IssueKeyAsync(Role.Referrer, cancellationToken));
        var folder = Path.Combine(instance.Directory, "demo-studies");
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        var requests = PhantomCommand.Requests(Studies, Seed, PhantomCohort.Internal, HealthyShare);
        var studies = new List<string>();
        var day = new DemoDay(instance);
        for (var i = 0; i < requests.Count; i++)
        {
            WrittenStudy? written = null;
            var request = requests[i] with { MadeAt = day.MadeAt(i == Overdue) };
            await Task.Run(() => PhantomFolder.Write(folder, [request], study => written = study, cancellationToken), cancellationToken);
            say($"Referring demo study {i + 1} of {requests.Count}, a phantom with {written!.AxialSlices} axial slices.");
            await ReferAsync(Path.Combine(folder, written.PatientId), Referrals[i % Referrals.Length], cancellationToken);
            studies.Add(written.StudyInstanceUid);
        }

        Directory.Delete(folder, recursive: true);
        var mostUrgentFirst = await WaitUntilGradedAsync(studies, cancellationToken);
        await day.DateBackAsync(studies[Overdue], cancellationToken);
        say("Bringing the demo cases before the MDT.");
        await new DemoCases(http, await IssueKeyAsync(Role.Reviewer, cancellationToken), await IssueKeyAsync(Role.Admin, cancellationToken)).TellAsync(mostUrgentFirst, cancellationToken);
        return studies;
    }

    private async Task<string> IssueKeyAsync(string role, CancellationToken cancellationToken)
    {
        var (program, arguments) = ThisProgram.Command(
            "token", "--role", role, "--account", role + DemoAccounts.Domain, "--name", "demo import", "--data", instance.Directory);
        using var token = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var error = token.StandardError.ReadToEndAsync(cancellationToken);
        var key = (await token.StandardOutput.ReadToEndAsync(cancellationToken)).Trim();
        await token.WaitForExitAsync(cancellationToken);
        return token.ExitCode == CommandLine.Done ? key : throw new DemoImportException($"No key for the demo {role}: {(await error).Trim()}");
    }

    private async Task ReferAsync(string folder, (string Field, string Value)[] answers, CancellationToken cancellationToken)
    {
        var zip = folder + ".zip";
        File.Delete(zip);
        await using (var archive = await ZipFile.OpenAsync(zip, ZipArchiveMode.Create, cancellationToken))
        {
            foreach (var file in Directory.EnumerateFiles(folder, "*.dcm", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
            {
                await archive.CreateEntryFromFileAsync(file, Path.GetRelativePath(folder, file), CompressionLevel.Fastest, cancellationToken);
            }
        }

        await using var bytes = File.OpenRead(zip);
        using var content = new StreamContent(bytes);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/zip");
        using var received = await http.PostAsync(new Uri("api/uploads?submit=false", UriKind.Relative), content, cancellationToken);
        var id = (await ReadAsync(received, cancellationToken))["id"]!.GetValue<Guid>();
        var form = Guid.CreateVersion7();
        var now = DateTimeOffset.UtcNow;
        var written = answers.Select(a => new { a.Field, Value = a.Field == "suspected-at" ? FieldValue.WriteInstant(now.AddHours(-int.Parse(a.Value, CultureInfo.InvariantCulture))) : a.Value });
        using var saved = await http.PostAsJsonAsync(new Uri($"api/clinical-forms/{form}/answers", UriKind.Relative), new { Tab = form, Answers = written }, cancellationToken);
        await ReadAsync(saved, cancellationToken);
        using var submitted = await http.PostAsJsonAsync(new Uri($"api/uploads/{id}/submit", UriKind.Relative), new ReferralDetails { FormId = form }, cancellationToken);
        await ReadAsync(submitted, cancellationToken);
        await WaitUntilSentAsync(id, cancellationToken);
    }

    private async Task WaitUntilSentAsync(Guid id, CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < Patience)
        {
            using var response = await http.GetAsync(new Uri($"api/uploads/{id}?files=false", UriKind.Relative), cancellationToken);
            var upload = await ReadAsync(response, cancellationToken);
            switch (upload["state"].Deserialize<UploadState>(Json))
            {
                case UploadState.Sent:
                    return;
                case UploadState.Failed or UploadState.Discarded:
                    throw new DemoImportException($"{upload["error"]}");
            }

            await Task.Delay(500, cancellationToken);
        }

        throw new DemoImportException("The archive did not take a demo study in time.");
    }

    /// <returns>The studies, the most urgent first as far as they are graded.</returns>
    private async Task<IReadOnlyList<string>> WaitUntilGradedAsync(List<string> studies, CancellationToken cancellationToken)
    {
        var seen = (Finished: -1, Slices: -1);
        var moved = Stopwatch.GetTimestamp();
        var told = (Finished: -1, Slices: -1, At: moved);
        while (true)
        {
            var gradings = new List<(string Study, string State, string Grade, int Done, string? Reason)>();
            foreach (var study in studies)
            {
                gradings.Add(await GradingOfAsync(study, cancellationToken));
            }

            var now = (Finished: gradings.Count(g => g.State is "complete" or "failed" or "rejected" or "cancelled"), Slices: gradings.Sum(g => g.Done));
            if (now != seen)
            {
                seen = now;
                moved = Stopwatch.GetTimestamp();
            }

            // A line per study, and one now and then in between: what is said here is also a log.
            if (now.Finished != told.Finished || (now.Slices != told.Slices && Stopwatch.GetElapsedTime(told.At) > TimeSpan.FromSeconds(10)))
            {
                say($"Graded {now.Finished} of {studies.Count} demo studies, {now.Slices} slices.");
                told = (now.Finished, now.Slices, Stopwatch.GetTimestamp());
            }

            if (now.Finished == studies.Count)
            {
                foreach (var wrong in gradings.Where(g => g.State != "complete"))
                {
                    say($"A demo study was not graded ({wrong.State}): {wrong.Reason}");
                }

                return MostUrgentFirst();
            }

            if (Stopwatch.GetElapsedTime(moved) > Patience)
            {
                say($"The grading has not moved for {Patience.TotalMinutes:0} minutes; the worklist shows how it goes on. {gradings.FirstOrDefault(g => g.Reason is not null).Reason}");
                return MostUrgentFirst();
            }

            await Task.Delay(500, cancellationToken);

            IReadOnlyList<string> MostUrgentFirst() => [.. gradings.OrderByDescending(g => g.Grade, StringComparer.Ordinal).Select(g => g.Study)];
        }
    }

    // A study that the archive has and nobody has graded yet has no grading to show.
    private async Task<(string Study, string State, string Grade, int Done, string? Reason)> GradingOfAsync(string study, CancellationToken cancellationToken)
    {
        using var response = await http.GetAsync(new Uri($"api/studies/{study}/grading", UriKind.Relative), cancellationToken);
        if (response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Conflict)
        {
            return (study, "waiting", "", 0, null);
        }

        var found = (await ReadAsync(response, cancellationToken))["studies"]![0]!;
        return (study, found["state"]!.GetValue<string>(), found["highestGrade"]?.GetValue<string>() ?? "", found["slicesDone"]!.GetValue<int>(), found["reason"]?.GetValue<string>());
    }

    internal static async Task<JsonNode> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        return response.IsSuccessStatusCode
            ? JsonNode.Parse(text.Length == 0 ? "{}" : text)!
            : throw new DemoImportException($"{response.RequestMessage!.RequestUri!.AbsolutePath} answered {(int)response.StatusCode}: {text}");
    }
}

/// <summary>The demo studies could not be imported; the servers are fine without them.</summary>
internal sealed class DemoImportException(string message) : Exception(message);
