using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using BilskyWeb.Features.Accounts;
using BilskyWeb.Features.Accounts.People;
using BilskyWeb.Features.Intake.Links;
using BilskyWeb.Features.Intake.Referrals;
using BilskyWeb.Features.Intake.Uploads;
using BilskyWeb.Platform.Audit;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Platform.Live;
using BilskyWeb.Platform.Storage;
using BilskyWeb.Tests.Features.Intake.Uploads;
using BilskyWeb.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace BilskyWeb.Tests.Features.Intake.Links;

/// <summary>One referral by somebody without an account, and everything that somebody may try with a link.</summary>
[Collection(AppTests.Name)]
[Trait("Kind", "integration")]
public sealed class ReferralLinkTests(AppFixture app)
{
    [Fact]
    public async Task Link_MadeByAProgram_OpensAndIsOnTheList()
    {
        var (reviewer, _) = await app.SignInAsync(Role.Reviewer);
        var (referrer, _) = await app.SignInAsync(Role.Referrer);
        var body = new { forWhom = "Dr Program, St Elsewhere" };

        using var made = await reviewer.PostAsJsonAsync("/api/referral-links", body);
        using var refused = await referrer.PostAsJsonAsync("/api/referral-links", body);
        using var nobody = await reviewer.PostAsJsonAsync("/api/referral-links", new { forWhom = " " });

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Forbidden, HttpStatusCode.BadRequest), (made.StatusCode, refused.StatusCode, nobody.StatusCode));
        Assert.True(made.Headers.CacheControl!.NoStore);
        using var guest = new Guest(app, (await made.Content.ReadFromJsonAsync<NewLink>())!);
        using var opened = await guest.OpenAsync();
        Assert.True(opened.IsSuccessStatusCode);
        var row = Assert.Single((await app.Services.GetRequiredService<ListLinks>().HandleAsync(await Guest.ReviewerAsync(app), default)).Value, l => l.Id == guest.Link.Id);
        Assert.Equal((LinkState.Begun, "Dr Program, St Elsewhere"), (row.State, row.ForWhom));
    }

    [Fact]
    public async Task Link_OpenedAndSubmitted_IsAReferralInTheGuestsNameAndOpensNothingMore()
    {
        using var guest = await Guest.OfNewLinkAsync(app);
        var study = new TestStudy { Slices = 2 };
        var uploadId = await guest.UploadAsync(study.Files());
        using var answered = await guest.AnswerAsync("note", "Two days of leg weakness.");
        using var urgent = await guest.AnswerAsync("urgency", "routine");
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (answered.StatusCode, urgent.StatusCode));
        Assert.Equal(uploadId, (await guest.ReadAsync()).UploadId);

        Assert.Null((await guest.SubmitAsync(uploadId)).Error);
        await guest.DeliveredAsync(uploadId);

        await using var database = app.NewContext();
        var row = await database.Studies.SingleAsync(s => s.StudyInstanceUid == study.StudyUid);
        Assert.Equal("Dr Outside, St Elsewhere (by link)", Assert.Single((await StudyReferrals.ReadAsync(database, [row.Id], await Guest.ReviewerAsync(app), default))[row.Id]).Referrer);
        var link = Assert.Single((await app.Services.GetRequiredService<ListLinks>().HandleAsync(await Guest.ReviewerAsync(app), default)).Value, l => l.Id == guest.Link.Id);
        Assert.Equal((LinkState.Used, row.Id, 2, 0), (link.State, Assert.Single(link.StudyIds), link.Files, link.Held));

        // The page says that it arrived, and nothing that the guest did not know.
        var status = await guest.ReadAsync();
        Assert.Equal(2, status.Received);
        var page = await guest.Client.GetStringAsync(Guest.Page);
        Assert.DoesNotContain(study.PatientId, page, StringComparison.Ordinal);

        // No second referral, no further word, no second browser.
        using var more = await guest.SendAsync(UploadClient.Form(new TestStudy { Slices = 1 }.Files()));
        using var word = await guest.AnswerAsync("note", "One thing more.");
        using var ofStudy = await guest.AnswerAsync("note", "One thing more.", query: $"?study={row.Id}");
        Assert.All([more, word, ofStudy], a => Assert.Equal(HttpStatusCode.Conflict, a.StatusCode));
        using var second = new Guest(app, guest.Link);
        using var refused = await second.OpenAsync();
        Assert.Equal(HttpStatusCode.NotFound, refused.StatusCode);

        // Told: made, opened, submitted, refused. The secret stands nowhere.
        var told = await database.AuditEvents.Where(e => e.ActorId == guest.Link.Id || e.Facts!.Contains(guest.Link.Id.ToString()) || e.Detail!.Contains(guest.Link.Id.ToString())).OrderBy(e => e.Id).ToListAsync();
        Assert.Equal([AuditAction.MadeLink, AuditAction.OpenedLink, AuditAction.Submitted, AuditAction.RefusedLink], told.Select(e => e.Action));
        Assert.DoesNotContain(told, e => $"{e.Detail}{e.Facts}{e.ActorName}".Contains(guest.Secret, StringComparison.Ordinal));
        Assert.Equal(Secret.Hash(guest.Secret), await database.ReferralLinks.Where(l => l.Id == guest.Link.Id).Select(l => l.SecretSha256).SingleAsync());
        Forgive();
    }

    [Fact]
    public async Task Open_UnknownExpiredWithdrawnOrUsed_IsOneAnswer()
    {
        var answers = new List<string>();
        var reviewer = await Guest.ReviewerAsync(app);
        await using var database = app.NewContext();
        foreach (var wrong in new[] { "unknown", "expired", "withdrawn", "used", "empty" })
        {
            using var guest = new Guest(app, await Guest.MakeAsync(app));
            switch (wrong)
            {
                case "expired":
                    await ExpireAsync(guest.Link.Id);
                    break;
                case "withdrawn":
                    Assert.Null((await app.Services.GetRequiredService<RevokeLink>().HandleAsync(reviewer, guest.Link.Id, default)).Error);
                    break;
                case "used":
                    await database.ReferralLinks.Where(l => l.Id == guest.Link.Id).ExecuteUpdateAsync(l => l.SetProperty(x => x.UsedAt, DateTimeOffset.UtcNow));
                    break;
            }

            using var answer = await guest.OpenAsync(wrong switch { "unknown" => new string('x', 43), "empty" => "", _ => null });
            using var page = await guest.Client.GetAsync(Guest.Page);
            var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
            answers.Add($"{(int)answer.StatusCode} {problem.GetProperty("type")} {problem.GetProperty("detail")}");
            Assert.Equal((HttpStatusCode.Redirect, "/by-link"), (page.StatusCode, page.Headers.Location?.OriginalString));
            Forgive();
        }

        Assert.Contains("referral_link.opens_nothing", Assert.Single(answers.Distinct()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_WrongSecretsInARow_AreSlowedAndARightOneToo()
    {
        Forgive();
        using var guest = new Guest(app, await Guest.MakeAsync(app));
        for (var i = 0; i < SignInThrottle.FreeTries; i++)
        {
            using var wrong = await guest.OpenAsync($"wrong-{i}");
            Assert.Equal(HttpStatusCode.NotFound, wrong.StatusCode);
        }

        using var slowed = await guest.OpenAsync();
        Assert.Equal(HttpStatusCode.Forbidden, slowed.StatusCode);
        Assert.Contains("Wait a minute", await slowed.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Forgive();
        await guest.EnterAsync();
    }

    [Fact]
    public async Task Open_InABrowserWhereSomebodyIsSignedIn_LeavesThemSignedIn()
    {
        var (client, _) = await app.SignInAsync(Role.Reviewer);
        var link = await Guest.MakeAsync(app);

        using var refused = await client.PostAsJsonAsync("/api/referral-links/open", new { secret = link.Path.Split('#')[1] });

        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/worklist")).StatusCode);
    }

    [Fact]
    public async Task Page_BehindTheLink_IsKeptByNobodyAndNamesNoReferer()
    {
        using var guest = new Guest(app, await Guest.MakeAsync(app));

        using var page = await guest.Client.GetAsync("/by-link");

        Assert.Equal(("no-referrer", true), (string.Join(',', page.Headers.GetValues("Referrer-Policy")), page.Headers.CacheControl?.NoStore));
        Assert.Contains("<noscript>", await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Upload_MoreThanTheLinkTakes_IsStoppedAndNothingIsKept()
    {
        using var small = await Guest.OfNewLinkAsync(app, maxBytes: 1 << 20);
        using var few = await Guest.OfNewLinkAsync(app, maxFiles: 2);

        using var tooLarge = await small.SendAsync(UploadClient.Form([("a.dcm", new byte[700_000]), ("b.dcm", new byte[700_000])]));
        using var tooMany = await few.SendAsync(UploadClient.Form(new TestStudy { Slices = 3 }.Files()));

        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.BadRequest), (tooLarge.StatusCode, tooMany.StatusCode));
        await using var database = app.NewContext();
        foreach (var guest in new[] { small, few })
        {
            var upload = await database.Uploads.SingleAsync(u => u.OwnerId == guest.Link.Id);
            Assert.Equal(UploadState.Discarded, upload.State);
            Assert.False(Directory.Exists(FolderOf(upload.Id)));
        }

        // The right images may come after the wrong ones.
        await few.UploadAsync(new TestStudy { Slices = 2 }.Files());
    }

    [Fact]
    public async Task Link_InTwoBrowsersAtOnce_IsOneReferral()
    {
        using var one = await Guest.OfNewLinkAsync(app);
        using var two = new Guest(app, one.Link);
        await two.EnterAsync();
        var study = new TestStudy { Slices = 1 };

        var sent = await Task.WhenAll(one.SendAsync(UploadClient.Form(study.Files())), two.SendAsync(UploadClient.Form(study.Files())));
        Assert.Equal([HttpStatusCode.Accepted, HttpStatusCode.Conflict], sent.Select(s => s.StatusCode).Order());
        var uploadId = (await one.ReadAsync()).UploadId!.Value;
        var submitted = await Task.WhenAll(one.SubmitAsync(uploadId), two.SubmitAsync(uploadId));
        await one.DeliveredAsync(uploadId);

        Assert.All(submitted, s => Assert.Null(s.Error));
        await using var database = app.NewContext();
        Assert.Equal(1, await database.Referrals.CountAsync(r => r.ReferrerId == one.Link.Id));
        Assert.Equal(1, await database.AuditEvents.CountAsync(e => e.ActorId == one.Link.Id && e.Action == AuditAction.Submitted));
    }

    [Fact]
    public async Task Submit_AnothersUploadOrAnothersForm_IsRefused()
    {
        using var guest = await Guest.OfNewLinkAsync(app);
        using var other = await Guest.OfNewLinkAsync(app);
        var uploadId = await other.UploadAsync(new TestStudy { Slices = 1 }.Files());
        using var answered = await other.AnswerAsync("note", "Theirs.");

        Assert.Equal("upload.not_found", (await guest.SubmitAsync(uploadId)).Error?.Code);
        using var written = await guest.AnswerAsync("note", "Mine.", form: other.Link.Id);
        using var read = await guest.Client.GetAsync($"/api/clinical-forms/{other.Link.Id}");
        using var own = await guest.AnswerAsync("note", "Mine.", form: Guid.CreateVersion7());
        using var atOnce = await guest.Client.PostAsync("/api/uploads?submit=true", UploadClient.Form(new TestStudy { Slices = 1 }.Files()));

        Assert.Equal(
            [HttpStatusCode.Conflict, HttpStatusCode.NotFound, HttpStatusCode.Conflict, HttpStatusCode.BadRequest],
            new[] { written, read, own, atOnce }.Select(a => a.StatusCode));
    }

    [Fact]
    public async Task Revoke_WhileImagesArrive_KeepsNothingAndShutsTheBrowserOut()
    {
        using var guest = await Guest.OfNewLinkAsync(app);
        using var answered = await guest.AnswerAsync("note", "Begun.");
        var uploadId = Guid.CreateVersion7();
        await using var database = app.NewContext();
        using var content = new PausedContent(new TestStudy { Slices = 1 }.File(0), async () =>
        {
            for (var until = DateTime.UtcNow.AddMinutes(1); !await database.Uploads.AnyAsync(u => u.Id == uploadId); await Task.Delay(50))
            {
                Assert.True(DateTime.UtcNow < until, "It did not begin.");
            }

            Assert.Null((await app.Services.GetRequiredService<RevokeLink>().HandleAsync(await Guest.ReviewerAsync(app), guest.Link.Id, default)).Error);
        });
        using var answer = await guest.SendAsync(content, uploadId);

        Assert.False(answer.IsSuccessStatusCode);
        var upload = await database.Uploads.SingleAsync(u => u.Id == uploadId);
        Assert.Equal((UploadState.Discarded, "referral_link.over"), (upload.State, upload.ErrorCode));
        Assert.False(Directory.Exists(FolderOf(uploadId)));
        Assert.False(await database.ClinicalForms.AnyAsync(f => f.OwnerId == guest.Link.Id));
        using var page = await guest.Client.GetAsync(Guest.Page);
        Assert.Equal((HttpStatusCode.Redirect, "/by-link"), (page.StatusCode, page.Headers.Location?.OriginalString));
        Assert.True(await database.AuditEvents.AnyAsync(e => e.Action == AuditAction.RevokedLink && e.Facts!.Contains(guest.Link.Id.ToString())));
    }

    [Fact]
    public async Task Revoke_SubmittedOne_SaysSoAndTheReferralStays()
    {
        using var guest = await Guest.OfNewLinkAsync(app);
        var uploadId = await guest.UploadAsync(new TestStudy { Slices = 1 }.Files());
        Assert.Null((await guest.SubmitAsync(uploadId)).Error);

        Assert.Equal("referral_link.used", (await app.Services.GetRequiredService<RevokeLink>().HandleAsync(await Guest.ReviewerAsync(app), guest.Link.Id, default)).Error?.Code);
        await guest.DeliveredAsync(uploadId);

        await using var database = app.NewContext();
        Assert.Equal(UploadState.Sent, await database.Uploads.Where(u => u.Id == uploadId).Select(u => u.State).SingleAsync());
    }

    /// <summary>What was seen to be over stays over: a server's clock that is put back opens no link again.</summary>
    [Fact]
    public async Task Sweep_LinkWhoseTimeIsOver_LosesDraftAndFilesAndStaysShutWhenTheClockIsPutBack()
    {
        using var guest = await Guest.OfNewLinkAsync(app);
        var uploadId = await guest.UploadAsync(new TestStudy { Slices = 1 }.Files());
        using var answered = await guest.AnswerAsync("note", "Begun.");

        await SweepAsync(TimeSpan.FromHours(71));
        Assert.Equal(uploadId, (await guest.ReadAsync()).UploadId);
        await SweepAsync(TimeSpan.FromHours(73));

        await using var database = app.NewContext();
        Assert.Equal(UploadState.Discarded, await database.Uploads.Where(u => u.Id == uploadId).Select(u => u.State).SingleAsync());
        Assert.False(Directory.Exists(FolderOf(uploadId)));
        Assert.False(await database.ClinicalForms.AnyAsync(f => f.OwnerId == guest.Link.Id));
        Assert.Equal("referral_link.over", (await guest.SubmitAsync(uploadId)).Error?.Code);
        using var again = await guest.OpenAsync();
        Assert.Equal(HttpStatusCode.NotFound, again.StatusCode);
        Forgive();
    }

    [Fact]
    public async Task Submit_AfterTheTimeIsOver_IsRefusedAlsoBeforeTheSweep()
    {
        using var guest = await Guest.OfNewLinkAsync(app);
        var uploadId = await guest.UploadAsync(new TestStudy { Slices = 1 }.Files());
        await ExpireAsync(guest.Link.Id);

        Assert.Equal("referral_link.over", (await guest.SubmitAsync(uploadId)).Error?.Code);
        using var written = await guest.AnswerAsync("note", "Late.");
        Assert.Equal(HttpStatusCode.Conflict, written.StatusCode);
    }

    [Fact]
    public async Task Sweep_DraftLeftForAMonth_GoesAndASubmittedFormStays()
    {
        var (client, owner) = await app.SignInAsync(Role.Referrer);
        var (draft, submitted) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        foreach (var form in new[] { draft, submitted })
        {
            using var saved = await client.PostAsJsonAsync($"/api/clinical-forms/{form}/answers", new { tab = form, answers = new[] { new { field = "note", value = "Begun." } } });
            Assert.Equal(HttpStatusCode.OK, saved.StatusCode);
        }

        await using var database = app.NewContext();
        await database.ClinicalForms.Where(f => f.Id == submitted).ExecuteUpdateAsync(f => f.SetProperty(x => x.SubmittedAt, DateTimeOffset.UtcNow));

        await SweepAsync(TimeSpan.FromDays(29));
        Assert.Equal(2, await database.ClinicalForms.CountAsync(f => f.OwnerId == owner));
        await SweepAsync(TimeSpan.FromDays(31));

        Assert.Equal(submitted, (await database.ClinicalForms.SingleAsync(f => f.OwnerId == owner)).Id);
    }

    [Theory]
    [InlineData("", 72, 1L << 30, 10)]
    [InlineData("Dr Outside", 0, 1L << 30, 10)]
    [InlineData("Dr Outside", 337, 1L << 30, 10)]
    [InlineData("Dr Outside", 72, 0, 10)]
    [InlineData("Dr Outside", 72, 5L << 30, 10)]
    [InlineData("Dr Outside", 72, 1L << 30, 0)]
    [InlineData("Dr Outside", 72, 1L << 30, 10_001)]
    [InlineData("with NUL \0", 72, 1L << 30, 10)]
    public async Task Make_OutsideTheLimits_SaysThem(string forWhom, int hours, long bytes, int files)
    {
        var made = await app.Services.GetRequiredService<MakeLink>().HandleAsync(await Guest.ReviewerAsync(app), forWhom, hours, bytes, files, default);

        Assert.Equal("referral_link.bad", made.Error?.Code);
    }

    [Fact]
    public async Task Make_AcrossTheChangeOfTheClock_HoldsForAsManyHours()
    {
        var night = new DateTimeOffset(2027, 3, 27, 23, 30, 0, TimeSpan.Zero); // London goes over to summer time at 01:00
        var services = app.Services;
        var make = new MakeLink(services.GetRequiredService<IDbContextFactory<BilskyWeb.Data.BilskyDbContext>>(), services.GetRequiredService<IOptions<ReferralLinkOptions>>(), services.GetRequiredService<AuditTrail>(), new At(night));

        var link = (await make.HandleAsync(await Guest.ReviewerAsync(app), "Dr Outside", 24, 1L << 30, 10, default)).Value;

        Assert.Equal(night.AddHours(24), link.EndsAt);
    }

    [Fact]
    public async Task MakeListRevoke_AsReferrerOrGuest_AreRefused()
    {
        var (_, referrer) = await app.SignInAsync(Role.Referrer);
        using var guest = new Guest(app, await Guest.MakeAsync(app));
        foreach (var actor in new[] { new Actor(referrer, "referrer", new HashSet<string> { Role.Referrer }), guest.Actor })
        {
            Assert.NotNull((await app.Services.GetRequiredService<MakeLink>().HandleAsync(actor, "Me", 72, 1L << 30, 10, default)).Error);
            Assert.NotNull((await app.Services.GetRequiredService<ListLinks>().HandleAsync(actor, default)).Error);
            Assert.NotNull((await app.Services.GetRequiredService<RevokeLink>().HandleAsync(actor, guest.Link.Id, default)).Error);
        }
    }

    [Fact]
    public async Task People_DoNotNameGuests()
    {
        using var guest = new Guest(app, await Guest.MakeAsync(app, forWhom: $"Dr {Guid.NewGuid():N}"));
        var (_, id) = await app.SignInAsync(Role.Admin);

        var people = await app.Services.GetRequiredService<ListPeople>().HandleAsync(new Actor(id, "admin", new HashSet<string> { Role.Admin }), "by link", default);

        Assert.DoesNotContain(people.Value, p => p.Id == guest.Link.Id);
    }

    private void Forgive() => app.Services.GetRequiredService<SignInThrottle>().Succeed("referral link", null, SignInThrottle.NetworkOf(IPAddress.Loopback));

    private async Task ExpireAsync(Guid linkId)
    {
        await using var database = app.NewContext();
        await database.ReferralLinks.Where(l => l.Id == linkId).ExecuteUpdateAsync(l => l.SetProperty(x => x.EndsAt, DateTimeOffset.UtcNow.AddSeconds(-1)));
    }

    private string FolderOf(Guid id) => Path.Combine(app.DataFolder, "staging", id.ToString("N"));

    private async Task SweepAsync(TimeSpan later)
    {
        var services = app.Services;
        using var sweeper = new DraftSweeper(
            services.GetRequiredService<IDbContextFactory<BilskyWeb.Data.BilskyDbContext>>(), services.GetRequiredService<StagingArea>(), services.GetRequiredService<IOptions<UploadOptions>>(),
            services.GetRequiredService<LiveUpdates>(), new Later(later), NullLogger<DraftSweeper>.Instance);
        await sweeper.SweepAsync(default);
    }

    private sealed class Later(TimeSpan by) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + by;
    }

    /// <summary>Sends one half, waits for something to happen, then sends the other.</summary>
    private sealed class PausedContent(byte[] bytes, Func<Task> between) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync(bytes.AsMemory(0, bytes.Length / 2));
            await stream.FlushAsync();
            await between();
            await stream.WriteAsync(bytes.AsMemory(bytes.Length / 2));
        }

        protected override bool TryComputeLength(out long length)
        {
            length = bytes.Length;
            return true;
        }
    }

    private sealed class At(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
