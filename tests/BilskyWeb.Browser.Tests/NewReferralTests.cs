using BilskyWeb.Browser.Tests.Fixtures;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace BilskyWeb.Browser.Tests;

/// <summary>A referrer refers a study by folder, sees what it is before submitting, and follows it without a reload.</summary>
[Collection(BilskyCollection.Name)]
[Trait("Kind", "browser")]
public sealed class NewReferralTests(RunningBilsky bilsky)
{
    private const float Patience = 90_000;

    [Fact]
    public async Task NewReferral_FolderOfAPhantom_IsCheckedSubmittedAndFollowed()
    {
        using var phantom = new PhantomFiles(4711);
        var page = await bilsky.SignInAsync("referrer");
        await page.OpenAsync("/referrals/new");
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Choose a folder" })).ToBeEnabledAsync(new() { Timeout = Patience });
        await page.LookAsync("new");

        await page.Locator("[data-role=folder]").SetInputFilesAsync(phantom.StudyFolder);

        await page.GetByRole(AriaRole.Heading, new() { Name = "What you are about to refer" }).WaitForAsync(new() { Timeout = Patience });
        await Assertions.Expect(page.Locator(".verdict")).ToContainTextAsync("Axial T2 present");
        await Assertions.Expect(page.Locator(".counts")).ToContainTextAsync($"{phantom.DicomFiles.Count} good");
        await page.GetByLabel("Primary cancer").FillAsync("Breast");
        await page.GetByLabel("Note for the team").FillAsync("Two days of leg weakness.");
        await page.GetByText("What happened to each file").ClickAsync();
        await page.Locator(".file-table tbody tr td.name").First.WaitForAsync();
        await page.LookAsync("checked");
        var faults = (await page.RunAxe()).Violations.Where(v => v.Impact is "serious" or "critical").Select(v => $"{v.Id}: {v.Help} {string.Join(' ', v.Nodes.Select(n => n.Html))}");
        Assert.Empty(faults);

        await page.GetByRole(AriaRole.Button, new() { Name = "Submit referral" }).ClickAsync();

        await page.GetByRole(AriaRole.Heading, new() { Name = "My referrals" }).WaitForAsync();
        var row = page.Locator(".list .row").First;
        await row.WaitForAsync();
        await page.LookAsync("submitted");
        await Assertions.Expect(row).Not.ToHaveAttributeAsync("data-state", "Sending", new() { Timeout = Patience });
        await page.LookAsync("list");
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task NewReferral_TextFileByKeyboard_SaysWhatToDoAndStartsAgain()
    {
        var page = await bilsky.SignInAsync("referrer");
        await page.OpenAsync("/referrals/new");
        var choose = page.GetByRole(AriaRole.Button, new() { Name = "Choose files or a ZIP" });
        await Assertions.Expect(choose).ToBeEnabledAsync(new() { Timeout = Patience });

        var chooser = await page.RunAndWaitForFileChooserAsync(() => choose.PressAsync("Enter"));
        await chooser.SetFilesAsync(new FilePayload { Name = "<b>notes</b>.txt", MimeType = "text/plain", Buffer = "Dear colleague, please see the images."u8.ToArray() });

        await page.GetByRole(AriaRole.Heading, new() { Name = "Nothing could be taken" }).WaitForAsync(new() { Timeout = Patience });
        await Assertions.Expect(page.Locator("td.name").First).ToHaveTextAsync("<b>notes</b>.txt");
        await page.LookAsync("text");
        await page.GetByRole(AriaRole.Button, new() { Name = "Choose other images" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Choose a folder" })).ToBeFocusedAsync();
        await page.Context.CloseAsync();
    }
}
