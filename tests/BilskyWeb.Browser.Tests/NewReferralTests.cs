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

    /// <summary>A reviewer makes a link; somebody without an account, on a phone, sends by it, and the same link opens nothing more.</summary>
    [Fact]
    public async Task UploadLink_MadeByAReviewer_TakesOneReferralFromAPhone()
    {
        using var phantom = new PhantomFiles(4712);
        var reviewer = await bilsky.SignInAsync("reviewer");
        await reviewer.OpenAsync("/referrals/links");
        await reviewer.GetByLabel("For whom").FillAsync("Dr Outside, St Elsewhere");
        await reviewer.GetByRole(AriaRole.Button, new() { Name = "Make the link" }).ClickAsync();
        var link = await reviewer.GetByLabel("Link", new() { Exact = true }).InputValueAsync(new() { Timeout = Patience });
        await reviewer.LookAsync("links");
        var page = await bilsky.OpenAsync(Screen.Phone);
        var asked = new List<string>();
        page.Request += (_, request) => asked.Add(request.Url + string.Join(' ', request.Headers.Select(h => h.Value)));

        await page.GotoAsync(link);
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Send a study to the spine team" })).ToBeVisibleAsync(new() { Timeout = Patience });
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Choose a folder" })).ToBeEnabledAsync(new() { Timeout = Patience });
        Assert.DoesNotContain(asked, a => a.Contains(link.Split('#')[1], StringComparison.Ordinal));
        await page.LookAsync("guest");
        await page.Locator("[data-role=folder]").SetInputFilesAsync(phantom.StudyFolder);
        await page.GetByRole(AriaRole.Heading, new() { Name = "What you are about to refer" }).WaitForAsync(new() { Timeout = Patience });
        var faults = (await page.RunAxe()).Violations.Where(v => v.Impact is "serious" or "critical").Select(v => $"{v.Id}: {v.Help} {string.Join(' ', v.Nodes.Select(n => n.Html))}");
        Assert.Empty(faults);
        await page.GetByRole(AriaRole.Button, new() { Name = "Submit referral" }).ClickAsync();
        await Assertions.Expect(page.GetByTestId("guest-standing")).ToContainTextAsync("received", new() { Timeout = Patience });
        await page.LookAsync("guest-submitted");

        var later = await bilsky.OpenAsync(Screen.Desk);
        await later.GotoAsync(link);
        await Assertions.Expect(later.GetByRole(AriaRole.Alert)).ToContainTextAsync("opens nothing", new() { Timeout = Patience });
        await Assertions.Expect(reviewer.GetByRole(AriaRole.Row).Filter(new() { HasText = "Dr Outside" }).First).ToContainTextAsync("Used: submitted", new() { Timeout = Patience });
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
