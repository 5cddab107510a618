using System.Text.RegularExpressions;
using BilskyWeb.Browser.Tests.Fixtures;
using BilskyWeb.Phantom;
using BilskyWeb.Phantom.Dicom;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Xunit.Abstractions;
using static Microsoft.Playwright.Assertions;

namespace BilskyWeb.Browser.Tests;

/// <summary>A reader study from making it to its tables: three readers with the keyboard alone, on ten phantom studies.</summary>
[Trait("Kind", "browser")]
[Collection(BilskyCollection.Name)]
public sealed class ReaderStudyTests(RunningBilsky bilsky, ITestOutputHelper output)
{
    private const int Studies = 10, SlicesPerStudy = 4, RegionsPerStudy = 2;

    private static readonly LocatorAssertionsToBeVisibleOptions Patient = new() { Timeout = 60_000 };

    private const string Shades = """
        canvas => {
          const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
          return new Set(data.filter((_, i) => i % 4 === 0)).size;
        }
        """;

    private static readonly string[] Keys = ["0", "a", "b", "c", "2", "3"];

    [Fact]
    public async Task ReaderStudy_ThreeReadersOnTenPhantoms_RunsFromMakingToTheTables()
    {
        var patients = await ReferPhantomsAsync();
        var admin = await bilsky.SignInAsync("admin");
        await MakeAsync(admin, patients);

        foreach (var (role, offset) in new[] { ("reviewer", 0), ("referrer", 1), ("admin", 0) })
        {
            var page = role == "admin" ? admin : await bilsky.SignInAsync(role);
            await ReadAsync(page, role, offset, patients);
        }

        await admin.OpenAsync("/reader-studies");
        await admin.GetByRole(AriaRole.Link, new() { Name = "Results of Ten phantoms" }).ClickAsync();
        await Expect(admin.GetByRole(AriaRole.Heading, new() { Name = "Ten phantoms" })).ToBeVisibleAsync(Patient);
        await Expect(admin.Locator("main")).ToContainTextAsync($"{Studies * RegionsPerStudy} cases of {Studies} studies");
        var accuracy = admin.GetByRole(AriaRole.Region, new() { Name = "High grade found (exact intervals)" });
        await Expect(accuracy.Locator("tbody tr")).ToHaveCountAsync(3, new() { Timeout = 60_000 });
        await Expect(accuracy).ToContainTextAsync(new Regex(@"\d+\.\d% \(\d+/\d+; \d+\.\d–\d+\.\d\)"));
        await Expect(admin.Locator("figure.confusion svg")).ToHaveCountAsync(3, new() { Timeout = 60_000 });
        await Expect(admin.GetByRole(AriaRole.Heading, new() { Name = "Disagreements" })).ToBeVisibleAsync(Patient);
        await AssertNoSeriousFaultAsync(admin);
        await CloseAndSettleAsync(admin);
        foreach (var table in await admin.Locator("table.ledger").AllAsync())
        {
            output.WriteLine(await table.InnerTextAsync());
        }
    }

    /// <summary>The reading is closed, the disagreements are settled with the keyboard alone, and the tables hold everybody against that; then on paper.</summary>
    private static async Task CloseAndSettleAsync(IPage admin)
    {
        await admin.GetByRole(AriaRole.Button, new() { Name = "Close the reading" }).ClickAsync();
        await Expect(admin.GetByText("Everybody has read everything.")).ToBeVisibleAsync(Patient);
        await admin.GetByRole(AriaRole.Group, new() { Name = "Close the reading for good?" }).GetByRole(AriaRole.Button, new() { Name = "Close the reading" }).ClickAsync();
        await Expect(admin.GetByText("The reading was closed")).ToBeVisibleAsync(Patient);
        await admin.LookAsync("results-closed");
        await admin.GetByRole(AriaRole.Link, new() { Name = "Settle disagreements" }).ClickAsync();

        var root = admin.Locator(".reading");
        await Expect(admin.GetByText(new Regex("Disputed case 1 of \\d+, 0 settled"))).ToBeVisibleAsync(Patient);
        var total = int.Parse((await root.Locator("progress").GetAttributeAsync("max"))!, System.Globalization.CultureInfo.InvariantCulture);
        Assert.InRange(total, 1, Studies * RegionsPerStudy);
        var last = "";
        for (var i = 0; i < total; i++)
        {
            await Expect(root).ToHaveAttributeAsync("data-ready", new Regex($"^(?!{last}$)[0-9a-f-]{{36}}$"), new() { Timeout = 60_000 });
            last = (await root.GetAttributeAsync("data-ready"))!;
            Assert.DoesNotContain("Dr S. Reviewer", await root.InnerTextAsync(), StringComparison.Ordinal);
            if (i == 0)
            {
                await AssertNoSeriousFaultAsync(admin);
                await admin.LookAsync("consensus");
            }

            await admin.WaitForTimeoutAsync(350);
            await admin.Keyboard.PressAsync("c");
        }

        await Expect(admin.GetByRole(AriaRole.Heading, new() { Name = $"All {total} disputed cases are settled" })).ToBeVisibleAsync(Patient);
        await admin.GetByRole(AriaRole.Link, new() { Name = "Results" }).ClickAsync();
        var settled = admin.GetByRole(AriaRole.Region, new() { Name = "Low against high grade, against the consensus" });
        await Expect(settled.Locator("tbody tr")).ToHaveCountAsync(4, new() { Timeout = 60_000 });
        await Expect(admin.GetByText($"{total} of {total} cases on which they differ are settled")).ToBeVisibleAsync(Patient);
        await AssertNoSeriousFaultAsync(admin);
        await admin.LookAsync("results-settled");
        var pictures = admin.Locator(".gallery img");
        Assert.NotEqual(0, await pictures.CountAsync());
        Assert.Equal(0, await pictures.EvaluateAllAsync<int>("images => images.filter(i => i.loading === 'lazy' || !i.complete || i.naturalWidth === 0).length"));

        await admin.EmulateMediaAsync(new() { Media = Media.Print });
        await Expect(admin.Locator(".app-bar")).ToBeHiddenAsync();
        await Expect(admin.Locator(".research-notice")).ToBeVisibleAsync();
        Assert.Equal("rgb(255, 255, 255)", await admin.EvaluateAsync<string>("() => getComputedStyle(document.body).backgroundColor"));
        await admin.EmulateMediaAsync(new() { Media = Media.Null });
        var pdf = await admin.PdfAsync(new() { Format = "A4", PrintBackground = true });
        Assert.StartsWith("%PDF", System.Text.Encoding.ASCII.GetString(pdf, 0, 4), StringComparison.Ordinal);
        if (Environment.GetEnvironmentVariable("BILSKY_LOOK") is { Length: > 0 } folder)
        {
            await File.WriteAllBytesAsync(Path.Combine(folder, "results.pdf"), pdf);
        }
    }

    private static async Task MakeAsync(IPage admin, IReadOnlyList<string> patients)
    {
        await admin.OpenAsync("/admin/reader-studies/new");
        await admin.GetByLabel("Name, as readers see it").FillAsync("Ten phantoms");
        await admin.GetByLabel("Regions per study").FillAsync($"{RegionsPerStudy}");
        await admin.GetByLabel("Regions per study").BlurAsync();
        await admin.GetByLabel("Dr S. Reviewer is the reference").CheckAsync();
        await admin.GetByLabel("Dr R. Referrer reads").CheckAsync();
        await admin.GetByLabel("A. Admin reads").CheckAsync();
        foreach (var patient in patients)
        {
            await admin.GetByLabel(new Regex($"^Take .*, {patient}$")).CheckAsync();
        }

        await Expect(admin.GetByText($"{Studies} of")).ToContainTextAsync($"{Studies * RegionsPerStudy} cases for each reader", new() { Timeout = 60_000 });
        await AssertNoSeriousFaultAsync(admin);
        await admin.GetByRole(AriaRole.Button, new() { Name = "Make reader study" }).ClickAsync();
        await Expect(admin.GetByRole(AriaRole.Link, new() { Name = "Start reading Ten phantoms" })).ToBeVisibleAsync(new() { Timeout = 60_000 });
    }

    /// <summary>Reads all cases. The answer comes from the case's own id, so that readers agree by rule and not by what they see.</summary>
    private static async Task ReadAsync(IPage page, string role, int offset, IReadOnlyList<string> patients)
    {
        await page.OpenAsync("/reader-studies");
        await page.GetByRole(AriaRole.Link, new() { Name = "Start reading Ten phantoms" }).ClickAsync();
        await Expect(page).ToHaveTitleAsync("Reading · BilskyWeb", new() { Timeout = 60_000 });
        var reading = page.Locator(".reading");
        var total = Studies * RegionsPerStudy;
        var last = "";
        for (var i = role == "referrer" ? await ReadFastAsync(page, reading, total - 5) : 0; i < total; i++)
        {
            await Expect(reading).ToHaveAttributeAsync("data-ready", new Regex($"^(?!{last}$)[0-9a-f-]{{36}}$"), new() { Timeout = 60_000 });
            last = (await reading.GetAttributeAsync("data-ready"))!;
            await Expect(page.GetByText($"Case {i + 1} of {total}")).ToBeVisibleAsync(Patient);
            if (i == 0)
            {
                await LookAsync(page, patients);
                await LookAroundAsync(page, reading);
                await PauseAsync(page, reading);
            }

            if (i == 2)
            {
                await page.ReloadAsync();
                await Expect(reading).ToHaveAttributeAsync("data-ready", last, new() { Timeout = 60_000 });
            }

            await page.WaitForTimeoutAsync(350);
            var id = Guid.Parse(last).ToByteArray();
            await page.Keyboard.PressAsync(Keys[((id[0] % 6) + (offset > 0 && id[1] % 4 == 0 ? offset : 0)) % 6]);
        }

        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = $"You have read all {total} cases" })).ToBeVisibleAsync(Patient);
        if (role != "admin")
        {
            await page.OpenAsync("/reader-studies");
            await Expect(page.GetByText($"{total} of {total} read")).ToBeVisibleAsync(Patient);
            await Expect(page.GetByRole(AriaRole.Link, new() { NameRegex = new Regex("^Results") })).ToHaveCountAsync(0, new() { Timeout = 60_000 });
            await page.Context.CloseAsync();
        }
    }

    /// <summary>The images are there, and nothing of the patient or the model is.</summary>
    private static async Task LookAsync(IPage page, IReadOnlyList<string> patients)
    {
        foreach (var view in await page.Locator(".images canvas").AllAsync())
        {
            Assert.InRange(await view.EvaluateAsync<int>(Shades), 20, 256);
        }

        var content = await page.ContentAsync();
        Assert.DoesNotContain(patients, patient => content.Contains(patient, StringComparison.Ordinal));
        Assert.DoesNotContain("by the model", content, StringComparison.Ordinal);
        await AssertNoSeriousFaultAsync(page);
    }

    /// <summary>
    /// Keys faster than a case comes: each is a read, of a case whose image was on show, or is refused with a sign; none is lost. Two of six were, at 0.7 s a key.
    /// </summary>
    private static async Task<int> ReadFastAsync(IPage page, ILocator reading, int cases)
    {
        // Before that the answers are dim, since nobody hears a key.
        await Expect(reading).ToHaveAttributeAsync("data-listening", "", new() { Timeout = 60_000 });
        await Expect(reading.Locator("[data-answer]")).ToHaveCountAsync(6, new() { Timeout = 60_000 });
        var (keys, read) = (0, 0);
        for (var tries = 0; tries < 2000 && read < cases; tries++)
        {
            await page.Keyboard.PressAsync(Keys[keys++ % 6]);
            await page.WaitForTimeoutAsync(tries % 3 == 0 ? 20 : 150);
            read = int.Parse((await reading.Locator("progress").GetAttributeAsync("value"))!, System.Globalization.CultureInfo.InvariantCulture);
        }

        // The last answer may still be on its way; a key that is lost never comes.
        var refused = 0;
        for (var tries = 0; tries < 60 && (tries == 0 || read + refused < keys); tries++)
        {
            await page.WaitForTimeoutAsync(500);
            read = int.Parse((await reading.Locator("progress").GetAttributeAsync("value"))!, System.Globalization.CultureInfo.InvariantCulture);
            refused = int.Parse(await reading.GetAttributeAsync("data-refusals") ?? "0", System.Globalization.CultureInfo.InvariantCulture);
        }

        Assert.Equal(keys, read + refused);
        Assert.InRange(read, cases, cases + 4);
        Assert.True(refused > 0, "No key came too fast, so nothing was tried.");
        return read;
    }

    /// <summary>The neighbours, the window and the enlargement, with the keyboard; the region stays outlined and nothing is answered by it.</summary>
    private static async Task LookAroundAsync(IPage page, ILocator reading)
    {
        var (pane, where) = (reading.Locator(".images"), reading.Locator("[data-where]"));
        await Expect(where).ToContainTextAsync("The slice to grade");
        var before = await reading.Locator("canvas[data-view=slice]").EvaluateAsync<string>("canvas => canvas.toDataURL()");
        foreach (var key in new[] { "ArrowUp", "ArrowUp", "ArrowUp", "ArrowUp" })
        {
            await page.Keyboard.PressAsync(key);
        }

        await Expect(where).ToContainTextAsync("towards the head", new() { Timeout = 60_000 });
        await Expect(where).ToContainTextAsync("the last one", new() { Timeout = 60_000 });
        await page.Keyboard.PressAsync("Home");
        await Expect(pane).ToHaveAttributeAsync("data-offset", "0");
        await page.Keyboard.PressAsync("}");
        await page.Keyboard.PressAsync("]");
        await page.Keyboard.PressAsync("+");
        await Expect(where).ToContainTextAsync("1.3 ×");
        Assert.NotEqual(before, await reading.Locator("canvas[data-view=slice]").EvaluateAsync<string>("canvas => canvas.toDataURL()"));
        await page.Keyboard.PressAsync("x");
        await Expect(where).Not.ToContainTextAsync("×");
        Assert.Equal(before, await reading.Locator("canvas[data-view=slice]").EvaluateAsync<string>("canvas => canvas.toDataURL()"));
        await page.LookAsync("reading");
    }

    private static async Task PauseAsync(IPage page, ILocator reading)
    {
        await page.Keyboard.PressAsync("p");
        await Expect(reading.GetByText("Paused. Time is not counted.")).ToBeVisibleAsync(Patient);
        await Expect(reading.Locator(".images canvas")).ToHaveCountAsync(0, new() { Timeout = 60_000 });
        await page.Keyboard.PressAsync("0");
        await Expect(reading.Locator("[data-refused]")).ToContainTextAsync("Not taken: 0, since the case is paused.");
        await page.Keyboard.PressAsync("p");
        await Expect(reading.Locator(".images canvas").First).ToBeVisibleAsync(Patient);
        await Expect(page.GetByText("Case 1 of")).ToBeVisibleAsync(Patient);
    }

    private static async Task AssertNoSeriousFaultAsync(IPage page)
    {
        var faults = (await page.RunAxe()).Violations.Where(v => v.Impact is "serious" or "critical").Select(v => $"{v.Id}: {v.Help} {string.Join(' ', v.Nodes.Select(n => n.Html))}").ToList();
        Assert.True(faults.Count == 0, string.Join(Environment.NewLine, faults));
    }

    /// <summary>Ten phantom studies of a few neighbouring slices each: enough for a series, few enough to be quick.</summary>
    private async Task<List<string>> ReferPhantomsAsync()
    {
        var folder = Directory.CreateTempSubdirectory("bilsky-readers-").FullName;
        try
        {
            var written = new List<WrittenStudy>();
            PhantomFolder.Write(folder, Enumerable.Range(0, Studies).Select(i => new PhantomRequest(8600 + i, PhantomCohort.Internal, Healthy: i % 3 == 0)), written.Add);
            using var api = await bilsky.ApiAsync("reviewer");
            await api.UploadAsync(written.SelectMany(w =>
            {
                var files = Directory.GetFiles(Path.Combine(folder, w.PatientId, "axial-t2"), "*.dcm").Order(StringComparer.Ordinal).ToArray();
                return files.Skip((files.Length - SlicesPerStudy) / 2).Take(SlicesPerStudy);
            }));
            foreach (var study in written)
            {
                await api.GradingAsync(study.StudyInstanceUid, TimeSpan.FromMinutes(5));
            }

            return [.. written.Select(w => w.PatientId)];
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
