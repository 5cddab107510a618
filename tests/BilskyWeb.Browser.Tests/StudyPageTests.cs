using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.RegularExpressions;
using BilskyWeb.Browser.Tests.Fixtures;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace BilskyWeb.Browser.Tests;

/// <summary>A graded study in the real viewer: frames from the archive, keys, overlay, plot.</summary>
[Trait("Kind", "browser")]
[Collection(BilskyCollection.Name)]
public sealed class StudyPageTests(RunningBilsky bilsky)
{
    [Fact]
    public async Task OpenStudy_GradedPhantom_ShowsImagesAndFollowsKeysAndPlot()
    {
        using var phantom = new PhantomFiles(seed: 4101);
        using var api = await bilsky.ApiAsync("reviewer");
        await api.UploadAsync(phantom.DicomFiles);
        var grading = await api.GradingAsync(phantom.Study.StudyInstanceUid, TimeSpan.FromMinutes(4));
        var slices = grading.GetProperty("studies")[0].GetProperty("slices");

        var page = await bilsky.SignInAsync("reviewer");
        var asked = new ConcurrentDictionary<string, bool>();
        page.Request += (_, request) =>
        {
            if (request.Url.Contains("/frames/", StringComparison.Ordinal))
            {
                asked[request.Url] = true;
            }
        };
        await page.OpenAsync("/worklist");
        await page.GetByRole(AriaRole.Link, new() { Name = await NameOnListAsync(api, phantom.Study.StudyInstanceUid) }).First.ClickAsync();

        // No DICOM identifier and no name in the address or the title.
        await Expect(page).ToHaveURLAsync(new Regex("/studies/[0-9a-f-]{36}$"));
        await Expect(page).ToHaveTitleAsync("Study · BilskyWeb");

        var viewport = page.GetByTestId("viewport");
        await Expect(viewport).ToHaveAttributeAsync("data-index", new Regex("^[0-9]+$"), new() { Timeout = 60_000 });
        await Expect(page.GetByTestId("slice-position")).ToContainTextAsync($"of {slices.GetArrayLength()}");
        Assert.True(await BrightestPixelAsync(viewport) > 100, "The viewport stayed black.");

        // The other slices are fetched before anybody asks for them.
        for (var waited = 0; asked.Count < slices.GetArrayLength() && waited < 600; waited++)
        {
            await page.WaitForTimeoutAsync(100);
        }

        Assert.True(asked.Count >= slices.GetArrayLength(), $"{asked.Count} of {slices.GetArrayLength()} slices were fetched beforehand.");

        // Keyboard alone: head, foot, one back.
        await viewport.FocusAsync();
        await page.Keyboard.PressAsync("Home");
        await Expect(viewport).ToHaveAttributeAsync("data-index", "0");
        await page.Keyboard.PressAsync("End");
        await Expect(viewport).ToHaveAttributeAsync("data-index", $"{slices.GetArrayLength() - 1}");
        await page.Keyboard.PressAsync("ArrowUp");
        await Expect(viewport).ToHaveAttributeAsync("data-index", $"{slices.GetArrayLength() - 2}");

        // The plot leads; image, panel and plot then speak of the same slice.
        var graded = slices.EnumerateArray().Select((slice, index) => (slice, index)).First(s => s.slice.GetProperty("roi").ValueKind == JsonValueKind.Object);
        await page.Locator($"[data-testid=spine-plot] [data-ordinal='{graded.index}'] .hit").ClickAsync();
        await Expect(viewport).ToHaveAttributeAsync("data-index", $"{graded.index}");
        await Expect(page.Locator("[data-testid=spine-plot] [role=slider]")).ToHaveAttributeAsync("aria-valuenow", $"{graded.index + 1}");
        var high = graded.slice.GetProperty("highGradeProbability").GetDouble();
        await Expect(page.GetByTestId("slice-panel")).ToContainTextAsync((high * 100).ToString("0.0", System.Globalization.CultureInfo.InvariantCulture) + "%");

        // What the model learnt from that is most like the slice, as pictures.
        var cases = page.GetByTestId("nearest-cases").Locator("img");
        await Expect(cases).ToHaveCountAsync(5);
        await cases.Last.ScrollIntoViewIfNeededAsync();
        await Expect(cases.Last).ToHaveJSPropertyAsync("naturalWidth", 112, new() { Timeout = 60_000 });

        // Each bar stands above its slice's cell.
        var (bars, cells) = (await page.Locator("[data-testid=spine-plot] svg").BoundingBoxAsync(), await page.Locator("[data-testid=spine-plot] .grades").BoundingBoxAsync());
        Assert.Equal(cells!.Width, bars!.Width, tolerance: 1);

        // The box is there, goes and comes with O, and Escape closes the key sheet.
        await Expect(page.GetByTestId("roi")).ToBeVisibleAsync();
        await viewport.FocusAsync();
        await page.Keyboard.PressAsync("o");
        await Expect(page.GetByTestId("roi")).ToHaveCountAsync(0);
        await page.Keyboard.PressAsync("o");
        await Expect(page.GetByTestId("roi")).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("?");
        await Expect(page.GetByRole(AriaRole.Dialog)).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);

        // The other series opens too, says that it was not graded, and the plot leads back.
        await page.Keyboard.PressAsync("PageDown");
        await page.Keyboard.PressAsync("PageUp");
        await page.GetByRole(AriaRole.Navigation, new() { Name = "Series" }).GetByRole(AriaRole.Button).Filter(new() { HasText = "Not graded" }).First.ClickAsync();
        await Expect(page.GetByTestId("slice-position")).ToContainTextAsync("this series was not graded");
        await page.Locator($"[data-testid=spine-plot] [data-ordinal='{graded.index}'] .hit").ClickAsync();
        await Expect(page.GetByTestId("slice-panel")).ToContainTextAsync("high-grade probability");

        // On a phone the grades stand within reach of the image that they are given to: they lay 1,263 pixels below it.
        await page.SetViewportSizeAsync(390, 844);
        var grades = page.GetByTestId("review").Locator(".grades");
        await grades.ScrollIntoViewIfNeededAsync();
        var (image, buttons) = ((await viewport.BoundingBoxAsync())!, (await grades.BoundingBoxAsync())!);
        Assert.InRange(buttons.Y + buttons.Height - image.Y, 0, 844);
    }

    [Fact]
    public async Task OpenStudy_BrowserWithoutWebGl_SaysWhatToDoAndShowsTheGrades()
    {
        using var phantom = new PhantomFiles(seed: 4101);
        using var api = await bilsky.ApiAsync("reviewer");
        await api.UploadAsync(phantom.DicomFiles);
        await api.GradingAsync(phantom.Study.StudyInstanceUid, TimeSpan.FromMinutes(4));

        var page = await bilsky.SignInAsync("reviewer");
        await page.Context.AddInitScriptAsync(
            """
            const getContext = HTMLCanvasElement.prototype.getContext;
            HTMLCanvasElement.prototype.getContext = function (kind, ...rest) { return kind.startsWith('webgl') ? null : getContext.call(this, kind, ...rest); };
            """);
        await page.OpenAsync("/worklist");
        await page.GetByRole(AriaRole.Link, new() { Name = await NameOnListAsync(api, phantom.Study.StudyInstanceUid) }).First.ClickAsync();

        await Expect(page.GetByTestId("slice-position").GetByRole(AriaRole.Alert)).ToContainTextAsync("this browser has no WebGL", new() { Timeout = 60_000 });
        await Expect(page.GetByTestId("spine-plot")).ToBeVisibleAsync();
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task OpenStudy_OfAnotherReferrer_SaysNotFoundAndGivesNoFrame()
    {
        using var phantom = new PhantomFiles(seed: 4102);
        using var reviewer = await bilsky.ApiAsync("reviewer");
        await reviewer.UploadAsync(phantom.DicomFiles.Take(3));

        using var referrer = await bilsky.ApiAsync("referrer");
        using var metadata = await referrer.GetAsync($"/dicomweb/studies/{phantom.Study.StudyInstanceUid}/metadata");

        Assert.Equal(System.Net.HttpStatusCode.NotFound, metadata.StatusCode);
        var page = await bilsky.SignInAsync("referrer");
        await page.OpenAsync($"/studies/{Guid.NewGuid()}");
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("not yours to see");
    }

    private static async Task<string> NameOnListAsync(HttpClient api, string studyInstanceUid)
    {
        using var answer = await api.GetAsync($"/api/studies/{studyInstanceUid}");
        using var facts = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        return BilskyWeb.Clinical.ClinicalNames.Format(facts.RootElement.GetProperty("patientName").GetString());
    }

    /// <summary>Reads back what WebGL drew, from a picture of the page.</summary>
    private static async Task<int> BrightestPixelAsync(ILocator viewport)
    {
        var picture = await viewport.ScreenshotAsync();
        return await viewport.EvaluateAsync<int>(
            """
            async (_, png) => {
              const image = await createImageBitmap(await (await fetch('data:image/png;base64,' + png)).blob());
              const canvas = new OffscreenCanvas(image.width, image.height);
              const drawing = canvas.getContext('2d');
              drawing.drawImage(image, 0, 0);
              const data = drawing.getImageData(image.width / 4, image.height / 4, image.width / 2, image.height / 2).data;
              let brightest = 0;
              for (let i = 0; i < data.length; i += 4) brightest = Math.max(brightest, data[i]);
              return brightest;
            }
            """,
            Convert.ToBase64String(picture));
    }
}
