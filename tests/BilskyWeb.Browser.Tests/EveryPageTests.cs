using System.Reflection;
using System.Text.RegularExpressions;
using BilskyWeb.Browser.Tests.Fixtures;
using BilskyWeb.Clinical;
using BilskyWeb.Core.Grading;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.AspNetCore.Components;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace BilskyWeb.Browser.Tests;

/// <summary>
/// What holds for every page at a desk and on a phone, in the dark and in the light: axe finds nothing against WCAG 2.2 AA and
/// nothing serious beside it, nothing sticks out (the patient has a long name), the notice and a title are there. The pages are found, not listed: all routes
/// of the program, those with a parameter by the links that lead to them.
/// </summary>
[Trait("Kind", "browser")]
[Collection(BilskyCollection.Name)]
public sealed partial class EveryPageTests(RunningBilsky bilsky)
{
    private const float Patience = 90_000;

    /// <summary>As long as PN allows (PS3.5 6.2), with a word that no column can break at a space.</summary>
    private const string LongName = "Wolfeschlegelsteinhausenbergerdorff^Hubert Blaine Bartholomew";

    /// <summary>Pages that no link leads to; the home page only leads on, and a guest's own is looked at as a guest (<see cref="NewReferralTests"/>).</summary>
    private static readonly Dictionary<string, string?> Addresses = new() { ["/"] = null, ["/status/{code:int}"] = "/status/404", ["/account/join/{Token}"] = "/account/join/spent", ["/by-link/referral"] = null };

    private static readonly AxeRunOptions Rules = new()
    {
        Rules = new Dictionary<string, RuleOptions>
        {
            // WCAG 2.2's own, which axe leaves off by default.
            ["target-size"] = new() { Enabled = true },

            // For a moment after the live page has taken over there is none; waited for below.
            ["document-title"] = new() { Enabled = false },
        },
    };

    [Fact]
    public async Task Open_EveryPage_IsAccessibleAndFits()
    {
        await FillAsync();
        // Colours go with the theme and places with the width, so that two of the four pairs are held to all rules and the others to their width.
        var rounds = await Task.WhenAll(
            LookAroundAsync("dark", Screen.Desk, [Screen.Phone, Screen.Zoomed]),
            LookAroundAsync("light", Screen.Phone, [Screen.Desk]));
        var faults = rounds.SelectMany(found => found).ToList();
        Assert.True(faults.Count == 0, string.Join(Environment.NewLine, faults));
    }

    /// <summary>Goes through every page as one person in one theme and says what is wrong.</summary>
    private async Task<List<string>> LookAroundAsync(string theme, Screen thorough, Screen[] fits)
    {
        var faults = new List<string>();
        var page = await bilsky.SignInAsync("admin", thorough with { Theme = theme });
        await foreach (var path in EveryPageAsync(page, faults))
        {
            await CheckAsync(page, $"{path} in the {theme}", fits, thorough, faults);
            if (thorough == Screen.Desk)
            {
                await TabThroughAsync(page, path, backwards: false, faults);
                await TabThroughAsync(page, path, backwards: true, faults);
            }
        }

        await page.Context.CloseAsync();
        return faults;
    }

    /// <summary>A graded study, two reader studies and a label set of it, so that every page has something to show.</summary>
    private async Task FillAsync()
    {
        using var phantom = PhantomFiles.WithHighestGrade(BilskyGrade.Grade3, fromSeed: 7600).Named(LongName);
        using var api = await bilsky.ApiAsync("admin");
        await api.UploadAsync(phantom.DicomFiles);
        await api.GradingAsync(phantom.Study.StudyInstanceUid, TimeSpan.FromMinutes(4));

        // Who reads in a study sees its results only after the last case: one to read in, one to see results of.
        var page = await bilsky.SignInAsync("admin");
        foreach (var (name, reader) in new[] { ("One to read", "A. Admin reads"), ("One to look at", "Dr R. Referrer reads") })
        {
            await OpenAsync(page, "/admin/reader-studies/new");
            await page.GetByLabel("Name, as readers see it").FillAsync(name);
            await page.GetByLabel("Regions per study").FillAsync("1");
            await page.GetByLabel("Dr S. Reviewer is the reference").CheckAsync();
            await page.GetByLabel(reader).CheckAsync();
            await page.GetByLabel(new Regex($"^Take .*, {phantom.Study.PatientId}$")).CheckAsync();
            await Expect(page.GetByText("cases for each reader")).ToBeVisibleAsync(new() { Timeout = Patience });
            await page.GetByRole(AriaRole.Button, new() { Name = "Make reader study" }).ClickAsync();
            await Expect(page.GetByRole(AriaRole.Rowheader, new() { Name = name })).ToBeVisibleAsync(new() { Timeout = Patience });
        }

        // Closed with a disagreement, so that there is something to settle.
        await ReadAsync("reviewer", "3");
        await ReadAsync("referrer", "0");
        await OpenAsync(page, "/reader-studies");
        await page.GetByRole(AriaRole.Link, new() { Name = "Results of One to look at" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Close the reading" }).ClickAsync();
        await page.GetByRole(AriaRole.Group, new() { Name = "Close the reading for good?" }).GetByRole(AriaRole.Button, new() { Name = "Close the reading" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Settle disagreements" })).ToBeVisibleAsync(new() { Timeout = Patience });

        await OpenAsync(page, "/label-sets/new");
        await page.GetByLabel("Name").FillAsync("One to label");
        await page.GetByLabel(new Regex($"^Take .*, {phantom.Study.PatientId}$")).CheckAsync();
        await Expect(page.GetByText("slices to label")).ToBeVisibleAsync(new() { Timeout = Patience });
        await page.GetByRole(AriaRole.Button, new() { Name = "Make label set" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "One to label" })).ToBeVisibleAsync(new() { Timeout = Patience });

        // The flagged study has opened its case by now, and the case is on the agenda.
        await OpenAsync(page, "/mdt");
        await Expect(page.Locator(".board-card").First).ToBeVisibleAsync(new() { Timeout = Patience });
        await OpenAsync(page, "/mdt/meetings");
        await page.GetByRole(AriaRole.Button, new() { Name = "Make a meeting" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Agenda" })).ToBeVisibleAsync(new() { Timeout = Patience });
        await page.Context.CloseAsync();
    }

    private async Task ReadAsync(string role, string key)
    {
        var page = await bilsky.SignInAsync(role);
        await OpenAsync(page, "/reader-studies");
        await page.GetByRole(AriaRole.Link, new() { Name = "Start reading One to look at" }).ClickAsync();
        await Expect(page.Locator(".reading")).ToHaveAttributeAsync("data-ready", new Regex("^[0-9a-f-]{36}$"), new() { Timeout = Patience });
        await page.WaitForTimeoutAsync(350); // A key that comes sooner is taken for one held too long.
        await page.Keyboard.PressAsync(key);
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "You have read the one case" })).ToBeVisibleAsync(new() { Timeout = Patience });
        await page.Context.CloseAsync();
    }

    /// <summary>Opens one page after the other and says its address.</summary>
    private static async IAsyncEnumerable<string> EveryPageAsync(IPage page, List<string> faults)
    {
        var routes = typeof(ClinicalNames).Assembly.GetTypes().SelectMany(t => t.GetCustomAttributes<RouteAttribute>()).Select(r => r.Template).ToHashSet();
        var toFind = routes.Where(r => r.Contains('{', StringComparison.Ordinal) && !Addresses.ContainsKey(r)).ToHashSet();
        var toVisit = new Queue<string>(routes.Except(toFind).Select(r => Addresses.GetValueOrDefault(r, r)).OfType<string>().Order(StringComparer.Ordinal));
        while (toVisit.TryDequeue(out var path))
        {
            await OpenAsync(page, path);
            foreach (var link in await page.EvaluateAsync<string[]>("[...document.querySelectorAll('a[href]')].map(a => new URL(a.href)).filter(a => a.origin === location.origin).map(a => a.pathname)"))
            {
                if (!routes.Contains(link) && toFind.FirstOrDefault(r => Regex.IsMatch(link, $"^{Parameter().Replace(r, "[^/]+")}$")) is { } found)
                {
                    toFind.Remove(found);
                    toVisit.Enqueue(link);
                }
            }

            yield return path;
        }

        faults.AddRange(toFind.Select(route => $"{route}: no page links to it, so it was not looked at. Say its address in Addresses."));
    }

    /// <summary>Opens a page and waits until it is the live one with all that it shows.</summary>
    private static async Task OpenAsync(IPage page, string path)
    {
        await page.OpenAsync(path);
        await Expect(page.Locator(".skeleton")).ToHaveCountAsync(0, new() { Timeout = Patience });
        await Expect(page.Locator("[data-testid=labelling]:not([data-shown])")).ToHaveCountAsync(0, new() { Timeout = Patience });
        await Expect(page.Locator("[data-testid=viewport]:not([data-index])")).ToHaveCountAsync(0, new() { Timeout = Patience });
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToBeVisibleAsync(new() { Timeout = Patience });
        await Expect(page).ToHaveTitleAsync(new Regex("^.+ · BilskyWeb$"), new() { Timeout = Patience });
    }

    private static async Task CheckAsync(IPage page, string where, Screen[] fits, Screen thorough, List<string> faults)
    {
        foreach (var screen in fits.Append(thorough))
        {
            await page.SetViewportSizeAsync(screen.Width, screen.Height);
            await Expect(page.GetByText("not for clinical use").First).ToBeVisibleAsync();
            var sticksOut = await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth");
            if (sticksOut > 0)
            {
                faults.Add($"{where}: {sticksOut} px stick out to the right at {screen.Width}");
            }
        }

        faults.AddRange((await page.RunAxe(Rules)).Violations
            .Where(v => v.Impact is "serious" or "critical" || v.Tags.Any(tag => tag.StartsWith("wcag", StringComparison.Ordinal)))
            .Select(v => $"{where} at {thorough.Width}: {v.Id}, {v.Help}: {string.Join(" | ", v.Nodes.Take(5).Select(n => n.Html))}"));
    }

    /// <summary>With the keyboard alone one gets to everything and away again (WCAG 2.1.2), which axe does not look at: from where the page puts the focus it comes round, forward and backward.</summary>
    private static async Task TabThroughAsync(IPage page, string where, bool backwards, List<string> faults)
    {
        string? stuck = null;

        // A live page may put other elements in place of the first while it is gone through; one that holds the focus holds it again.
        for (var tried = 0; tried < 3; tried++)
        {
            stuck = await GoRoundAsync(page, backwards);
            if (stuck is null)
            {
                return;
            }
        }

        faults.Add($"{where}: {(backwards ? "Shift+Tab" : "Tab")} does not come round; it stays at {stuck}");
    }

    /// <returns>Where the focus stays, null when it came round.</returns>
    private static async Task<string?> GoRoundAsync(IPage page, bool backwards)
    {
        var most = await page.EvaluateAsync<int>(
            """
            () => {
              const reachable = 'a[href], button, input, select, textarea, summary, [tabindex="0"]';
              window.focused = document.activeElement?.matches(reachable) ? [document.activeElement] : [];
              window.noteFocus ??= event => window.focused.push(event.target);
              window.addEventListener('focusin', window.noteFocus);
              // A field for a date is day, month, year and a button that opens a calendar, and one for a time has more.
              return document.querySelectorAll(reachable).length + (6 * document.querySelectorAll('input[type=date], input[type=time], input[type=datetime-local], input[type=month]').length);
            }
            """);
        if (backwards)
        {
            await page.Keyboard.DownAsync("Shift");
        }

        // The browser takes them in order; waiting for each one alone would take half of the test's time.
        foreach (var some in Enumerable.Range(0, most + 3).Chunk(25))
        {
            await Task.WhenAll(some.Select(_ => page.Keyboard.PressAsync("Tab")));
        }

        if (backwards)
        {
            await page.Keyboard.UpAsync("Shift");
        }

        // Where the focus leaves the page it comes in again at the other end, and the first element is seen a second time.
        return await page.EvaluateAsync<string?>(
            "reachable => !reachable || window.focused.lastIndexOf(window.focused[0]) > 0 ? null : window.focused.at(-1)?.outerHTML.slice(0, 160) ?? 'nothing'", most);
    }

    [GeneratedRegex(@"\{[^}]+\}")]
    private static partial Regex Parameter();
}
