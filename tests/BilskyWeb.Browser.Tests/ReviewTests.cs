using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using BilskyWeb.Browser.Tests.Fixtures;
using BilskyWeb.Core.Grading;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace BilskyWeb.Browser.Tests;

/// <summary>A reviewer at work in a real browser, against the real program.</summary>
[Trait("Kind", "browser")]
[Collection(BilskyCollection.Name)]
public sealed class ReviewTests(RunningBilsky bilsky)
{
    private const float Patience = 90_000;

    [Fact]
    public async Task Review_KeyboardAloneAndAMinuteWithoutAConnection_EverythingIsThereAfterAReload()
    {
        using var phantom = PhantomFiles.WithHighestGrade(BilskyGrade.Grade3, fromSeed: 7400);
        using var api = await bilsky.ApiAsync("reviewer");
        var (study, slices) = await GradedAsync(api, phantom);
        var page = await OpenAsync("reviewer", study);
        var panel = page.GetByTestId("review");
        var message = page.GetByTestId("review-message");
        var viewport = page.GetByTestId("viewport");

        // One key per grade, a run of slices, and back.
        await page.Keyboard.PressAsync("Home");
        await Expect(viewport).ToHaveAttributeAsync("data-index", "0");
        await page.Keyboard.PressAsync("0");
        await page.Keyboard.PressAsync("ArrowDown");
        await page.Keyboard.PressAsync("ArrowDown");
        await Expect(viewport).ToHaveAttributeAsync("data-index", "2");
        await page.Keyboard.PressAsync("Shift+A");
        await Expect(Read(page)).ToHaveTextAsync(["1a", "1a", "1a"]);
        await page.Keyboard.PressAsync("Control+z");
        await Expect(Read(page)).ToHaveTextAsync(["0"]);
        await page.Keyboard.PressAsync("Control+y");
        await Expect(Read(page)).ToHaveTextAsync(["1a", "1a", "1a"]);

        // An exclusion with its code, then what the model says against what the reviewer says.
        await page.Keyboard.PressAsync("End");
        await page.Keyboard.PressAsync("e");
        await page.Keyboard.PressAsync("q");
        await Expect(page.GetByTestId("review-strip").Locator("li.left-out")).ToHaveTextAsync("Q");
        var overridden = Enumerable.Range(4, slices.Count - 6).First(i => slices[i].GetProperty("grade").GetString() is not null and not "2");
        await page.StepToAsync(overridden);
        await page.Keyboard.PressAsync("2");
        await Expect(page.GetByTestId("review-said").Locator(".grade-chip.person")).ToHaveTextAsync("2");
        await Expect(page.GetByTestId("review-said").Locator(".grade-chip.model")).ToHaveTextAsync(slices[overridden].GetProperty("grade").GetString()!);
        await page.Keyboard.PressAsync("w");
        await page.Keyboard.PressAsync("ArrowDown");
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.TypeAsync("Seen on two slices.");
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Enter");
        await Expect(panel).ToContainTextAsync("The model misjudged the tumour: Seen on two slices.");
        await Expect(panel).ToHaveAttributeAsync("data-waiting", "0");

        // A box of one's own: drawn, moved and made smaller by keys, graded beside the model's; a grade key does not slip through meanwhile.
        var region = page.GetByTestId("region");
        await page.Keyboard.PressAsync("d");
        await Expect(page.Locator(".region-box-editing")).ToHaveCountAsync(1);
        await page.Keyboard.PressAsync("ArrowRight");
        await page.Keyboard.PressAsync("Shift+ArrowDown");
        await page.Keyboard.PressAsync("3");
        await page.Keyboard.PressAsync(" ");
        await page.Keyboard.PressAsync("Control+z");
        await Expect(page.GetByTestId("review-said").Locator(".grade-chip.person")).ToHaveTextAsync("2");
        await Expect(viewport).ToHaveAttributeAsync("data-index", $"{overridden}");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator(".region-box-editing")).ToHaveCountAsync(0);
        await Expect(region).ToContainTextAsync(new Regex("in the box of Dr S. Reviewer: \\d+\\.\\d% high-grade probability.*38 mm", RegexOptions.Singleline), new() { Timeout = Patience });
        await page.LookAsync("region");

        // Two levels pinned with the keyboard: every slice, level and key image has its name.
        var spacingMm = Math.Abs(slices[1].GetProperty("positionMm").GetDouble() - slices[0].GetProperty("positionMm").GetDouble());
        var (upper, lower) = (slices.Count / 4, (slices.Count / 4) + (int)Math.Round(StudySteps.T7ToT10Mm / spacingMm));
        await page.StepToAsync(upper);
        await page.PinAsync("T7");
        await Expect(page.GetByTestId("level-pins")).ToContainTextAsync("T7 pinned by", new() { Timeout = Patience });
        await page.StepToAsync(lower);
        await page.PinAsync("T10");
        await Expect(page.GetByTestId("level-pins")).ToContainTextAsync("T10 pinned by", new() { Timeout = Patience });
        await Expect(page.GetByTestId("slice-position")).ToContainTextAsync("T10", new() { Timeout = Patience });

        // Space confirms the model's grade and goes on to the next slice that needs a look.
        await NextAsync(page, "n");
        var confirmed = int.Parse((await viewport.GetAttributeAsync("data-index"))!, CultureInfo.InvariantCulture);
        await NextAsync(page, " ");
        await Expect(page.GetByTestId("review-strip").Locator($"[data-ordinal='{confirmed}'].read")).ToHaveTextAsync(slices[confirmed].GetProperty("grade").GetString()!);
        await Expect(panel).ToHaveAttributeAsync("data-waiting", "0");

        // The network goes, and the web process with it. Nobody is stopped: space still confirms and leads on.
        var away = Stopwatch.StartNew();
        await page.Context.SetOfflineAsync(true);
        var before = await Read(page).CountAsync();
        await page.Keyboard.PressAsync("b");
        await page.Keyboard.PressAsync("k");
        await Expect(page.GetByTestId("review-saving")).ToContainTextAsync("2 changes waiting to be saved", new() { Timeout = Patience });
        await bilsky.KillWebProcessAsync();
        await NextAsync(page, "n");
        await page.Keyboard.PressAsync("c");
        await Expect(page.GetByTestId("review-saving")).ToContainTextAsync("3 changes waiting to be saved");
        await page.LookAsync("review-offline");
        await Task.Delay(TimeSpan.FromSeconds(60) - away.Elapsed is { Ticks: > 0 } left ? left : TimeSpan.Zero);
        await Expect(Read(page)).ToHaveCountAsync(before + 2);
        await page.Context.SetOfflineAsync(false);
        await Expect(panel).ToHaveAttributeAsync("data-waiting", "0", new() { Timeout = Patience });

        // What cannot be saved survives a reload, too.
        await page.Context.RouteAsync("**/api/reviews/**", route => route.AbortAsync());
        await NextAsync(page, "n");
        await page.Keyboard.PressAsync("3");
        await Expect(page.GetByTestId("review-saving")).ToContainTextAsync("1 change waiting");
        await page.ReloadAsync();
        await Expect(page.GetByTestId("review-saving")).ToContainTextAsync("1 change waiting", new() { Timeout = Patience });
        await page.Context.UnrouteAsync("**/api/reviews/**");
        await Expect(panel).ToHaveAttributeAsync("data-waiting", "0", new() { Timeout = Patience });
        await Expect(Read(page)).ToHaveCountAsync(before + 3, new() { Timeout = Patience });
        await Expect(viewport).ToBeFocusedAsync(new() { Timeout = Patience });

        // Key images and signature.
        await page.Keyboard.PressAsync("Shift+K");
        await Expect(message).ToContainTextAsync("Accepted: slice");
        var notAccepted = await page.GetByTestId("review-key-images").Locator("li:has(.proposed) .grade-chip").AllInnerTextsAsync();
        Assert.All(notAccepted, grade => Assert.Contains(grade.Trim(), (string[])["0", "1a", "1b"]));
        await Expect(panel).ToHaveAttributeAsync("data-waiting", "0");
        var accepted = await page.GetByTestId("review-key-images").Locator(".accepted").CountAsync();
        Assert.True(accepted >= 1, $"{accepted} key images accepted.");
        await page.LookAsync("review");
        var faults = (await page.RunAxe()).Violations.Where(v => v.Impact is "serious" or "critical").Select(v => $"{v.Id}: {v.Help} {string.Join(' ', v.Nodes.Select(n => n.Html))}");
        Assert.Empty(faults);
        await page.Keyboard.PressAsync("s");
        var dialog = page.GetByRole(AriaRole.Dialog);
        await Expect(dialog).ToContainTextAsync("Sign off this review");
        await page.LookAsync("review-sign");
        await page.Keyboard.PressAsync("ArrowDown");
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Enter");
        await Expect(message).ToHaveTextAsync("Signed off.", new() { Timeout = Patience });
        await Expect(page.GetByTestId("review-onward").GetByRole(AriaRole.Link, new() { Name = "Next case" })).ToBeFocusedAsync();

        await page.ReloadAsync();
        await Expect(page.GetByTestId("review-signatures")).ToContainTextAsync("Reviewed by Dr S. Reviewer", new() { Timeout = Patience });
        await Expect(page.GetByTestId("review-verdict")).ToContainTextAsync("Reviewed");
        await Expect(Read(page)).ToHaveCountAsync(before + 3);
        await Expect(page.GetByTestId("review-strip").Locator("li.left-out")).ToHaveTextAsync("Q");
        await Expect(page.GetByTestId("review-key-images").Locator(".accepted")).ToHaveCountAsync(accepted);
        await Expect(page.GetByTestId("level-pins")).ToContainTextAsync("T7 pinned by");
        await Expect(page.GetByTestId("level-pins")).ToContainTextAsync("T10 pinned by");
        await Expect(page.GetByTestId("levels").GetByRole(AriaRole.Listitem).First).ToContainTextAsync(new Regex("[CTL]\\d"));

        // What is signed is changed only after a yes, and becomes an addendum with its reason.
        await Expect(viewport).ToBeFocusedAsync(new() { Timeout = Patience });
        await page.Keyboard.PressAsync("Home");
        await Expect(viewport).ToHaveAttributeAsync("data-index", "0");
        var (key, grade) = slices[0].GetProperty("grade").GetString() == "1b" ? ("2", "2") : ("b", "1b");
        await page.Keyboard.PressAsync(key);
        await Expect(page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("This review is signed");
        await page.Keyboard.PressAsync("Enter");
        await Expect(Read(page).First).ToHaveTextAsync(grade);
        await Expect(panel).ToHaveAttributeAsync("data-waiting", "0", new() { Timeout = Patience });
        await page.StepToAsync(overridden);
        await Expect(region).ToContainTextAsync("in the box of Dr S. Reviewer", new() { Timeout = Patience });
        await page.Keyboard.PressAsync("Home");
        await Expect(viewport).ToHaveAttributeAsync("data-index", "0");
        await page.Keyboard.PressAsync("s");
        await page.Keyboard.PressAsync("ArrowDown");
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.TypeAsync("Seen again with the sagittal.");
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByTestId("review-signatures")).ToContainTextAsync("Addendum 1 by Dr S. Reviewer", new() { Timeout = Patience });
        await Expect(page.GetByTestId("review-history")).ToContainTextAsync("1a");
        await page.LookAsync("review-signed");
        await page.OpenAsync("/mdt/flagged");
        await page.LookAsync("review-mdt");
        await page.OpenAsync("/worklist");
        await page.LookAsync("review-worklist");
        await Expect(page.Locator("li.case").Filter(new() { HasText = phantom.Study.PatientId })).ToContainTextAsync("Reviewed by Dr S. Reviewer", new() { Timeout = Patience });
        using var told = JsonDocument.Parse(await api.GetStringAsync($"/api/studies/{phantom.Study.StudyInstanceUid}/review"));
        Assert.Contains(told.RootElement.GetProperty("history").EnumerateArray(), c => c.GetProperty("note").GetString() == "Seen on two slices.");
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Review_TwoReviewersAtOnce_SeeEachOtherLiveAndNoGradeIsLost()
    {
        using var phantom = new PhantomFiles(seed: 4202);
        using var api = await bilsky.ApiAsync("reviewer");
        var (study, _) = await GradedAsync(api, phantom);
        var first = await OpenAsync("reviewer", study);
        var second = await OpenAsync("admin", study, Screen.Desk with { Theme = "light" });

        await GoToAsync(first, 3);
        await first.Keyboard.PressAsync("b");
        await Expect(Read(second)).ToHaveTextAsync(["1b"], new() { Timeout = Patience });

        // Both grade the same slice, and the second cannot know.
        await GoToAsync(second, 5);
        await second.Context.RouteAsync("**/api/reviews/**", route => route.AbortAsync());
        await second.Keyboard.PressAsync("0");
        await GoToAsync(first, 5);
        await first.Keyboard.PressAsync("3");
        await Expect(first.GetByTestId("review")).ToHaveAttributeAsync("data-waiting", "0", new() { Timeout = Patience });
        await second.Context.UnrouteAsync("**/api/reviews/**");
        await Expect(second.GetByTestId("review").GetByRole(AriaRole.Alert)).ToContainTextAsync("Two reviewers differ", new() { Timeout = Patience });
        await Expect(first.GetByTestId("review").GetByRole(AriaRole.Alert)).ToContainTextAsync("Two reviewers differ", new() { Timeout = Patience });
        await first.LookAsync("review-conflict");
        await second.LookAsync("review-conflict-light");

        await Expect(first.GetByTestId("conflict").GetByRole(AriaRole.Button)).ToHaveCountAsync(2);
        await Expect(first.GetByTestId("conflict")).ToContainTextAsync("You said: grade 3.");

        // Whoever sees both decides.
        await first.Keyboard.PressAsync("c");
        await Expect(second.GetByTestId("review").GetByRole(AriaRole.Alert)).ToHaveCountAsync(0, new() { Timeout = Patience });
        await Expect(Read(second)).ToHaveTextAsync(["1b", "1c"]);
        await first.Context.CloseAsync();
        await second.Context.CloseAsync();
    }

    /// <summary>Presses a key that leads to another slice and waits until it is on show.</summary>
    private static async Task NextAsync(IPage page, string key)
    {
        var viewport = page.GetByTestId("viewport");
        var before = await viewport.GetAttributeAsync("data-index");
        await page.Keyboard.PressAsync(key);
        await Expect(viewport).Not.ToHaveAttributeAsync("data-index", before!);
    }

    private static ILocator Read(IPage page) => page.GetByTestId("review-strip").Locator("li.read");

    private static async Task GoToAsync(IPage page, int slice)
    {
        await page.Locator($"[data-testid=spine-plot] [data-ordinal='{slice}'] .hit").ClickAsync();
        await Expect(page.GetByTestId("viewport")).ToHaveAttributeAsync("data-index", $"{slice}");
    }

    private static async Task<(string StudyId, IReadOnlyList<JsonElement> Slices)> GradedAsync(HttpClient api, PhantomFiles phantom)
    {
        await api.UploadAsync(phantom.DicomFiles);
        var grading = await api.GradingAsync(phantom.Study.StudyInstanceUid, TimeSpan.FromMinutes(6));
        using var facts = JsonDocument.Parse(await api.GetStringAsync($"/api/studies/{phantom.Study.StudyInstanceUid}"));
        return (facts.RootElement.GetProperty("id").GetString()!, [.. grading.GetProperty("studies")[0].GetProperty("slices").EnumerateArray()]);
    }

    private async Task<IPage> OpenAsync(string role, string study, Screen? screen = null)
    {
        var page = await bilsky.SignInAsync(role, screen);
        await page.OpenAsync($"/studies/{study}");
        await Expect(page.GetByTestId("viewport")).ToHaveAttributeAsync("data-graded", "true", new() { Timeout = Patience });
        await Expect(page.GetByTestId("review")).ToContainTextAsync(new Regex("slices read"), new() { Timeout = Patience });
        await Expect(page.GetByTestId("viewport")).ToBeFocusedAsync();
        return page;
    }
}
