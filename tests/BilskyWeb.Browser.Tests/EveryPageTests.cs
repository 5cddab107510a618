using BilskyWeb.Browser.Tests.Fixtures;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace BilskyWeb.Browser.Tests;

/// <summary>What holds for every page but a study's at a desk and on a phone, in the dark and in the light: axe finds nothing serious, nothing sticks out, the notice is there.</summary>
[Trait("Kind", "browser")]
[Collection(BilskyCollection.Name)]
public sealed class EveryPageTests(RunningBilsky bilsky)
{
    private static readonly (string Role, string[] Paths)[] Pages =
    [
        ("reviewer", ["/worklist", "/mdt", "/referrals/fetch"]),
        ("admin", ["/admin/gradings", "/admin/held", "/admin/trail"]),
        ("referrer", ["/referrals", "/referrals/new"]),
    ];

    [Theory]
    [InlineData(1440, 900, "dark")]
    [InlineData(1440, 900, "light")]
    [InlineData(390, 844, "dark")]
    [InlineData(390, 844, "light")]
    public async Task Open_EveryPage_IsAccessibleAndFits(int width, int height, string theme)
    {
        var faults = new List<string>();
        foreach (var (role, paths) in Pages)
        {
            var page = await bilsky.SignInAsync(role, new Screen(width, height, theme));
            foreach (var path in paths)
            {
                await page.GotoAsync(path);
                await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToBeVisibleAsync();
                await CheckAsync(page, $"{path} at {width} in the {theme}", faults);
            }

            await page.Context.CloseAsync();
        }

        Assert.Empty(faults);
    }

    private static async Task CheckAsync(IPage page, string where, List<string> faults)
    {
        await Expect(page.GetByText("not for clinical use").First).ToBeVisibleAsync();
        var sticksOut = await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth");
        if (sticksOut > 0)
        {
            faults.Add($"{where}: {sticksOut} px stick out to the right");
        }

        faults.AddRange((await page.RunAxe()).Violations
            .Where(v => v.Impact is "serious" or "critical")
            .Select(v => $"{where}: {v.Id}, {v.Help}: {string.Join(" | ", v.Nodes.Select(n => n.Html))}"));
    }
}
