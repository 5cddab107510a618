using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using BilskyWeb.Core.Cases;

namespace BilskyWeb.Commands;

/// <summary>
/// Brings the demo studies' cases to several stages, as the demo reviewer would by the API: the worst one is listed for a meeting tonight, the next one has its decision, and so on. Somebody is on call, and a link waits for an outside referrer.
/// </summary>
/// <param name="http">To the running instance.</param>
/// <param name="key">Of the demo reviewer.</param>
/// <param name="adminKey">Of the demo admin, who is on call with the reviewer.</param>
internal sealed class DemoCases(HttpClient http, string key, string adminKey)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    // By how urgent the study is; those after the last stay new.
    private static readonly (CaseStage Stage, string Words, CaseChoice? Choice)[] Story =
    [
        (CaseStage.Listed, "For tonight.", null),
        (CaseStage.Decided, "Compressed at one level, ambulant, life expectancy over a year: decompress and stabilise, then radiotherapy.", CaseChoice.SurgeryAndRadiotherapy),
        (CaseStage.New, "", null),
        (CaseStage.NeedsInformation, "The MRI of the other hospital, to compare.", null),
        (CaseStage.Treated, "No epidural disease at the painful level; radiotherapy for pain.", CaseChoice.Radiotherapy),
        (CaseStage.Closed, "Staging only, nothing to decide.", null),
    ];

    /// <param name="studies">Study UIDs, the most urgent first.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task TellAsync(IReadOnlyList<string> studies, CancellationToken cancellationToken)
    {
        await FillRotaAsync(cancellationToken);
        var cases = new List<Guid>();
        foreach (var (study, (stage, words, choice)) in studies.Zip(Story))
        {
            var found = await CaseOfAsync(study, cancellationToken);
            cases.Add(found?["caseId"]!.GetValue<Guid>() ?? Guid.Empty);
            if (found is null || found["stage"]!.GetValue<string>() != nameof(CaseStage.New))
            {
                continue;
            }

            var (id, version) = (found["caseId"]!.GetValue<Guid>(), found["version"]!.GetValue<int>());
            if (choice is { } decided)
            {
                await PostAsync($"api/cases/{id}/decisions", new
                {
                    id = Guid.CreateVersion7(),
                    basedOn = 0,
                    choice = decided.ToString(),
                    rationale = words,
                    advice = decided == CaseChoice.Radiotherapy ? "Radiotherapy will call the patient this week." : "Please send the patient today; theatre is booked for tomorrow.",
                    agreedBy = new[] { "Dr S. Reviewer", "A. Admin" },
                }, cancellationToken);
                version++;
            }

            if (stage is not (CaseStage.New or CaseStage.Decided))
            {
                await PostAsync($"api/cases/{id}/steps", new { to = stage.ToString(), version, why = words }, cancellationToken);
            }
        }

        await CirculateAsync(cases, cancellationToken);

        // Its secret is in the answer alone and goes nowhere: the page shows that it is open, and makes others.
        await PostAsync("api/referral-links", new { forWhom = "Dr Outside, St Elsewhere" }, cancellationToken);
        var now = DateTimeOffset.UtcNow;
        var tonight = new DateTimeOffset(now.Year, now.Month, now.Day, now.Hour, 0, 0, TimeSpan.Zero).AddHours(2);
        await PostAsync("api/meetings", new { id = Guid.CreateVersion7(), startsAt = tonight, place = "Spine oncology, seminar room" }, cancellationToken);
    }

    // The reviewer is on call for a week, and after them the admin.
    private async Task FillRotaAsync(CancellationToken cancellationToken)
    {
        using var response = await SendAsync(HttpMethod.Get, "api/on-call", null, cancellationToken);
        var rota = await DemoStudies.ReadAsync(response, cancellationToken);
        var now = TimeZoneInfo.ConvertTime(DateTimeOffset.UtcNow, TimeZoneInfo.FindSystemTimeZoneById(rota["timeZone"]!.GetValue<string>())).DateTime;
        if (rota["now"]!.AsArray().Count > 0)
        {
            return;
        }

        foreach (var (name, place) in new[] { ("Dr S. Reviewer", 1), ("A. Admin", 2) })
        {
            var person = rota["team"]!.AsArray().First(p => p!["name"]!.GetValue<string>() == name)!;
            await PostAsync("api/on-call", new { id = Guid.CreateVersion7(), userId = person["userId"]!.GetValue<Guid>(), place, from = now.Date.AddHours(now.Hour), until = now.Date.AddDays(7).AddHours(8) }, cancellationToken);
        }
    }

    // One was acknowledged by the admin; the other waits for the reviewer, whoever signs in as them first.
    private async Task CirculateAsync(List<Guid> cases, CancellationToken cancellationToken)
    {
        if (cases.ElementAtOrDefault(2) is var answered && answered != Guid.Empty)
        {
            var id = Guid.CreateVersion7();
            await PostAsync($"api/cases/{answered}/circulations", new { id, reason = "Retention since this afternoon. Theatre tonight?" }, cancellationToken);
            await PostAsync($"api/circulations/{id}/acknowledge", new { }, cancellationToken, adminKey);
        }

        if (cases.ElementAtOrDefault(0) is var waiting && waiting != Guid.Empty)
        {
            await PostAsync($"api/cases/{waiting}/circulations", new { id = Guid.CreateVersion7(), reason = "Power went from 4 to 2 within the hour. Please look now." }, cancellationToken, adminKey);
        }
    }

    // A case opens some seconds after the study was referred.
    private async Task<JsonNode?> CaseOfAsync(string study, CancellationToken cancellationToken)
    {
        for (var waited = TimeSpan.Zero; waited < Patience; waited += TimeSpan.FromSeconds(1))
        {
            using var response = await SendAsync(HttpMethod.Get, $"api/studies/{study}/case", null, cancellationToken);
            if (response.StatusCode != HttpStatusCode.NotFound)
            {
                return await DemoStudies.ReadAsync(response, cancellationToken);
            }

            await Task.Delay(TimeSpan.FromSeconds(1), cancellationToken);
        }

        return null;
    }

    private async Task PostAsync(string path, object body, CancellationToken cancellationToken, string? by = null)
    {
        using var response = await SendAsync(HttpMethod.Post, path, body, cancellationToken, by);
        await DemoStudies.ReadAsync(response, cancellationToken);
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, object? body, CancellationToken cancellationToken, string? by = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative)) { Content = body is null ? null : JsonContent.Create(body) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", by ?? key);
        return await http.SendAsync(request, cancellationToken);
    }
}
