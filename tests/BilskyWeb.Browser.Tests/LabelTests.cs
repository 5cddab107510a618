using System.IO.Compression;
using System.Text.RegularExpressions;
using BilskyWeb.Browser.Tests.Fixtures;
using BilskyWeb.Core.Grading;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace BilskyWeb.Browser.Tests;

/// <summary>Labels one phantom study with the keyboard, without a connection for a while, and takes the labels away.</summary>
[Trait("Kind", "browser")]
[Collection(BilskyCollection.Name)]
public sealed class LabelTests(RunningBilsky bilsky)
{
    private const float Patience = 90_000;

    [Fact]
    public async Task Label_KeyboardAloneAndAWhileOffline_EverythingIsInTheExport()
    {
        using var phantom = PhantomFiles.WithHighestGrade(BilskyGrade.Grade3, fromSeed: 7700);
        using var api = await bilsky.ApiAsync("admin");
        await api.UploadAsync(phantom.DicomFiles);
        var slices = (await api.GradingAsync(phantom.Study.StudyInstanceUid, TimeSpan.FromMinutes(4))).GetProperty("studies")[0].GetProperty("slices").EnumerateArray().ToList();
        var page = await bilsky.SignInAsync("admin");
        await MakeAsync(page, phantom.Study.PatientId);
        await page.GetByRole(AriaRole.Link, new() { Name = "Label study by study" }).ClickAsync();
        var labelling = page.GetByTestId("labelling");
        await Expect(labelling).ToHaveAttributeAsync("data-shown", "1", new() { Timeout = Patience });
        var (said, progress, strip) = (page.GetByTestId("label-said"), page.GetByTestId("label-progress"), page.GetByTestId("label-strip"));
        await Expect(progress).ToHaveTextAsync($"0 of {slices.Count} slices labelled");

        // The model's box is a proposal and nobody's label, until a grade takes it.
        var proposed = slices.FindIndex(s => s.GetProperty("roi").ValueKind == System.Text.Json.JsonValueKind.Object && s.GetProperty("grade").GetString() is not null);
        for (var i = 0; i < proposed; i++)
        {
            await page.Keyboard.PressAsync("ArrowDown");
        }

        await Expect(labelling).ToHaveAttributeAsync("data-shown", $"{proposed + 1}");
        await Expect(page.Locator(".picture rect.proposed")).ToHaveCountAsync(1);
        await Expect(page.Locator(".picture rect.own")).ToHaveCountAsync(0);
        await Expect(page.GetByTestId("label-model").Locator(".grade-chip.model")).ToHaveTextAsync(slices[proposed].GetProperty("grade").GetString()!);
        await page.Keyboard.PressAsync("b");
        await Expect(said.Locator(".grade-chip.person")).ToHaveTextAsync("1b");
        await Expect(page.Locator(".picture rect.own")).ToHaveCountAsync(1);
        await Expect(labelling).ToHaveAttributeAsync("data-waiting", "0");
        await Expect(progress).ToHaveTextAsync($"1 of {slices.Count} slices labelled");

        // The box moved and made wider by keys, and copied with the grade to the slice below; a box by mouse there.
        await page.Keyboard.PressAsync("d");
        await page.Keyboard.PressAsync("ArrowRight");
        await page.Keyboard.PressAsync("Shift+ArrowRight");
        await page.Keyboard.PressAsync("Enter");
        var box = page.Locator(".picture rect.own");
        var (x, width) = (await box.GetAttributeAsync("x"), await box.GetAttributeAsync("width"));
        await page.Keyboard.PressAsync("ArrowDown");
        await Expect(box).ToHaveCountAsync(0);
        await page.Keyboard.PressAsync("y");
        await Expect(box).ToHaveAttributeAsync("x", x!);
        await Expect(box).ToHaveAttributeAsync("width", width!);
        await Expect(said.Locator(".grade-chip.person")).ToHaveTextAsync("1b");
        var frame = (await page.Locator(".picture").BoundingBoxAsync())!;
        await page.Mouse.MoveAsync(frame.X + (frame.Width * 0.3f), frame.Y + (frame.Height * 0.1f));
        await page.Mouse.DownAsync();
        await page.Mouse.MoveAsync(frame.X + (frame.Width * 0.45f), frame.Y + (frame.Height * 0.3f), new() { Steps = 4 });
        await page.Mouse.UpAsync();
        await Expect(page.Locator(".picture rect.editing")).ToHaveCountAsync(1);
        await page.Keyboard.PressAsync("c");
        await Expect(said.Locator(".grade-chip.person")).ToHaveTextAsync("1c");
        await Expect(box).Not.ToHaveAttributeAsync("x", x!);
        await page.Keyboard.PressAsync("Control+z");
        await Expect(box).ToHaveAttributeAsync("x", x!);
        await Expect(labelling).ToHaveAttributeAsync("data-waiting", "0");
        await AssertNoSeriousFaultAsync(page);
        await LookAsync(page, "label");

        // Without a connection nobody is stopped, and a reload takes nothing away.
        await page.Context.SetOfflineAsync(true);
        await page.Keyboard.PressAsync("n");
        await page.Keyboard.PressAsync("e");
        await page.Keyboard.PressAsync("q");
        await Expect(said).ToContainTextAsync("left out, image quality");
        await page.Keyboard.PressAsync("n");
        await page.Keyboard.PressAsync("x");
        await Expect(page.GetByTestId("label-saving")).ToContainTextAsync("2 labels waiting to be saved", new() { Timeout = Patience });
        await page.Context.SetOfflineAsync(false);
        await Expect(labelling).ToHaveAttributeAsync("data-waiting", "0", new() { Timeout = Patience });
        await page.Context.RouteAsync("**/api/label-sets/*/labels", route => route.AbortAsync());
        await page.Keyboard.PressAsync("n");
        await page.Keyboard.PressAsync(" ");
        await page.Keyboard.PressAsync("e");
        await Expect(page.GetByRole(AriaRole.Dialog)).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("u");
        await Expect(said).ToContainTextAsync("left out, degenerative stenosis");
        await Expect(page.GetByTestId("label-saving")).ToContainTextAsync("waiting to be saved", new() { Timeout = Patience });
        await page.ReloadAsync();
        await Expect(page.GetByTestId("label-saving")).ToContainTextAsync("waiting to be saved", new() { Timeout = Patience });
        await page.Context.UnrouteAsync("**/api/label-sets/*/labels");
        await Expect(labelling).ToHaveAttributeAsync("data-waiting", "0", new() { Timeout = Patience });
        await Expect(progress).ToHaveTextAsync($"5 of {slices.Count} slices labelled", new() { Timeout = Patience });
        await Expect(strip.Locator("li.done")).ToHaveTextAsync(["1b", "1b", "Q", "–", "D"]);

        // Somebody else was here meanwhile: told, and chosen by a person.
        await ConflictAsync(page);
        await ExchangeAsync(page, slices.Count);
    }

    private async Task ConflictAsync(IPage page)
    {
        var other = await bilsky.SignInAsync("reviewer");
        await other.OpenAsync(page.Url);
        await Expect(other.GetByTestId("labelling")).ToHaveAttributeAsync("data-shown", new Regex("."), new() { Timeout = Patience });
        await page.Keyboard.PressAsync("n");
        await Expect(page.GetByTestId("labelling")).ToHaveAttributeAsync("data-shown", new Regex("."), new() { Timeout = Patience });
        var number = (await page.GetByTestId("labelling").GetAttributeAsync("data-shown"))!;
        await other.Locator($"li[data-number='{number}']").ClickAsync();
        await other.Context.RouteAsync("**/api/label-sets/*/labels*", route => route.AbortAsync());
        await other.Keyboard.PressAsync("x");
        await page.Keyboard.PressAsync("e");
        await page.Keyboard.PressAsync("r");
        await Expect(page.GetByTestId("labelling")).ToHaveAttributeAsync("data-waiting", "0", new() { Timeout = Patience });
        await other.Context.UnrouteAsync("**/api/label-sets/*/labels*");
        await Expect(other.GetByTestId("conflict")).ToContainTextAsync("Yours is not saved until you choose. A. Admin said: left out, outside the region. You said: no canal in view.", new() { Timeout = Patience });
        await LookAsync(other, "label-dispute");
        await other.GetByRole(AriaRole.Button, new() { Name = "Mine stands: no canal in view" }).ClickAsync();
        await Expect(other.GetByTestId("labelling")).ToHaveAttributeAsync("data-waiting", "0", new() { Timeout = Patience });

        // The first is told by the live update.
        await Expect(page.GetByTestId("label-said")).ToContainTextAsync("no canal in view, by Dr S. Reviewer", new() { Timeout = Patience });
        await other.Context.CloseAsync();
    }

    /// <summary>The set's page: progress, the ZIP, and the same ZIP back again.</summary>
    private static async Task ExchangeAsync(IPage page, int slices)
    {
        await page.GetByRole(AriaRole.Link, new() { Name = "Back to the set" }).ClickAsync();
        await Expect(page.GetByTestId("label-progress")).ToContainTextAsync($"6 of {slices} slices labelled", new() { Timeout = Patience });
        await AssertNoSeriousFaultAsync(page);
        await LookAsync(page, "label-set");
        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "labels.csv and Pascal VOC" }).ClickAsync());
        var path = Path.Combine(Directory.CreateTempSubdirectory("bilsky-labels-").FullName, "labels.zip");
        await download.SaveAsAsync(path);
        using (var zip = await ZipFile.OpenReadAsync(path))
        {
            using var table = new StreamReader(await zip.GetEntry("labels.csv")!.OpenAsync());
            Assert.Equal(7, (await table.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
            Assert.Equal(6, zip.Entries.Count(e => e.Name.EndsWith(".xml", StringComparison.Ordinal)));
        }

        await Expect(page.Locator("main[data-live]")).ToBeAttachedAsync(new() { Timeout = Patience });
        await page.Locator("#labels-file").SetInputFilesAsync(path);
        await page.GetByRole(AriaRole.Button, new() { Name = "Import" }).ClickAsync();
        await Expect(page.GetByTestId("imported")).ToContainTextAsync("0 new, 0 replaced, 6 the same already", new() { Timeout = Patience });
        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
    }

    private static async Task MakeAsync(IPage page, string patient)
    {
        await page.OpenAsync("/label-sets");
        await page.GetByRole(AriaRole.Link, new() { Name = "New label set" }).ClickAsync();
        await page.GetByLabel("Name").FillAsync("Phantom to label");
        await page.GetByLabel(new Regex($"^Take .*, {patient}$")).CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Make label set" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Phantom to label" })).ToBeVisibleAsync(new() { Timeout = Patience });
    }

    private static async Task AssertNoSeriousFaultAsync(IPage page)
    {
        var faults = (await page.RunAxe()).Violations.Where(v => v.Impact is "serious" or "critical").Select(v => $"{v.Id}: {v.Help} {string.Join(' ', v.Nodes.Select(n => n.Html))}").ToList();
        Assert.True(faults.Count == 0, string.Join(Environment.NewLine, faults));
    }

    /// <summary>For looking at pages by eye, at desk and phone, dark and light: set BILSKY_LOOK to a folder.</summary>
    private static async Task LookAsync(IPage page, string name)
    {
        if (Environment.GetEnvironmentVariable("BILSKY_LOOK") is not { Length: > 0 } folder)
        {
            return;
        }

        foreach (var (width, height, theme) in new[] { (390, 844, "light"), (390, 844, "dark"), (1440, 900, "light"), (1440, 900, "dark") })
        {
            await page.SetViewportSizeAsync(width, height);
            if (page.GetByRole(AriaRole.Button, new() { Name = $"Use the {theme} theme" }) is var other && await other.CountAsync() > 0)
            {
                await other.ClickAsync();
            }

            await page.WaitForTimeoutAsync(400);
            await page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}-{width}-{theme}.png"), FullPage = true });
        }
    }
}
