using System.Text.Json;
using System.Text.RegularExpressions;
using BilskyWeb.Browser.Tests.Fixtures;
using BilskyWeb.Core.Grading;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace BilskyWeb.Browser.Tests;

/// <summary>The main job end to end: a referrer refers, everybody sees it live, the MDT has its card, an admin its record.</summary>
[Trait("Kind", "browser")]
[Collection(BilskyCollection.Name)]
public sealed class StoryTests(RunningBilsky bilsky)
{
    private const float Patience = 240_000;

    [Fact]
    public async Task Refer_CompressedCord_ReachesEveryPageWithoutAReload()
    {
        // Grade 3 over several slices by the phantom's own geometry: a model that does not flag it must not ship.
        using var phantom = PhantomFiles.WithHighestGrade(BilskyGrade.Grade3, fromSeed: 7000);
        var worklist = await bilsky.SignInAsync("reviewer");
        await worklist.OpenAsync("/worklist");
        await Expect(worklist.GetByRole(AriaRole.Heading, new() { Name = "Worklist" })).ToBeVisibleAsync();
        var mdt = await bilsky.SignInAsync("reviewer");
        await mdt.OpenAsync("/mdt/flagged");
        await Expect(mdt.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToBeVisibleAsync();

        var referrer = await bilsky.SignInAsync("referrer");
        await referrer.OpenAsync("/referrals/new");
        await Expect(referrer.GetByRole(AriaRole.Button, new() { Name = "Choose a folder" })).ToBeEnabledAsync(new() { Timeout = Patience });
        await referrer.Locator("[data-role=folder]").SetInputFilesAsync(phantom.StudyFolder);
        await Expect(referrer.Locator(".verdict")).ToContainTextAsync("Axial T2 present", new() { Timeout = Patience });
        await referrer.GetByRole(AriaRole.Button, new() { Name = "Submit referral" }).ClickAsync();
        await Expect(referrer.GetByRole(AriaRole.Heading, new() { Name = "My referrals" })).ToBeVisibleAsync(new() { Timeout = Patience });

        // The worklist was open before the study existed and is never reloaded.
        var row = worklist.Locator("li.case").Filter(new() { HasText = phantom.Study.PatientId });
        await Expect(row).ToContainTextAsync("Complete", new() { Timeout = Patience });
        await Expect(row).ToContainTextAsync("Flagged");

        var name = await row.GetByRole(AriaRole.Link).InnerTextAsync();
        var card = mdt.Locator("li.mdt-card").Filter(new() { HasText = name });
        await Expect(card.First).ToBeVisibleAsync(new() { Timeout = Patience });
        var keyImage = card.First.Locator("img").First;
        await keyImage.ScrollIntoViewIfNeededAsync();
        await Expect(keyImage).ToHaveJSPropertyAsync("complete", true, new() { Timeout = Patience });
        Assert.True(await keyImage.EvaluateAsync<int>("image => image.naturalWidth") > 200, "The key image did not load.");
        await Expect(mdt.GetByRole(AriaRole.Complementary, new() { Name = "Research notice" })).ToContainTextAsync("not for clinical use");

        var admin = await bilsky.SignInAsync("admin");
        await admin.OpenAsync("/admin/gradings");
        var record = admin.Locator("tr").Filter(new() { HasText = phantom.Study.PatientId });
        await Expect(record.First).ToContainTextAsync(new Regex("roi \\d+\\.\\d+\\.\\d+\\S* · prep"), new() { Timeout = Patience });
        await record.First.GetByRole(AriaRole.Link).First.ClickAsync();
        await Expect(admin).ToHaveURLAsync(new Regex("/admin/gradings/[0-9a-f-]{36}$"));
        await Expect(admin.Locator("main")).ToContainTextAsync("T2 TSE AXIAL", new() { Timeout = Patience });
    }

    [Fact]
    public async Task KillWebProcess_WhileGrading_OneCompleteResultAfterRestart()
    {
        using var phantom = new PhantomFiles(seed: 7301);
        using var api = await bilsky.ApiAsync("reviewer");
        await api.UploadAsync(phantom.DicomFiles);
        await UntilGradingStartsAsync(api, phantom.Study.StudyInstanceUid);

        await bilsky.KillWebProcessAsync();

        var grading = await api.GradingAsync(phantom.Study.StudyInstanceUid, TimeSpan.FromMinutes(5));
        var slices = grading.GetProperty("studies")[0].GetProperty("slices").EnumerateArray().Select(s => s.GetProperty("sopInstanceUid").GetString()).ToList();
        Assert.Equal(phantom.Study.AxialSlices, slices.Count);
        Assert.Equal(slices.Count, slices.Distinct().Count());
        Assert.Equal(1, await bilsky.CountAsync("select count(*) from \"GradingRuns\" r join \"Studies\" s on s.\"Id\" = r.\"StudyId\" where s.\"StudyInstanceUid\" = @p0", phantom.Study.StudyInstanceUid));
    }

    private static async Task UntilGradingStartsAsync(HttpClient api, string studyInstanceUid)
    {
        for (var attempt = 0; attempt < 3000; attempt++)
        {
            using var answer = await api.GetAsync($"/api/studies/{studyInstanceUid}/grading");
            if (answer.IsSuccessStatusCode)
            {
                using var body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
                var study = body.RootElement.GetProperty("studies")[0];
                if (study.GetProperty("state").GetString() is "in-progress" or "complete")
                {
                    return;
                }
            }

            await Task.Delay(20);
        }

        throw new TimeoutException("Grading did not start.");
    }
}
