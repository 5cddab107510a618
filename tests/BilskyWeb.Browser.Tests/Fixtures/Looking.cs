using Microsoft.Playwright;

namespace BilskyWeb.Browser.Tests.Fixtures;

/// <summary>Pictures of pages for looking at by eye, at desk and phone. Taken only where BILSKY_LOOK names a folder.</summary>
internal static class Looking
{
    private static readonly (int Width, int Height)[] Sizes = [(390, 844), (1440, 900)];

    /// <summary>Writes NAME-WIDTH.png for each size and leaves the page as it was.</summary>
    public static async Task LookAsync(this IPage page, string name)
    {
        if (Environment.GetEnvironmentVariable("BILSKY_LOOK") is not { Length: > 0 } folder)
        {
            return;
        }

        var before = page.ViewportSize!;
        foreach (var (width, height) in Sizes)
        {
            await page.SetViewportSizeAsync(width, height);
            await page.WaitForTimeoutAsync(800);
            await page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}-{width}.png"), FullPage = true });
        }

        await page.SetViewportSizeAsync(before.Width, before.Height);
    }
}
