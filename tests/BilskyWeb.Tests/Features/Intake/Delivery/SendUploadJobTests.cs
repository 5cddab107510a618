using BilskyWeb.Data;
using BilskyWeb.Features.Intake.Delivery;
using BilskyWeb.Features.Intake.Studies;
using BilskyWeb.Features.Intake.Uploads;
using BilskyWeb.Imaging.Archive;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Platform.Live;
using BilskyWeb.Platform.Storage;
using BilskyWeb.Tests.Features.Intake.Uploads;
using BilskyWeb.Tests.Fixtures;
using Hangfire;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace BilskyWeb.Tests.Features.Intake.Delivery;

/// <summary>Sending while the archive is away: where it should be, nothing listens.</summary>
[Collection(AppTests.Name)]
[Trait("Kind", "integration")]
public sealed class SendUploadJobTests(AppFixture app)
{
    [Fact]
    public async Task RunAsync_ArchiveDoesNotAnswer_SaysSoWaitsLongerEachTimeAndThenGoesThrough()
    {
        var (client, _) = await app.SignInAsync(Role.Referrer);
        var study = new TestStudy { Slices = 3 };
        var received = await client.UploadAsync(UploadClient.Form(study.Files()), submit: false);
        var id = received.GetProperty("id").GetGuid();
        await SubmitQuietlyAsync(id);

        await RunWithoutArchiveAsync(id);
        var first = await FindAsync(id);
        await RunWithoutArchiveAsync(id);
        var second = await FindAsync(id);

        Assert.Equal((UploadState.Sending, 1, 2), (second.State, first.FailedAttempts, second.FailedAttempts));
        Assert.Contains("The image archive does not answer", second.Notice, StringComparison.Ordinal);
        Assert.Contains("Your files are safe here", second.Notice, StringComparison.Ordinal);
        Assert.True(second.NextAttemptAt - second.LastActivityAt > first.NextAttemptAt - first.LastActivityAt, "The pause did not grow.");
        var shown = await client.ReadAsync($"/api/uploads/{id}");
        Assert.Equal(second.Notice, shown.Text("notice"));
        Assert.All(shown.Files(), f => Assert.Equal("Accepted", f.Text("outcome")));
        Assert.Equal(3, Directory.GetFiles(Path.Combine(app.DataFolder, "staging", id.ToString("N"))).Length);

        // The attempts that were scheduled meet the archive, which is back.
        var sent = await client.FinishedAsync(received);

        Assert.Equal("Sent", sent.Text("state"));
        Assert.All(sent.Files(), f => Assert.Equal("Stored", f.Text("outcome")));
        Assert.Null((await FindAsync(id)).Notice);
        Assert.Equal(3, (await client.ReadAsync($"/api/studies/{study.StudyUid}")).GetProperty("instanceCount").GetInt32());
    }

    /// <summary>Submitted, but queued already for all that the dispatcher knows: only the test sends it.</summary>
    private async Task SubmitQuietlyAsync(Guid id)
    {
        await using var database = app.NewContext();
        var now = DateTimeOffset.UtcNow;
        await database.Uploads.Where(u => u.Id == id).ExecuteUpdateAsync(u => u
            .SetProperty(x => x.State, UploadState.Sending).SetProperty(x => x.SubmittedAt, now).SetProperty(x => x.QueuedAt, now).SetProperty(x => x.LastActivityAt, now));
    }

    private async Task RunWithoutArchiveAsync(Guid id)
    {
        var nowhere = new ArchiveOptions { Url = new Uri($"http://127.0.0.1:{BilskyWeb.LocalServers.FreePort.Find()}/"), Retries = 0 };
        using var images = new DicomWebArchive(nowhere);
        using var orthanc = new OrthancArchive(nowhere);
        var services = app.Services;
        var contexts = services.GetRequiredService<IDbContextFactory<BilskyDbContext>>();
        var (staging, live, clock) = (services.GetRequiredService<StagingArea>(), services.GetRequiredService<LiveUpdates>(), services.GetRequiredService<TimeProvider>());
        var delivery = new ArchiveDelivery(contexts, images, new CompareWithArchive(orthanc), staging, services.GetRequiredService<IOptions<UploadOptions>>(), live, clock);
        var register = services.GetRequiredService<StudyRegister>();
        var admit = new AdmitUpload(contexts, orthanc, register, services.GetRequiredService<BilskyWeb.Platform.Audit.AuditTrail>(), live, clock);
        var study = new StudyDelivery(contexts, admit, delivery, new MetOnTheWay(contexts, orthanc, live, clock), register, live, clock);
        await new SendUploadJob(contexts, study, staging, services.GetRequiredService<IBackgroundJobClient>(), live, clock).RunAsync(id, default);
    }

    private async Task<Upload> FindAsync(Guid id)
    {
        await using var database = app.NewContext();
        return await database.Uploads.AsNoTracking().SingleAsync(u => u.Id == id);
    }
}
