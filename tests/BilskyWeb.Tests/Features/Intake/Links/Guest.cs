using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using BilskyWeb.Core;
using BilskyWeb.Features.Intake.Links;
using BilskyWeb.Features.Intake.Uploads;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Tests.Features.Intake.Uploads;
using BilskyWeb.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace BilskyWeb.Tests.Features.Intake.Links;

/// <summary>A browser of somebody who was given a referral link: cookies, and the page's token.</summary>
internal sealed partial class Guest : IDisposable
{
    public const string Page = "/by-link/referral";
    private readonly AppFixture _app;

    public Guest(AppFixture app, NewLink link)
    {
        (_app, Link) = (app, link);
        Client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = app.Address, Timeout = TimeSpan.FromMinutes(3) };
    }

    public NewLink Link { get; }

    public HttpClient Client { get; }

    public string Secret => Link.Path.Split('#')[1];

    /// <summary>Also the id of their one form.</summary>
    public Actor Actor => new(Link.Id, "guest", new HashSet<string> { Role.Guest });

    /// <summary>A link that a new reviewer makes.</summary>
    public static async Task<NewLink> MakeAsync(AppFixture app, string forWhom = "Dr Outside, St Elsewhere", int hours = 72, long maxBytes = 1L << 30, int maxFiles = 1000) =>
        (await app.Services.GetRequiredService<MakeLink>().HandleAsync(await ReviewerAsync(app), forWhom, hours, maxBytes, maxFiles, default)).Value;

    /// <summary>A new link, opened.</summary>
    public static async Task<Guest> OfNewLinkAsync(AppFixture app, long maxBytes = 1L << 30, int maxFiles = 1000)
    {
        var guest = new Guest(app, await MakeAsync(app, maxBytes: maxBytes, maxFiles: maxFiles));
        await guest.EnterAsync();
        return guest;
    }

    public static async Task<Actor> ReviewerAsync(AppFixture app)
    {
        var (client, id) = await app.SignInAsync(Role.Reviewer);
        client.Dispose();
        return new Actor(id, "reviewer", new HashSet<string> { Role.Reviewer });
    }

    /// <summary>What the page behind the link does.</summary>
    public async Task<HttpResponseMessage> OpenAsync(string? secret = null)
    {
        await TakeTokenAsync("/by-link");
        return await Client.PostAsJsonAsync("/api/referral-links/open", new { secret = secret ?? Secret });
    }

    public async Task EnterAsync()
    {
        using var opened = await OpenAsync();
        Assert.Equal(HttpStatusCode.NoContent, opened.StatusCode);
        await TakeTokenAsync(Page);
    }

    public async Task<HttpResponseMessage> SendAsync(HttpContent content, Guid? id = null) => await Client.PostAsync($"/api/uploads?submit=false&id={id ?? Guid.CreateVersion7()}", content);

    public async Task<Guid> UploadAsync(IEnumerable<(string Name, byte[] Bytes)> files)
    {
        using var sent = await SendAsync(UploadClient.Form(files));
        var body = await sent.Content.ReadAsStringAsync();
        Assert.True(sent.StatusCode == HttpStatusCode.Accepted, $"{sent.StatusCode} {body}");
        return JsonSerializer.Deserialize<JsonElement>(body).GetProperty("id").GetGuid();
    }

    public async Task<HttpResponseMessage> AnswerAsync(string field, string value, Guid? form = null, string query = "") =>
        await Client.PostAsJsonAsync($"/api/clinical-forms/{form ?? Link.Id}/answers{query}", new { tab = Link.Id, answers = new[] { new { field, value } } });

    public Task<Result<Done>> SubmitAsync(Guid uploadId, Guid? form = null) =>
        _app.Services.GetRequiredService<SubmitUpload>().HandleAsync(Actor, uploadId, new ReferralDetails { FormId = form }, default);

    public async Task<GuestReferral> ReadAsync() => (await _app.Services.GetRequiredService<ReadGuestReferral>().HandleAsync(Actor, default)).Value;

    /// <summary>Waits until what was submitted is where it goes.</summary>
    public async Task DeliveredAsync(Guid uploadId)
    {
        await using var database = _app.NewContext();
        for (var until = DateTime.UtcNow.AddMinutes(2); await database.Uploads.AnyAsync(u => u.Id == uploadId && u.State == UploadState.Sending); await Task.Delay(100))
        {
            Assert.True(DateTime.UtcNow < until, "It is still on its way.");
        }
    }

    public void Dispose() => Client.Dispose();

    private async Task TakeTokenAsync(string path)
    {
        using var page = await Client.GetAsync(path);
        var body = await page.Content.ReadAsStringAsync();
        Assert.True(page.StatusCode == HttpStatusCode.OK, $"{path}: {page.StatusCode}");
        Client.DefaultRequestHeaders.Remove("X-CSRF-TOKEN");
        Client.DefaultRequestHeaders.Add("X-CSRF-TOKEN", Token().Match(body).Groups[1].Value);
    }

    [GeneratedRegex("csrf-token\" content=\"([^\"]+)\"")]
    private static partial Regex Token();
}
