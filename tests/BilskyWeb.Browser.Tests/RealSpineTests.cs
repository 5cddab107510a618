using BilskyWeb.Browser.Tests.Fixtures;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace BilskyWeb.Browser.Tests;

/// <summary>Real MR, not ours: the four sets of spines without tumour, referred through the page as a person would.</summary>
[Trait("Kind", "browser")]
[Collection(BilskyCollection.Name)]
public sealed class RealSpineTests(RunningBilsky bilsky)
{
    private const float Patience = 240_000;

    [SkippableTheory]
    [InlineData("mt1_full", 22, "! No axial T2: only an axial gradient echo")]
    [InlineData("totalseg_mr", 20, "! No axial T2")]
    [InlineData("t2_full_sct", 195, "✓ Axial T2 present, 195 slices")]
    [InlineData("pam50_small_t2", 275, "✓ Axial T2 present, 275 slices")]
    public async Task Refer_RealSpine_IsStoredWholeAndGraded(string set, int files, string verdict)
    {
        var folder = SharedFolder(Path.Combine("data", "real-mr", set));
        Skip.If(folder is null, "../shared/data is not beside this repository.");
        var page = await bilsky.SignInAsync("referrer");
        await page.OpenAsync("/referrals/new");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Choose a folder" })).ToBeEnabledAsync(new() { Timeout = Patience });

        await page.Locator("[data-role=folder]").SetInputFilesAsync(folder!);
        await Expect(page.Locator(".verdict")).ToContainTextAsync(verdict, new() { Timeout = Patience });
        await Expect(page.Locator(".counts")).ToContainTextAsync($"{files} good");
        await page.GetByRole(AriaRole.Button, new() { Name = "Submit referral" }).ClickAsync();

        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "My referrals" })).ToBeVisibleAsync(new() { Timeout = Patience });
        await Expect(page.Locator(".list .row").First).ToContainTextAsync("Complete", new() { Timeout = Patience });
        await page.Context.CloseAsync();
    }

    private static string? SharedFolder(string path)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var shared = Path.Combine(folder.FullName, "shared", path);
            if (Directory.Exists(shared))
            {
                return shared;
            }
        }

        return null;
    }
}
