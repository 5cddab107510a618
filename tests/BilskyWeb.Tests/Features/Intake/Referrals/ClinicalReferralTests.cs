using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Tests.Features.Intake.Uploads;
using BilskyWeb.Tests.Fixtures;

namespace BilskyWeb.Tests.Features.Intake.Referrals;

/// <summary>From the form to the team, over HTTP with real images and a real archive.</summary>
[Collection(AppTests.Name)]
[Trait("Kind", "integration")]
public sealed class ClinicalReferralTests(AppFixture app)
{
    [Fact]
    public async Task Referral_WithAForm_ReachesTheTeamAndItsChangeToo()
    {
        var (referrer, _) = await app.SignInAsync(Role.Referrer);
        var (reviewer, _) = await app.SignInAsync(Role.Reviewer);
        var (stranger, _) = await app.SignInAsync(Role.Referrer);
        var study = new TestStudy();
        var form = Guid.CreateVersion7();
        await SaveAsync(referrer, $"/api/clinical-forms/{form}/answers", ("urgency", "emergency"), ("contact", "Dr Ng, 4711"), ("power", "d"), ("gait", "with-aid"), ("bladder", "normal"), ("primary", "kidney"));
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.GetAsync($"/api/clinical-forms/{form}")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await reviewer.GetAsync($"/api/clinical-forms/{form}")).StatusCode);
        var received = await referrer.UploadAsync(UploadClient.Body(TestZip.Of(study.Files())), submit: false);

        using var submitted = await referrer.PostAsJsonAsync($"/api/uploads/{received.Text("id")}/submit", new { formId = form });

        Assert.Equal(HttpStatusCode.Accepted, submitted.StatusCode);
        await referrer.FinishedAsync(received);
        var picture = await reviewer.ReadAsync($"/api/studies/{study.StudyUid}/clinical");
        Assert.Equal("Kidney", Answer(picture, "primary").Text("words"));
        Assert.False(Answer(picture, "gait").GetProperty("changed").GetBoolean());
        Assert.Equal("Resistant to conventional radiotherapy", picture.GetProperty("noms")[1].Text("statement"));
        var sins = picture.GetProperty("scores")[0];
        Assert.Equal(JsonValueKind.Null, sins.GetProperty("value").ValueKind);
        Assert.Contains("bone lesion", sins.GetProperty("missing").EnumerateArray().Select(m => m.GetString()));

        var id = (await referrer.ReadAsync($"/api/studies/{study.StudyUid}")).GetProperty("id").GetGuid();
        await SaveAsync(referrer, $"/api/clinical-forms/{form}/answers?study={id}", ("gait", "unable"));
        var changed = Answer(await reviewer.ReadAsync($"/api/studies/{study.StudyUid}/clinical"), "gait");
        Assert.Equal(("unable", true, "with-aid"), (changed.Text("value"), changed.GetProperty("changed").GetBoolean(), changed.GetProperty("before")[0].Text("value")));
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.GetAsync($"/api/studies/{study.StudyUid}/clinical")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await PostAsync(stranger, $"/api/clinical-forms/{Guid.CreateVersion7()}/answers?study={id}", ("gait", "unaided"))).StatusCode);
    }

    /// <summary>The form's page saves by plain requests of the browser, so that they need the page's token; a request without one changes nothing.</summary>
    [Fact]
    public async Task Answers_BodyThatIsNone_IsRefusedInWords()
    {
        var (referrer, _) = await app.SignInAsync(Role.Referrer);
        using var nonsense = new StringContent("{\"tab\":\"not a guid\"}", System.Text.Encoding.UTF8, "application/json");

        using var answer = await referrer.PostAsync($"/api/clinical-forms/{Guid.CreateVersion7()}/answers", nonsense);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    private static JsonElement Answer(JsonElement picture, string field) => picture.GetProperty("answers").EnumerateArray().Single(a => a.Text("field") == field);

    private static async Task SaveAsync(HttpClient client, string address, params (string Field, string Value)[] answers)
    {
        using var saved = await PostAsync(client, address, answers);
        var body = await saved.Content.ReadAsStringAsync();
        Assert.True(saved.IsSuccessStatusCode, body);
        Assert.Equal(0, JsonSerializer.Deserialize<JsonElement>(body).GetProperty("refused").GetArrayLength());
    }

    private static Task<HttpResponseMessage> PostAsync(HttpClient client, string address, params (string Field, string Value)[] answers) =>
        client.PostAsJsonAsync(address, new { tab = Guid.NewGuid(), answers = answers.Select(a => new { field = a.Field, value = a.Value }) });
}
