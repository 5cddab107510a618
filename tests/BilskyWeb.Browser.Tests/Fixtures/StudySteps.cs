using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace BilskyWeb.Browser.Tests.Fixtures;

/// <summary>What a reviewer does on the study page with the keyboard alone.</summary>
internal static class StudySteps
{
    /// <summary>From the middle of T7 to that of T10 in the mean spine.</summary>
    public const double T7ToT10Mm = 72;

    private const float Patience = 90_000;

    /// <summary>Goes to a slice, key by key.</summary>
    public static async Task StepToAsync(this IPage page, int slice)
    {
        var viewport = page.GetByTestId("viewport");
        await page.Keyboard.PressAsync("Home");
        await Expect(viewport).ToHaveAttributeAsync("data-index", "0", new() { Timeout = Patience });
        for (var i = 1; i <= slice; i++)
        {
            await page.Keyboard.PressAsync("ArrowDown");
            await Expect(viewport).ToHaveAttributeAsync("data-index", $"{i}", new() { Timeout = Patience });
        }
    }

    /// <summary>Pins the slice on show as the middle of a vertebra, such as "T7".</summary>
    public static async Task PinAsync(this IPage page, string level)
    {
        await page.Keyboard.PressAsync("l");
        await Expect(page.GetByTestId("pin-dialog")).ToBeVisibleAsync(new() { Timeout = Patience });
        await Expect(page.Locator("#pin-title")).ToContainTextAsync("slice", new() { Timeout = Patience });
        await page.Keyboard.TypeAsync(level);
        await Expect(page.GetByTestId("pin-effect")).ToContainTextAsync($"{level}: names", new() { Timeout = Patience });
        await page.Keyboard.PressAsync("Enter");

        // An Enter that overtakes the answer to what was typed pins nothing and asks for another one: where the level was offered already, its name stood there before.
        var (closed, again) = (page.Locator("[data-testid=pin-dialog]:not([open])"), page.GetByText("Press Enter once more to pin."));
        await Expect(closed.Or(again)).ToBeAttachedAsync(new() { Timeout = Patience });
        if (await again.IsVisibleAsync())
        {
            await page.Keyboard.PressAsync("Enter");
        }

        await Expect(page.GetByTestId("pin-dialog")).ToBeHiddenAsync(new() { Timeout = Patience });
    }
}
