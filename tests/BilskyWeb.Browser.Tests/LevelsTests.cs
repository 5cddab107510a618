using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using BilskyWeb.Browser.Tests.Fixtures;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace BilskyWeb.Browser.Tests;

/// <summary>Axial and sagittal side by side, and the levels that follow from two pins.</summary>
[Trait("Kind", "browser")]
[Collection(BilskyCollection.Name)]
public sealed class LevelsTests(RunningBilsky bilsky)
{
    private const float Patience = 90_000;

    [Fact]
    public async Task PinTwoLevels_ByKeyboardAlone_EverySliceAndLevelIsNamedAfterAReload()
    {
        using var phantom = new PhantomFiles(seed: 4201);
        using var api = await bilsky.ApiAsync("reviewer");
        var (page, slices) = await OpenAsync(api, phantom);
        var spacingMm = Math.Abs(slices[1].GetProperty("positionMm").GetDouble() - slices[0].GetProperty("positionMm").GetDouble());
        var (first, apart) = (slices.Count / 4, (int)Math.Round(StudySteps.T7ToT10Mm / spacingMm));

        await page.GetByTestId("viewport").FocusAsync();
        await page.StepToAsync(first);
        await page.PinAsync("T7");
        await Expect(page.GetByTestId("level-pins")).ToContainTextAsync("T7 pinned by");
        await page.StepToAsync(first + apart);
        await page.PinAsync("T10");
        await Expect(page.GetByTestId("level-pins")).ToContainTextAsync("T10 pinned by");
        await page.LookAsync("levels");

        await page.ReloadAsync();
        await ReadyAsync(page);
        await Expect(page.GetByTestId("level-pins")).ToContainTextAsync("T7 pinned by");
        await page.GetByTestId("viewport").FocusAsync();
        await page.StepToAsync(first);
        await Expect(page.GetByTestId("slice-position")).ToContainTextAsync("T7");
        await page.StepToAsync(first + apart);
        await Expect(page.GetByTestId("slice-position")).ToContainTextAsync("T10");
        await Expect(page.GetByTestId("levels").GetByRole(AriaRole.Listitem).First).ToContainTextAsync(new Regex("[CTL]\\d"));

        var grading = (await api.GradingAsync(phantom.Study.StudyInstanceUid, TimeSpan.FromMinutes(2))).GetProperty("studies")[0];
        Assert.All(grading.GetProperty("slices").EnumerateArray(), s => Assert.Matches("^[CTL]\\d", s.GetProperty("level").GetString()));
        Assert.All(grading.GetProperty("levels").EnumerateArray(), l => Assert.Matches("^[CTL]\\d", l.GetProperty("name").GetString()));

        var faults = (await page.RunAxe()).Violations.Where(v => v.Impact is "serious" or "critical").Select(v => $"{v.Id}: {v.Help} {string.Join(' ', v.Nodes.Select(n => n.Html))}");
        Assert.Empty(faults);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task PinLevel_MovedByKeyboard_ShowsBeforehandWhatChangesAndWhoseItWas()
    {
        using var phantom = new PhantomFiles(seed: 4202);
        using var api = await bilsky.ApiAsync("reviewer");
        var (page, slices) = await OpenAsync(api, phantom);
        await page.GetByTestId("viewport").FocusAsync();
        await page.StepToAsync(slices.Count / 2);
        await page.PinAsync("T8");

        await page.StepToAsync((slices.Count / 2) + 6);
        await page.Keyboard.PressAsync("l");
        await Expect(page.GetByTestId("pin-dialog")).ToBeVisibleAsync(new() { Timeout = Patience });
        await page.Keyboard.TypeAsync("T8");
        await Expect(page.GetByTestId("pin-effect")).ToContainTextAsync(new Regex("(Moves|Replaces) T\\d+.*pinned by"), new() { Timeout = Patience });
        await page.LookAsync("levels-move");
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.GetByTestId("pin-dialog")).ToBeHiddenAsync();
        await Expect(page.GetByTestId("viewport")).ToBeFocusedAsync();

        // Above T8 nothing can be T12: refused in words, nothing changed.
        await page.StepToAsync(1);
        await page.Keyboard.PressAsync("l");
        await Expect(page.GetByTestId("pin-dialog")).ToBeVisibleAsync(new() { Timeout = Patience });
        await page.Keyboard.TypeAsync("T12");
        await Expect(page.GetByTestId("pin-effect")).ToContainTextAsync("T12 is pinned above T8", new() { Timeout = Patience });
        await page.Keyboard.PressAsync("Escape");
        Assert.Equal(1, await bilsky.CountAsync("select count(*) from \"LevelPins\" p join \"Studies\" s on s.\"Id\" = p.\"StudyId\" where s.\"StudyInstanceUid\" = @p0", phantom.Study.StudyInstanceUid));
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task ReferenceLine_WhileScrolling_LiesInTheSlicesPlane()
    {
        using var phantom = new PhantomFiles(seed: 4203);
        using var api = await bilsky.ApiAsync("reviewer");
        var (page, slices) = await OpenAsync(api, phantom);
        var instances = (await api.GetFromJsonAsync<JsonElement>($"/dicomweb/studies/{phantom.Study.StudyInstanceUid}/metadata")).EnumerateArray().ToDictionary(i => Text(i, "00080018"));
        var planes = await api.GetFromJsonAsync<JsonElement>($"/api/viewer/{page.Url.Split('/')[^1]}/planes");
        var frames = planes.GetProperty("sagittal").GetProperty("frames");

        await page.GetByTestId("viewport").FocusAsync();
        foreach (var index in new[] { 0, slices.Count / 2, slices.Count - 1 })
        {
            await page.StepToAsync(index);
            var sagittal = page.GetByTestId("sagittal-viewport");
            await Expect(page.GetByTestId("cross-line").First).ToBeAttachedAsync(new() { Timeout = Patience });
            var image = int.Parse((await sagittal.GetAttributeAsync("data-image"))!, CultureInfo.InvariantCulture);
            var drawn = await Task.WhenAll(new[] { "x1", "y1", "x2", "y2" }.Select(async name => double.Parse((await sagittal.GetAttributeAsync($"data-line-{name}"))!, CultureInfo.InvariantCulture)));

            // By hand from the headers: both ends lie in the slice's plane.
            var slice = instances[slices[index].GetProperty("sopInstanceUid").GetString()!];
            var shown = instances[frames[image].GetProperty("sopInstanceUid").GetString()!];
            Assert.InRange(OffThePlaneMm(slice, InPatient(shown, drawn[0], drawn[1])), -0.1, 0.1);
            Assert.InRange(OffThePlaneMm(slice, InPatient(shown, drawn[2], drawn[3])), -0.1, 0.1);
        }

        // A click below the line goes further down the spine.
        await page.StepToAsync(slices.Count / 3);
        var line = page.GetByTestId("cross-line").First;
        var box = (await page.GetByTestId("sagittal-viewport").BoundingBoxAsync())!;
        var y = double.Parse((await line.GetAttributeAsync("y1"))!, CultureInfo.InvariantCulture);
        await page.Mouse.ClickAsync(box.X + (box.Width / 2), (float)(box.Y + y + (box.Height / 8)));
        await Expect(page.GetByTestId("viewport")).Not.ToHaveAttributeAsync("data-index", $"{slices.Count / 3}");
        Assert.True(int.Parse((await page.GetByTestId("viewport").GetAttributeAsync("data-index"))!, CultureInfo.InvariantCulture) > slices.Count / 3);

        // O takes lines and names away.
        await page.GetByTestId("viewport").FocusAsync();
        await page.Keyboard.PressAsync("o");
        await Expect(page.GetByTestId("cross-line")).ToHaveCountAsync(0);
        await page.Context.CloseAsync();
    }

    private async Task<(IPage Page, List<JsonElement> Slices)> OpenAsync(HttpClient api, PhantomFiles phantom)
    {
        await api.UploadAsync(phantom.DicomFiles);
        var grading = await api.GradingAsync(phantom.Study.StudyInstanceUid, TimeSpan.FromMinutes(4));
        using var answer = await api.GetAsync(new Uri($"/api/studies/{phantom.Study.StudyInstanceUid}", UriKind.Relative));
        using var facts = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        var page = await bilsky.SignInAsync("reviewer");
        await page.OpenAsync($"/studies/{facts.RootElement.GetProperty("id").GetString()}");
        await ReadyAsync(page);
        return (page, [.. grading.GetProperty("studies")[0].GetProperty("slices").EnumerateArray()]);
    }

    private static async Task ReadyAsync(IPage page)
    {
        await Expect(page.GetByTestId("viewport")).ToHaveAttributeAsync("data-index", new Regex("^[0-9]+$"), new() { Timeout = Patience });
        await Expect(page.GetByTestId("sagittal-viewport")).ToHaveAttributeAsync("data-image", new Regex("^[0-9]+$"), new() { Timeout = Patience });
    }

    private static string Text(JsonElement instance, string tag) => instance.GetProperty(tag).GetProperty("Value")[0].GetString()!;

    private static double[] Numbers(JsonElement instance, string tag) => [.. instance.GetProperty(tag).GetProperty("Value").EnumerateArray().Select(v => v.GetDouble())];

    /// <summary>A place in pixels from the image's corner, in the patient (PS3.3 C.7.6.2.1.1).</summary>
    private static double[] InPatient(JsonElement image, double x, double y)
    {
        var (p, o, s) = (Numbers(image, "00200032"), Numbers(image, "00200037"), Numbers(image, "00280030"));
        return [.. Enumerable.Range(0, 3).Select(i => p[i] + (o[i] * (x - 0.5) * s[1]) + (o[3 + i] * (y - 0.5) * s[0]))];
    }

    private static double OffThePlaneMm(JsonElement image, double[] point)
    {
        var (p, o) = (Numbers(image, "00200032"), Numbers(image, "00200037"));
        double[] normal = [(o[1] * o[5]) - (o[2] * o[4]), (o[2] * o[3]) - (o[0] * o[5]), (o[0] * o[4]) - (o[1] * o[3])];
        return Enumerable.Range(0, 3).Sum(i => (point[i] - p[i]) * normal[i]);
    }
}
