using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using BilskyWeb.Core.Grading;
using BilskyWeb.Features.Accounts;
using BilskyWeb.Features.Grading;
using BilskyWeb.Features.Intake.Studies;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Tests.Features.Cases.Worklist;
using BilskyWeb.Tests.Fixtures;
using Microsoft.Extensions.DependencyInjection;

namespace BilskyWeb.Tests.Features.Review;

[Collection(AppTests.Name)]
[Trait("Kind", "integration")]
public sealed class ReviewEndpointsTests(AppFixture app)
{
    [Fact]
    public async Task Changes_FromAProgram_AreSavedAndToldWithTheirHistory()
    {
        var (study, run) = await StudyAsync();
        var (client, userId) = await app.SignInAsync(Role.Reviewer);
        var change = new { id = Guid.NewGuid(), runId = run, slice = 1, aspect = "reading", grade = "2", reason = "lesion", basedOn = 0, madeAt = DateTimeOffset.UtcNow };

        var first = await client.PostAsJsonAsync($"/api/reviews/{study.Id}/changes", new { changes = new[] { change } });
        var second = await client.PostAsJsonAsync($"/api/reviews/{study.Id}/changes", new { changes = new[] { change } });

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (first.StatusCode, second.StatusCode));
        var review = await client.GetFromJsonAsync<JsonElement>($"/api/studies/{study.StudyInstanceUid}/review");
        var made = Assert.Single(review.GetProperty("history").EnumerateArray());
        Assert.Equal(("2", "0", true, "lesion", userId), (made.GetProperty("grade").GetString(), made.GetProperty("modelGrade").GetString(), made.GetProperty("override").GetBoolean(),
            made.GetProperty("reason").GetString(), made.GetProperty("byId").GetGuid()));
        Assert.Equal(("2", "0", true), (review.GetProperty("verdict").GetProperty("grade").GetString(), review.GetProperty("verdict").GetProperty("modelGrade").GetString(), review.GetProperty("verdict").GetProperty("byReviewer").GetBoolean()));
        Assert.Equal("0", (await client.GetFromJsonAsync<JsonElement>($"/api/studies/{study.StudyInstanceUid}/grading")).GetProperty("studies")[0].GetProperty("slices")[1].GetProperty("grade").GetString());
    }

    [Fact]
    public async Task Changes_FromABrowserWithoutThePagesToken_ChangeNothing()
    {
        var (study, run) = await StudyAsync();
        var address = $"{Guid.NewGuid():N}@test.local";
        await using var scope = app.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<OpenAccount>().HandleAsync(address, "Reviewer", "a long enough password", Role.Reviewer);
        using var browser = new HttpClient { BaseAddress = app.Address };
        var form = Regex.Match(await browser.GetStringAsync("/account/signin"), "__RequestVerificationToken\"[^>]*value=\"([^\"]+)\"").Groups[1].Value;
        var page = await (await browser.PostAsync("/account/signin", new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["_handler"] = "sign-in",
            ["__RequestVerificationToken"] = form,
            ["Form.Address"] = address,
            ["Form.Password"] = "a long enough password",
        }))).Content.ReadAsStringAsync();
        var body = new { changes = new[] { new { id = Guid.NewGuid(), runId = run, slice = 0, aspect = "reading", grade = "3", basedOn = 0 } } };

        var refused = await browser.PostAsJsonAsync($"/api/reviews/{study.Id}/changes", body);
        browser.DefaultRequestHeaders.Add("X-CSRF-TOKEN", Regex.Match(page, "csrf-token\" content=\"([^\"]+)\"").Groups[1].Value);
        var saved = await browser.PostAsJsonAsync($"/api/reviews/{study.Id}/changes", body);

        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Equal("urn:bilskyweb:error:request.stale_form", (await refused.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("type").GetString());
        Assert.Equal(HttpStatusCode.OK, saved.StatusCode);
    }

    [Fact]
    public async Task Review_NotGradedOrNotSigned_SaysWhatToWaitFor()
    {
        await using var database = app.NewContext();
        var study = database.AddStudy("Not^Graded", DateTimeOffset.UtcNow);
        await database.SaveChangesAsync();
        var (reviewer, _) = await app.SignInAsync(Role.Reviewer);
        var (referrer, _) = await app.SignInAsync(Role.Referrer);

        var early = await reviewer.GetAsync($"/api/reviews/{study.Id}");

        Assert.Equal(HttpStatusCode.Conflict, early.StatusCode);
        Assert.Contains("While it is being graded, wait", await early.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await referrer.GetAsync($"/api/studies/{study.StudyInstanceUid}/review")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await referrer.GetAsync($"/api/reviews/{study.Id}")).StatusCode);
    }

    private async Task<(Study Study, Guid RunId)> StudyAsync()
    {
        await using var database = app.NewContext();
        var study = database.AddStudy("Review^Http", DateTimeOffset.UtcNow);
        var run = database.AddRun(study, GradingState.Complete, BilskyGrade.Grade0);
        for (var i = 0; i < 3; i++)
        {
            run.Slices.Add(new SliceResult
            {
                Ordinal = i,
                SeriesInstanceUid = study.StudyInstanceUid + ".1",
                SopInstanceUid = $"{study.StudyInstanceUid}.1.{i}",
                PositionMm = -4 * i,
                Status = SliceStatus.Graded,
                Grade = BilskyGrade.Grade0,
                Probabilities = [1, 0, 0, 0, 0, 0],
                Distances = [1, 2, 3, 4, 5, 6],
            });
        }

        await database.SaveChangesAsync();
        return (study, run.Id);
    }
}
