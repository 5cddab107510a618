using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using BilskyWeb.Features.Export;
using BilskyWeb.Features.Intake.Holds;
using BilskyWeb.Features.Review;
using BilskyWeb.Imaging.Archive;
using BilskyWeb.LocalServers;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Tests.Features.Review;
using BilskyWeb.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using static BilskyWeb.Core.Grading.BilskyGrade;

namespace BilskyWeb.Tests.Features.Export;

/// <summary>What a signature becomes, on a real archive and with real destinations.</summary>
[Trait("Kind", "integration")]
public sealed class ResultsOutTests(ExportHost host) : IClassFixture<ExportHost>
{
    private SendResults Send => host.Services.GetRequiredService<SendResults>();

    private WriteResults Write => host.Services.GetRequiredService<WriteResults>();

    [Fact]
    public async Task Signature_OfAReview_BecomesDocumentsInTheArchiveThatAreNoArrival()
    {
        var images = new TestStudy { PatientName = "Иванова^Мария" };
        var (study, run) = await host.GradedAsync(images, Grade0, Grade2, Grade3, Grade0, Grade0, Grade0);

        await host.SignAsync(study, run);

        var release = await host.ReleaseAsync(study, 1, r => r.State != ReleaseState.Waiting);
        Assert.Equal((ReleaseState.Stored, null), (release.State, release.Error));
        Assert.Equal([ResultKind.KeyObjects, ResultKind.Report, ResultKind.KeyImage, ResultKind.Pdf], release.Objects.Select(o => o.Kind).Distinct().Order());
        Assert.Empty(release.Deliveries);
        var held = (await host.Orthanc.ListStudyAsync(study.StudyInstanceUid)).Value;
        Assert.Equal(images.Slices + release.Objects.Count, held.Count);
        await host.NewsTakenInAsync();
        await using var database = host.NewContext();
        var now = await database.Studies.SingleAsync(s => s.Id == study.Id);
        Assert.Equal((images.Slices, (int?)images.Slices, null), (now.InstanceCount, now.GradingRequestedFor, now.HoldReason));
        Assert.False(await database.StudyAdditions.AnyAsync(a => a.StudyId == study.Id));
        Assert.False(await database.IdentityHolds.AnyAsync(h => h.StudyInstanceUid == study.StudyInstanceUid));

        // A new image is an arrival still.
        await host.ReceiveAsync((images with { Slices = 7 }).File(6));
        await host.EventuallyAsync(d => d.Studies.AnyAsync(s => s.Id == study.Id && s.InstanceCount == 7));
    }

    [Fact]
    public async Task Documents_OfASignature_AreDownloadedByWhoMayOpenTheStudy()
    {
        var (study, run) = await host.GradedAsync(new TestStudy(), Grade0, Grade2, Grade2);
        await host.SignAsync(study, run);
        await host.ReleaseAsync(study, 1, r => r.State == ReleaseState.Stored);
        var (reviewer, _) = await host.SignInAsync(Role.Reviewer);
        var (stranger, _) = await host.SignInAsync(Role.Referrer);

        var told = (await reviewer.GetFromJsonAsync<JsonElement>($"/api/studies/{study.StudyInstanceUid}/results"))[0];

        Assert.Equal(("stored", true), (told.GetProperty("state").GetString(), told.GetProperty("researchOnly").GetBoolean()));
        foreach (var document in told.GetProperty("documents").EnumerateArray())
        {
            var file = await reviewer.GetByteArrayAsync($"/api/results/{document.GetProperty("id").GetGuid()}.dcm");
            Assert.Equal("DICM"u8.ToArray(), file[128..132]);
            Assert.Equal(HttpStatusCode.NotFound, (await stranger.GetAsync($"/api/results/{document.GetProperty("id").GetGuid()}.dcm")).StatusCode);
        }

        var report = told.GetProperty("documents").EnumerateArray().Single(d => d.GetProperty("kind").GetString() == "report").GetProperty("id").GetGuid();
        Assert.Equal("%PDF"u8.ToArray(), (await reviewer.GetByteArrayAsync($"/api/results/{report}.pdf"))[..4]);
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.GetAsync($"/api/studies/{study.StudyInstanceUid}/results")).StatusCode);
        foreach (var kind in new[] { "segmentation", "structures" })
        {
            Assert.Equal("DICM"u8.ToArray(), (await reviewer.GetByteArrayAsync($"/api/gradings/{run.Id}/outlines/{kind}"))[128..132]);
        }
    }

    [Fact]
    public async Task Signature_ByTwoAtOnce_IsReleasedOnce()
    {
        var (study, run) = await host.GradedAsync(new TestStudy(), Grade0, Grade0);
        var sign = host.Services.GetRequiredService<SignOffReview>();

        var both = await Task.WhenAll(
            sign.HandleAsync(ReviewSeed.Ada, study.Id, new NewSignature(Guid.NewGuid(), 0, run.Id, null, null), default),
            sign.HandleAsync(ReviewSeed.Ben, study.Id, new NewSignature(Guid.NewGuid(), 0, run.Id, null, null), default));

        Assert.Single(both, b => b.IsOk);
        var release = await host.ReleaseAsync(study, 1, r => r.State == ReleaseState.Stored);
        await using var database = host.NewContext();
        Assert.Equal(1, await database.ResultReleases.CountAsync(r => r.StudyId == study.Id));

        // Nothing is high: there is a report all the same.
        Assert.Contains(release.Objects, o => o.Kind == ResultKind.Report);
    }

    /// <summary>A worker may die between storing and noting: what it stored is there, and the second try finds it so.</summary>
    [Fact]
    public async Task WriteAsync_BegunAgainAfterItHadStored_StoresNothingTwice()
    {
        var (study, run) = await host.GradedAsync(new TestStudy(), Grade0, Grade2, Grade2);
        await host.SignAsync(study, run);
        var first = await host.ReleaseAsync(study, 1, r => r.State == ReleaseState.Stored);
        var before = (await host.Orthanc.ListStudyAsync(study.StudyInstanceUid)).Value.Count;
        await using (var database = host.NewContext())
        {
            await database.ResultReleases.Where(r => r.Id == first.Id).ExecuteUpdateAsync(r => r.SetProperty(x => x.State, ReleaseState.Waiting).SetProperty(x => x.NextAttemptAt, DateTimeOffset.UtcNow));
        }

        var again = await host.ReleaseAsync(study, 1, r => r.State == ReleaseState.Stored && r.Attempts > first.Attempts);

        Assert.Equal(first.Objects.Select(o => o.SopInstanceUid).Order(), again.Objects.Select(o => o.SopInstanceUid).Order());
        Assert.Equal(before, (await host.Orthanc.ListStudyAsync(study.StudyInstanceUid)).Value.Count);
    }

    /// <summary>The archive keeps the first of each document: a patient who was put right between two tries is not right in them, whenever the second was.</summary>
    [Fact]
    public async Task WriteAsync_BegunAgain_IsStillOfTheFirstTry()
    {
        var (study, run) = await host.GradedAsync(new TestStudy(), Grade0, Grade2, Grade2);
        await host.SignAsync(study, run);
        var first = await host.ReleaseAsync(study, 1, r => r.State == ReleaseState.Stored);

        Assert.True((await Write.HandleAsync(first.Id, default)).IsOk);

        Assert.Equal(first.MadeAt, (await host.ReleaseAsync(study, 1, _ => true)).MadeAt);
    }

    /// <summary>Identifiers are made of the number: another picture under the same one would be taken for the one that the archive has.</summary>
    [Fact]
    public async Task WriteAsync_KeyImageGoneSinceTheFirstTry_LeavesTheOthersTheirNumbers()
    {
        var images = new TestStudy();
        var (study, run) = await host.GradedAsync(images, Grade0, Grade2, Grade3, Grade0, Grade0, Grade0);
        var record = host.Services.GetRequiredService<RecordChanges>();
        Assert.Empty((await record.HandleAsync(ReviewSeed.Ada, study.Id, [ReviewSeed.KeyImage(run, 1), ReviewSeed.KeyImage(run, 2)], default)).Value.Refused);
        await host.SignAsync(study, run, 2);
        var first = await host.ReleaseAsync(study, 1, r => r.State == ReleaseState.Stored);
        Assert.Equal([1, 2], KeyImages(first).Select(o => o.Number));
        await host.RemoveAsync(images.SopUid(1));

        Assert.True((await Write.HandleAsync(first.Id, default)).IsOk);

        var left = Assert.Single(KeyImages(await host.ReleaseAsync(study, 1, _ => true)));
        Assert.Equal((2, KeyImages(first)[1].SopInstanceUid), (left.Number, left.SopInstanceUid));
    }

    [Fact]
    public async Task Addendum_AfterDelivery_ReplacesAndGoesWhereTheEarlierWent()
    {
        var images = new TestStudy();
        await Scanner.SendAsync(host, [images.File(0)]);
        var (study, run) = await host.GradedAsync(images, Grade0, Grade2, Grade2);
        await host.SignAsync(study, run);
        var first = await host.ReleaseAsync(study, 1, r => r.State == ReleaseState.Stored);

        Assert.True((await Send.HandleAsync(ReviewSeed.Ada, first.Id, "scanner", default)).IsOk);

        var sent = await host.ReleaseAsync(study, 1, r => r.Deliveries is [{ State: DeliveryState.Sent or DeliveryState.Failed }]);
        Assert.Equal((DeliveryState.Sent, null), (sent.Deliveries[0].State, sent.Deliveries[0].Error));
        var record = host.Services.GetRequiredService<RecordChanges>();
        Assert.Empty((await record.HandleAsync(ReviewSeed.Ben, study.Id, [ReviewSeed.Grade(run, 1, Grade3)], default)).Value.Refused);
        await host.SignAsync(study, run, 1, "Seen again.");
        var second = await host.ReleaseAsync(study, 2, r => r.Deliveries is [{ State: DeliveryState.Sent or DeliveryState.Failed }]);

        Assert.Equal(("scanner", DeliveryState.Sent), (second.Deliveries[0].Destination, second.Deliveries[0].State));
        Assert.Empty(first.Objects.Select(o => o.SopInstanceUid).Intersect(second.Objects.Select(o => o.SopInstanceUid)));

        // It would arrive after the newer one, and be read as the newest.
        Assert.Equal("results.replaced", (await Send.HandleAsync(ReviewSeed.Ada, first.Id, "scanner", default)).Error!.Code);

        // Sent back by the destination, our documents are no arrival either.
        await host.NewsTakenInAsync();
        await using var database = host.NewContext();
        Assert.Equal(images.Slices, (await database.Studies.SingleAsync(s => s.Id == study.Id)).InstanceCount);
    }

    [Fact]
    public async Task Delivery_ToAPacsThatIsDown_WaitsThenIsGivenUpAndTriedAgainByHand()
    {
        await Scanner.SendAsync(host, [new TestStudy().File(0)]);
        var scanner = await Scanner.GetAsync();
        var name = $"down-{Guid.NewGuid():N}"[..20];
        Assert.True((await host.Orthanc.Remotes.SaveModalityAsync(name, new KnownModality("SCANNER", "127.0.0.1", FreePort.Find()))).IsOk);
        var (study, run) = await host.GradedAsync(new TestStudy(), Grade0, Grade2, Grade2);
        await host.SignAsync(study, run);
        var release = await host.ReleaseAsync(study, 1, r => r.State == ReleaseState.Stored);
        await Send.HandleAsync(ReviewSeed.Ada, release.Id, name, default);

        var waiting = await host.ReleaseAsync(study, 1, r => r.Deliveries is [{ Attempts: > 0 }]);
        Assert.Contains(name, waiting.Deliveries[0].Error, StringComparison.Ordinal);
        await DueNowAsync(waiting.Deliveries[0].Id);
        await host.ReleaseAsync(study, 1, r => r.Deliveries is [{ State: DeliveryState.Failed }]);
        Assert.Contains(await host.Services.GetRequiredService<ListResults>().HandleAsync(ReviewSeed.Ada, default), v => v.Release.Id == release.Id && v.IsStuck);

        Assert.True((await host.Orthanc.Remotes.SaveModalityAsync(name, scanner.Modality)).IsOk);
        await Send.HandleAsync(ReviewSeed.Ada, release.Id, name, default);
        await host.ReleaseAsync(study, 1, r => r.Deliveries is [{ State: DeliveryState.Sent }]);
    }

    [Fact]
    public async Task Delivery_ToAPacsThatTakesAndLoses_IsNotSent()
    {
        using var pacs = new ForgetfulPacs(FreePort.Find());
        var name = $"forgets-{Guid.NewGuid():N}"[..20];
        Assert.True((await host.Orthanc.Remotes.SaveDicomWebServerAsync(name, new ArchiveOptions { Url = pacs.Address, DicomWebPath = "" })).IsOk);
        var (study, run) = await host.GradedAsync(new TestStudy(), Grade0, Grade2, Grade2);
        await host.SignAsync(study, run);
        var release = await host.ReleaseAsync(study, 1, r => r.State == ReleaseState.Stored);

        await Send.HandleAsync(ReviewSeed.Ada, release.Id, name, default);

        var tried = await host.ReleaseAsync(study, 1, r => r.Deliveries is [{ Attempts: > 0 }]);
        Assert.Equal(release.Objects.Count, pacs.Taken);
        Assert.NotEqual(DeliveryState.Sent, tried.Deliveries[0].State);
        Assert.Contains($"{release.Objects.Count} of {release.Objects.Count} are not there", tried.Deliveries[0].Error, StringComparison.Ordinal);
    }

    /// <summary>A try that was cut off after it had sent was not counted.</summary>
    [Fact]
    public async Task Delivery_ThatArrivedBeforeItsTryWasCutOff_IsNotSentTwice()
    {
        var (study, run) = await host.GradedAsync(new TestStudy(), Grade0, Grade2, Grade2);
        await host.SignAsync(study, run);
        var release = await host.ReleaseAsync(study, 1, r => r.State == ReleaseState.Stored);
        using var pacs = new ForgetfulPacs(FreePort.Find()) { Has = [.. release.Objects.Select(o => o.SopInstanceUid)] };
        var name = $"has-{Guid.NewGuid():N}"[..20];
        Assert.True((await host.Orthanc.Remotes.SaveDicomWebServerAsync(name, new ArchiveOptions { Url = pacs.Address, DicomWebPath = "" })).IsOk);

        await Send.HandleAsync(ReviewSeed.Ada, release.Id, name, default);

        await host.ReleaseAsync(study, 1, r => r.Deliveries is [{ State: DeliveryState.Sent }]);
        Assert.Equal(0, pacs.Taken);
    }

    [SkippableFact]
    public async Task Delivery_ToStorescpThatAnswersNoQuestions_ArrivesAndIsCalledUnconfirmed()
    {
        Skip.IfNot(File.Exists("/usr/bin/storescp"), "storescp (dcmtk) is not installed.");
        var (folder, port) = (Directory.CreateDirectory(TestDirectory.Named($"storescp-{Guid.NewGuid():N}")).FullName, FreePort.Find());
        using var pacs = Process.Start(new ProcessStartInfo("/usr/bin/storescp", ["-aet", "DCMTK", "-od", folder, port.ToString(System.Globalization.CultureInfo.InvariantCulture)]))!;
        try
        {
            var name = $"dcmtk-{Guid.NewGuid():N}"[..20];
            Assert.True((await host.Orthanc.Remotes.SaveModalityAsync(name, new KnownModality("DCMTK", "127.0.0.1", port))).IsOk);
            var (study, run) = await host.GradedAsync(new TestStudy(), Grade0, Grade2, Grade2);
            await host.SignAsync(study, run);
            var release = await host.ReleaseAsync(study, 1, r => r.State == ReleaseState.Stored);

            await Send.HandleAsync(ReviewSeed.Ada, release.Id, name, default);

            var sent = await host.ReleaseAsync(study, 1, r => r.Deliveries is [{ State: not DeliveryState.Waiting }]);
            Assert.Equal((DeliveryState.Unconfirmed, null), (sent.Deliveries[0].State, sent.Deliveries[0].Error));
            Assert.Equal(release.Objects.Count, Directory.GetFiles(folder).Length);
        }
        finally
        {
            pacs.Kill();
        }
    }

    /// <summary>Headers in the archive are corrected with the images; a page that names the wrong person is not.</summary>
    [Fact]
    public async Task Patient_CorrectedAfterwards_GetsDocumentsWrittenAnew()
    {
        var (study, run) = await host.GradedAsync(new TestStudy(), Grade0, Grade2, Grade2);
        await host.SignAsync(study, run);
        await host.ReleaseAsync(study, 1, r => r.State == ReleaseState.Stored);
        await using (var database = host.NewContext())
        {
            database.IdentityHolds.Add(new IdentityHold
            {
                Id = Guid.CreateVersion7(),
                Kind = HoldKind.PatientWithAnotherName,
                StudyInstanceUid = study.StudyInstanceUid,
                StudyId = study.Id,
                KnownStudyId = study.Id,
                KnownStudyUid = study.StudyInstanceUid,
                Known = study.Identity(),
                Incoming = study.Identity(),
                HeldAt = DateTimeOffset.UtcNow,
                Decision = HoldDecision.KnownIsRight,
                DecidedAt = DateTimeOffset.UtcNow,
            });
            await database.SaveChangesAsync();
        }

        var second = await host.ReleaseAsync(study, 2, r => r.State == ReleaseState.Stored);

        Assert.Equal(1, second.Revision);
        await host.Services.GetRequiredService<ResultsSweeper>().SweepAsync(default);
        await using var after = host.NewContext();
        Assert.Equal(2, await after.ResultReleases.CountAsync(r => r.StudyId == study.Id));
    }

    [Fact]
    public async Task Release_OfAHeldStudy_WaitsUntilItIsSettled()
    {
        var (study, run) = await host.GradedAsync(new TestStudy(), Grade0, Grade2, Grade2);
        await HoldAsync(study.Id, "Held.");
        await host.SignAsync(study, run);
        await host.Services.GetRequiredService<ResultsSweeper>().SweepAsync(default);
        await using (var database = host.NewContext())
        {
            var release = await database.ResultReleases.SingleAsync(r => r.StudyId == study.Id);
            Assert.Equal((ReleaseState.Waiting, 0), (release.State, release.Attempts));
        }

        await HoldAsync(study.Id, null);
        await host.ReleaseAsync(study, 1, r => r.State == ReleaseState.Stored);
    }

    [Fact]
    public async Task Release_OfImagesThatAreGone_SaysSoAndSendsNothing()
    {
        var images = new TestStudy();
        var (study, run) = await host.GradedAsync(images, Grade0, Grade2, Grade2);
        Assert.True((await host.Orthanc.DeleteStudyAsync(images.StudyUid)).IsOk);

        await host.SignAsync(study, run);

        var release = await host.ReleaseAsync(study, 1, r => r.State == ReleaseState.Failed);
        Assert.Contains("None of the images", release.Error, StringComparison.Ordinal);
        Assert.Empty(release.Objects);
    }

    private static List<ResultObject> KeyImages(ResultRelease release) => [.. release.Objects.Where(o => o.Kind == ResultKind.KeyImage).OrderBy(o => o.Number)];

    private async Task HoldAsync(Guid study, string? reason)
    {
        await using var database = host.NewContext();
        await database.Studies.Where(s => s.Id == study).ExecuteUpdateAsync(s => s.SetProperty(x => x.HoldReason, reason));
    }

    private async Task DueNowAsync(Guid delivery)
    {
        await using var database = host.NewContext();
        await database.ResultDeliveries.Where(d => d.Id == delivery).ExecuteUpdateAsync(d => d.SetProperty(x => x.NextAttemptAt, DateTimeOffset.UtcNow));
    }
}
