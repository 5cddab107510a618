using System.Text.RegularExpressions;
using BilskyWeb.Browser.Tests.Fixtures;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace BilskyWeb.Browser.Tests;

/// <summary>What a referrer types is there again, whatever became of the page, the network and the other tab.</summary>
[Collection(BilskyCollection.Name)]
[Trait("Kind", "browser")]
public sealed class ClinicalFormTests(RunningBilsky bilsky)
{
    private const float Patience = 90_000;

    [Fact]
    public async Task Draft_ReloadLostNetworkAndTwoTabs_LosesNothing()
    {
        var page = await bilsky.SignInAsync("referrer");
        await page.OpenAsync("/referrals/new");
        await page.GetByLabel("Emergency").CheckAsync();
        await page.GetByLabel("Who can be called").FillAsync("Dr Ng, 4711");
        await Expect(page.Locator("[data-role=saving]")).ToContainTextAsync("Saved", new() { Timeout = Patience });
        await Expect(page.Locator("[data-needed=power]")).ToBeVisibleAsync();
        await Expect(page.Locator("[data-needed=contact]")).ToBeHiddenAsync();
        await Expect(page).ToHaveURLAsync(new Regex(@"draft=[0-9a-f-]{36}$"));

        // Typed while nobody can be reached, and reloaded before it was saved.
        await page.Context.RouteAsync("**/api/clinical-forms/**", route => route.AbortAsync());
        await page.GetByLabel("Note for the team").FillAsync("Legs weak since Friday.");
        await Expect(page.Locator("[data-role=saving]")).ToContainTextAsync("waiting to be saved", new() { Timeout = Patience });
        await page.Context.UnrouteAsync("**/api/clinical-forms/**");
        await page.ReloadAsync();
        await Expect(page.GetByLabel("Note for the team")).ToHaveValueAsync("Legs weak since Friday.", new() { Timeout = Patience });
        await Expect(page.GetByLabel("Who can be called")).ToHaveValueAsync("Dr Ng, 4711");

        // The same draft in another tab: each sees what the other writes, and what both write stays.
        var other = await page.Context.NewPageAsync();
        await other.OpenAsync(new Uri(page.Url).PathAndQuery);
        await Expect(other.GetByLabel("Note for the team")).ToHaveValueAsync("Legs weak since Friday.", new() { Timeout = Patience });
        await other.GetByLabel("Walking").SelectOptionAsync("unable");
        await Expect(page.GetByLabel("Walking")).ToHaveValueAsync("unable", new() { Timeout = Patience });
        await other.GetByLabel("Note for the team").FillAsync("Cannot walk any more.");
        await Expect(page.GetByLabel("Note for the team")).ToHaveValueAsync("Cannot walk any more.", new() { Timeout = Patience });
        await Expect(page.Locator("[data-elsewhere=note]")).ToContainTextAsync("Legs weak since Friday.");
        await page.Context.CloseAsync();
    }
}
