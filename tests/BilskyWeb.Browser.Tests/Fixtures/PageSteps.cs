using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace BilskyWeb.Browser.Tests.Fixtures;

/// <summary>Opens a page as a person does who lets it load.</summary>
internal static class PageSteps
{
    private const float Patience = 90_000;

    /// <summary>Goes to a page and waits until it is live: the live page takes the place of the prerendered one, and a button pressed on that one is gone when it is let go. Pages without the bar of a signed-in person are never live.</summary>
    public static async Task OpenAsync(this IPage page, string path)
    {
        await page.GotoAsync(path);
        await Expect(page.Locator("main[data-live], body:not(:has(.app-bar-end))").First).ToBeAttachedAsync(new() { Timeout = Patience });
    }
}
