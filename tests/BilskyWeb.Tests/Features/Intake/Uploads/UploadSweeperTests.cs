using BilskyWeb.Data;
using BilskyWeb.Features.Intake.Uploads;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Platform.Live;
using BilskyWeb.Platform.Storage;
using BilskyWeb.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace BilskyWeb.Tests.Features.Intake.Uploads;

/// <summary>What dead processes leave behind, swept by a clock that is set forward.</summary>
[Collection(AppTests.Name)]
[Trait("Kind", "integration")]
public sealed class UploadSweeperTests(AppFixture app)
{
    [Fact]
    public async Task SweepAsync_UploadThatStoppedArriving_IsDiscardedWithItsFiles()
    {
        var (client, owner) = await app.SignInAsync(Role.Referrer);
        var id = await ReceivingAsync(owner);

        await SweepAsync(TimeSpan.FromSeconds(40));
        Assert.Equal("Receiving", (await client.ReadAsync($"/api/uploads/{id}")).Text("state"));
        await SweepAsync(TimeSpan.FromSeconds(70));

        var swept = await client.ReadAsync($"/api/uploads/{id}");
        Assert.Equal(("Discarded", "upload.broke_off"), (swept.Text("state"), swept.Text("errorCode")));
        Assert.False(Directory.Exists(FolderOf(id)));
        await using var database = app.NewContext();
        Assert.False(await database.UploadFiles.AnyAsync(f => f.UploadId == id));
    }

    [Fact]
    public async Task SweepAsync_NobodySubmitted_IsDiscardedAfterADayAndSaysSo()
    {
        var (client, _) = await app.SignInAsync(Role.Referrer);
        var received = await client.UploadAsync(UploadClient.Form(new TestStudy { Slices = 1 }.Files()), submit: false);
        var id = received.GetProperty("id").GetGuid();

        await SweepAsync(TimeSpan.FromHours(23));
        Assert.Equal("Checked", (await client.ReadAsync($"/api/uploads/{id}")).Text("state"));
        await SweepAsync(TimeSpan.FromHours(25));

        var swept = await client.ReadAsync($"/api/uploads/{id}");
        Assert.Equal(("Discarded", "upload.never_submitted"), (swept.Text("state"), swept.Text("errorCode")));
        Assert.Contains("not submitted within 24 hours", swept.Text("error"), StringComparison.Ordinal);
        Assert.False(Directory.Exists(FolderOf(id)));
    }

    [Fact]
    public async Task SweepAsync_ProcessDiedBetweenCheckAndSending_SendsWhatAProgramSentAndLeavesAPersonsAlone()
    {
        var (client, _) = await app.SignInAsync(Role.Referrer);
        var program = (await client.UploadAsync(UploadClient.Form(new TestStudy { Slices = 1 }.Files()), submit: false)).GetProperty("id").GetGuid();
        var person = (await client.UploadAsync(UploadClient.Form(new TestStudy { Slices = 1 }.Files()), submit: false)).GetProperty("id").GetGuid();
        await using var database = app.NewContext();
        await database.Uploads.Where(u => u.Id == program).ExecuteUpdateAsync(u => u.SetProperty(x => x.SubmitWhenChecked, true));

        await SweepAsync(TimeSpan.FromSeconds(40));

        Assert.Equal("Sent", (await client.FinishedAsync(await client.ReadAsync($"/api/uploads/{program}"))).Text("state"));
        Assert.Equal("Checked", (await client.ReadAsync($"/api/uploads/{person}")).Text("state"));
    }

    [Fact]
    public async Task SweepAsync_FoldersWithoutAnUpload_GoAndHeldFilesStay()
    {
        var (client, _) = await app.SignInAsync(Role.Referrer);
        var study = new TestStudy { Slices = 1 };
        await client.FinishedAsync(await client.UploadAsync(UploadClient.Form(study.Files())));
        var held = await client.FinishedAsync(await client.UploadAsync(UploadClient.Form((study with { PatientId = "SOMEBODY-ELSE", SeriesUid = BilskyWeb.Imaging.Datasets.DicomUid.New() }).Files())));
        Assert.Equal("Held", held.Files().Single().Text("outcome"));
        var orphan = Guid.CreateVersion7();
        app.Services.GetRequiredService<StagingArea>().Create(orphan);

        await SweepAsync(TimeSpan.FromMinutes(9));
        Assert.True(Directory.Exists(FolderOf(orphan)));
        await SweepAsync(TimeSpan.FromMinutes(11));

        Assert.False(Directory.Exists(FolderOf(orphan)));
        Assert.Single(Directory.GetFiles(FolderOf(held.GetProperty("id").GetGuid())));
    }

    /// <summary>An upload whose process died while bytes arrived.</summary>
    private async Task<Guid> ReceivingAsync(Guid owner)
    {
        var id = Guid.CreateVersion7();
        var folder = app.Services.GetRequiredService<StagingArea>().Create(id);
        await File.WriteAllTextAsync(Path.Combine(folder, "000001.dcm"), "half an image");
        await using var database = app.NewContext();
        var now = DateTimeOffset.UtcNow;
        var upload = new Upload { Id = id, OwnerId = owner, State = UploadState.Receiving, StartedAt = now, LastActivityAt = now };
        upload.Files.Add(new UploadFile { Name = "half.dcm", Outcome = FileOutcome.Accepted, StagedName = "000001.dcm" });
        database.Uploads.Add(upload);
        await database.SaveChangesAsync();
        return id;
    }

    private string FolderOf(Guid id) => Path.Combine(app.DataFolder, "staging", id.ToString("N"));

    private async Task SweepAsync(TimeSpan later)
    {
        var services = app.Services;
        using var sweeper = new UploadSweeper(
            services.GetRequiredService<IDbContextFactory<BilskyDbContext>>(), services.GetRequiredService<StagingArea>(), services.GetRequiredService<IOptions<UploadOptions>>(),
            services.GetRequiredService<LiveUpdates>(), services.GetRequiredService<SubmitUpload>(), new Later(later), NullLogger<UploadSweeper>.Instance);
        await sweeper.SweepAsync(default);
    }

    private sealed class Later(TimeSpan by) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + by;
    }
}
