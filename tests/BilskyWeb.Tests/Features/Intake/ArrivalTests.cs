using System.Net.Http.Headers;
using System.Text;
using BilskyWeb.Features.Intake.Fetch;
using BilskyWeb.Features.Intake.Holds;
using BilskyWeb.Features.Intake.Studies;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Tests.Features.Intake.Uploads;
using BilskyWeb.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace BilskyWeb.Tests.Features.Intake;

/// <summary>What reaches the archive past us becomes a study all the same, and what contradicts itself is held.</summary>
[Collection(AppTests.Name)]
[Trait("Kind", "integration")]
public sealed class ArrivalTests(AppFixture app)
{
    [Fact]
    public async Task ChangeFeed_InstancesFromAPacs_BecomeAStudyThatIsDueOnceQuiet()
    {
        var study = new TestStudy { Slices = 3 };
        foreach (var slice in Enumerable.Range(0, 3))
        {
            await ArchiveReceivesAsync(study.File(slice));
        }

        var row = await EventuallyAsync(study.StudyUid, s => s.InstanceCount == 3);

        Assert.Equal("Doe^Jane", row.PatientName);
        Assert.Equal(new DateOnly(1960, 2, 3), row.BirthDate);
        Assert.Null(row.HoldReason);

        // A late slice belongs to the same study.
        await ArchiveReceivesAsync((study with { Slices = 4 }).File(3));
        Assert.Equal(row.Id, (await EventuallyAsync(study.StudyUid, s => s.InstanceCount == 4)).Id);
    }

    /// <summary>The archive answers searches in one encoding: names in other scripts were recorded as "^", or lost their ideographic and phonetic groups.</summary>
    [Theory]
    [MemberData(nameof(WrittenNames.Cases), MemberType = typeof(WrittenNames))]
    [Trait("Case", "30a")]
    [Trait("Case", "30b")]
    [Trait("Case", "30c")]
    [Trait("Case", "30d")]
    [Trait("Case", "30e")]
    [Trait("Case", "30f")]
    [Trait("Case", "30g")]
    [Trait("Case", "30i")]
    [Trait("Case", "30j")]
    public async Task StudyRow_NameInAnotherScript_IsTheOneThatPreflightShowsByEveryWayInAndIsFound(string which, string characterSet, string latin1, string name, string words)
    {
        Assert.StartsWith("30", which, StringComparison.Ordinal);
        var (client, _) = await app.SignInAsync(Role.Referrer);
        var uploaded = new TestStudy { Slices = 1 };
        var upload = await client.FinishedAsync(await client.UploadAsync(UploadClient.Form([("a.dcm", RawElement.Name(uploaded.File(0), characterSet, latin1))])));
        Assert.Equal(name, upload.GetProperty("preflight").GetProperty("studies")[0].GetProperty("patient").Text("patientName"));
        Assert.Equal(name, (await EventuallyAsync(uploaded.StudyUid, s => s.InstanceCount == 1)).PatientName);

        var pushed = new TestStudy { Slices = 1 };
        await ArchiveReceivesAsync(RawElement.Name(pushed.File(0), characterSet, latin1));
        Assert.Equal(name, (await EventuallyAsync(pushed.StudyUid, s => s.InstanceCount == 1)).PatientName);

        var found = await client.ReadAsync($"/api/studies?patientId={uploaded.PatientId}&patientName={Uri.EscapeDataString(words)}");
        Assert.Equal(uploaded.StudyUid, Assert.Single(found.GetProperty("items").EnumerateArray()).Text("studyInstanceUid"));
    }

    /// <summary>One person whose images came through two programs, each with a character set of its own.</summary>
    [Fact]
    [Trait("Case", "30h")]
    public async Task StudyRow_OneNameInTwoCharacterSets_IsOnePersonByEveryWayIn()
    {
        var (client, _) = await app.SignInAsync(Role.Referrer);
        var uploaded = new TestStudy { Slices = 2 };
        var pushed = new TestStudy { Slices = 2 };

        var upload = await client.FinishedAsync(await client.UploadAsync(UploadClient.Form(Files(uploaded).Select((f, i) => ($"{i}.dcm", f)))));
        foreach (var file in Files(pushed))
        {
            await ArchiveReceivesAsync(file);
        }

        Assert.All(upload.Files(), f => Assert.Equal("Stored", f.Text("outcome")));
        foreach (var uid in new[] { uploaded.StudyUid, pushed.StudyUid })
        {
            var study = await EventuallyAsync(uid, s => s.InstanceCount == 2);
            Assert.Equal(("Müller^Jörg", null), (study.PatientName, study.HoldReason));
        }

        static byte[][] Files(TestStudy study) =>
            [RawElement.Name(study.File(0), "ISO_IR 100", "Müller^Jörg"), RawElement.Name(study.File(1), "ISO_IR 192", Encoding.Latin1.GetString("Müller^Jörg"u8))];
    }

    [Fact]
    public async Task ChangeFeed_WhileTheApplicationIsDown_MissesNothing()
    {
        var before = new TestStudy { Slices = 1 };
        await ArchiveReceivesAsync(before.File(0));
        await EventuallyAsync(before.StudyUid, s => s.InstanceCount == 1);
        await app.StopAppAsync();
        var during = new TestStudy { Slices = 2 };
        try
        {
            await ArchiveReceivesAsync(during.File(0));
            await ArchiveReceivesAsync(during.File(1));
        }
        finally
        {
            await app.StartAppAsync();
        }

        await EventuallyAsync(during.StudyUid, s => s.InstanceCount == 2);
        await using var database = app.NewContext();
        Assert.Equal(1, await database.Studies.CountAsync(s => s.StudyInstanceUid == before.StudyUid));
    }

    [Fact]
    public async Task Upload_KnownPatientIdWithAnotherName_WaitsInStagingUntilAReviewerAccepts()
    {
        var (client, _) = await app.SignInAsync(Role.Referrer);
        var first = new TestStudy { Slices = 3 };
        await client.FinishedAsync(await client.UploadAsync(UploadClient.Form(first.Files())));
        var second = new TestStudy { Slices = 3, PatientId = first.PatientId, PatientName = "Roe^Richard" };

        var upload = await client.FinishedAsync(await client.UploadAsync(UploadClient.Form(second.Files())));

        Assert.All(upload.Files(), f => Assert.Equal(("Held", HeldWords.Reason), (f.Text("outcome"), f.Text("reason"))));
        Assert.Equal(System.Net.HttpStatusCode.NotFound, (await client.GetAsync($"/dicomweb/studies/{second.StudyUid}/metadata")).StatusCode);
        Assert.Equal(0, await StudiesInArchiveAsync(second.StudyUid));
        await using (var database = app.NewContext())
        {
            var id = upload.GetProperty("id").GetGuid();
            var hold = await database.IdentityHolds.SingleAsync(h => h.UploadId == id);
            Assert.Equal((HoldKind.PatientWithAnotherName, "Doe^Jane", "Roe^Richard"), (hold.Kind, hold.Known.PatientName, hold.Incoming.PatientName));

            Assert.Equal("auth.reviewer_only", await SettleAsync(Role.Referrer, hold.Id, HoldDecision.Accepted));
            Assert.Null(await SettleAsync(Role.Reviewer, hold.Id, HoldDecision.Accepted));
            Assert.Equal("hold.settled", await SettleAsync(Role.Admin, hold.Id, HoldDecision.Rejected));
        }
        Assert.Null((await EventuallyAsync(second.StudyUid, s => s.InstanceCount == 3)).HoldReason);
        Assert.Equal(System.Net.HttpStatusCode.OK, (await client.GetAsync($"/dicomweb/studies/{second.StudyUid}/metadata")).StatusCode);
    }

    [Fact]
    public async Task Upload_KnownStudyWithAnotherPatientId_WaitsInStagingAndNeverTouchesTheStudy()
    {
        var (client, _) = await app.SignInAsync(Role.Referrer);
        var first = new TestStudy { Slices = 3 };
        await client.FinishedAsync(await client.UploadAsync(UploadClient.Form(first.Files())));
        var other = first with { PatientId = "SOMEBODY-ELSE", SeriesUid = BilskyWeb.Imaging.Datasets.DicomUid.New() };

        var upload = await client.FinishedAsync(await client.UploadAsync(UploadClient.Form(other.Files())));

        Assert.All(upload.Files(), f => Assert.Equal("Held", f.Text("outcome")));
        Assert.Equal(3, (await client.ReadAsync($"/api/studies/{first.StudyUid}")).GetProperty("instanceCount").GetInt32());
        await using var database = app.NewContext();
        var uploadId = upload.GetProperty("id").GetGuid();
        var hold = await database.IdentityHolds.SingleAsync(h => h.UploadId == uploadId);
        Assert.Equal(HoldKind.StudyOfAnotherPatient, hold.Kind);
        Assert.Null(await SettleAsync(Role.Reviewer, hold.Id, HoldDecision.Rejected));
        Assert.False(Directory.Exists(Path.Combine(app.DataFolder, "staging", uploadId.ToString("N"))));
        Assert.All((await client.ReadAsync($"/api/uploads/{uploadId}")).Files(), f => Assert.Equal(("identity.rejected", HeldWords.Rejected), (f.Text("code"), f.Text("reason"))));
    }

    [Fact]
    public async Task ChangeFeed_LaterImageOfTheStudyNamesAnotherPerson_IsHeldAndRejectionRemovesThatImageAlone()
    {
        var first = new TestStudy { Slices = 2 };
        await ArchiveReceivesAsync(first.File(0));
        await EventuallyAsync(first.StudyUid, s => s.InstanceCount == 1);

        // The archive knows the study by its first image and would not tell.
        await ArchiveReceivesAsync((first with { PatientName = "Roe^Richard", BirthDate = "19510101" }).File(1));

        var held = await EventuallyAsync(first.StudyUid, s => s.HoldReason != null);
        await using var database = app.NewContext();
        var hold = await database.IdentityHolds.AsNoTracking().SingleAsync(h => h.StudyId == held.Id);
        Assert.Equal((HoldKind.PatientWithAnotherName, "Roe^Richard", held.Id), (hold.Kind, hold.Incoming.PatientName, hold.KnownStudyId));
        Assert.Equal("hold.not_two_patients", await CorrectAsync(Role.Reviewer, hold.Id, incomingIsRight: false));
        database.StudyFetches.Add(new StudyFetch { StudyInstanceUid = first.StudyUid, Remote = "pacs", JobId = "gone", StartedAt = DateTimeOffset.UtcNow, Told = StudyFetch.Write([new(first.SeriesUid, "MR", "", 2)]) });
        await database.SaveChangesAsync();
        Assert.Null(await SettleAsync(Role.Reviewer, hold.Id, HoldDecision.Rejected));

        var study = await EventuallyAsync(first.StudyUid, s => s.HoldReason == null && s.InstanceCount == 1);
        Assert.Equal("Doe^Jane", study.PatientName);

        // Had it been fetched, the image that a person took out has come.
        Assert.Equal((2, 1), Assert.Single(await StudyFetch.ToldOfAsync(database, first.StudyUid, default)) is var told ? (told.Instances, told.SetAside) : default);
    }

    [Fact]
    public async Task ChangeFeed_ImagesUnderAnotherStudysIdentifiers_AreHeldAsAStudyOfTheirOwn()
    {
        var first = new TestStudy { Slices = 1 };
        await ArchiveReceivesAsync(first.File(0));
        await EventuallyAsync(first.StudyUid, s => s.InstanceCount == 1);
        var other = first with { StudyUid = BilskyWeb.Imaging.Datasets.DicomUid.New() };

        await ArchiveReceivesAsync(other.File(0, fill: 9));

        var held = await EventuallyAsync(other.StudyUid, s => s.HoldReason != null);
        await using var database = app.NewContext();
        Assert.Equal(HoldKind.ImagesOfAnotherStudy, (await database.IdentityHolds.SingleAsync(h => h.StudyId == held.Id)).Kind);
        Assert.Null((await EventuallyAsync(first.StudyUid, _ => true)).HoldReason);
    }

    [Fact]
    public async Task ChangeFeed_SecondPatientUnderOneStudyUid_HoldsTheStudyAndRejectionRemovesOnlyTheNewImages()
    {
        var first = new TestStudy { Slices = 2 };
        await ArchiveReceivesAsync(first.File(0));
        await ArchiveReceivesAsync(first.File(1));
        await EventuallyAsync(first.StudyUid, s => s.InstanceCount == 2);
        var other = first with { PatientId = $"X{Guid.NewGuid():N}"[..12], SeriesUid = BilskyWeb.Imaging.Datasets.DicomUid.New() };
        await ArchiveReceivesAsync(other.File(0));

        var held = await EventuallyAsync(first.StudyUid, s => s.HoldReason != null);
        Assert.Equal((first.PatientId, 2), (held.PatientId, held.InstanceCount));
        await using var database = app.NewContext();
        var hold = await database.IdentityHolds.SingleAsync(h => h.StudyId == held.Id);
        Assert.Equal("hold.other_patient", await SettleAsync(Role.Reviewer, hold.Id, HoldDecision.Accepted));
        Assert.Null(await SettleAsync(Role.Reviewer, hold.Id, HoldDecision.Rejected));

        await EventuallyAsync(first.StudyUid, s => s.HoldReason == null && s.InstanceCount == 2);
        Assert.Equal(1, await StudiesInArchiveAsync(first.StudyUid));
    }

    /// <summary>The archive's index loses the letters of such a patient ID: what was looked for by it was not found, and nothing was removed.</summary>
    [Theory]
    [InlineData("ISO_IR 144", "reject")]
    [InlineData("ISO_IR_144", "reject")]
    [InlineData("ISO_IR_144", "known is right")]
    [InlineData("ISO_IR 144", "incoming is right")]
    public async Task Settle_SecondPatientWhoseIdIsInAnotherScript_DoesWhatWasDecided(string characterSet, string decision)
    {
        var first = new TestStudy { Slices = 2 };
        await ArchiveReceivesAsync(first.File(0));
        await ArchiveReceivesAsync(first.File(1));
        await EventuallyAsync(first.StudyUid, s => s.InstanceCount == 2);
        var other = first with { SeriesUid = BilskyWeb.Imaging.Datasets.DicomUid.New() };
        await ArchiveReceivesAsync(RawElement.Replace(
            RawElement.Name(other.File(0), characterSet, "\u00B8\u00D2\u00D0\u00DD\u00DE\u00D2"),
            BilskyWeb.Imaging.Datasets.DicomTag.PatientId, [0xC8, 0xB2, .. Encoding.ASCII.GetBytes(first.PatientId)]));
        var held = await EventuallyAsync(first.StudyUid, s => s.HoldReason != null);
        await using var database = app.NewContext();
        var hold = await database.IdentityHolds.AsNoTracking().SingleAsync(h => h.StudyId == held.Id);
        Assert.Equal((HoldKind.StudyOfAnotherPatient, "ШВ" + first.PatientId), (hold.Kind, hold.Incoming.PatientId));

        Assert.Null(decision == "reject" ? await SettleAsync(Role.Reviewer, hold.Id, HoldDecision.Rejected) : await CorrectAsync(Role.Reviewer, hold.Id, incomingIsRight: decision != "known is right"));

        var study = await EventuallyAsync(first.StudyUid, s => s.HoldReason == null && s.InstanceCount == (decision == "reject" ? 2 : 3));
        Assert.Equal(decision == "incoming is right" ? "ШВ" + first.PatientId : first.PatientId, study.PatientId);
        Assert.Equal(1, await StudiesInArchiveAsync(first.StudyUid));
    }

    [Fact]
    public async Task Settle_LaterImageUnderAnotherStudysIdentifiers_RejectionRemovesThatImageAlone()
    {
        var owner = new TestStudy { Slices = 1 };
        await ArchiveReceivesAsync(owner.File(0));
        await EventuallyAsync(owner.StudyUid, s => s.InstanceCount == 1);
        var first = new TestStudy { Slices = 2 };
        await ArchiveReceivesAsync(first.File(0));
        await ArchiveReceivesAsync(first.File(1));
        var before = await EventuallyAsync(first.StudyUid, s => s.InstanceCount == 2);
        await ArchiveReceivesAsync((first with { SeriesUid = owner.SeriesUid }).File(0, fill: 9));
        await EventuallyAsync(first.StudyUid, s => s.HoldReason != null && s.InstanceCount == 3);
        await using var database = app.NewContext();
        var hold = await database.IdentityHolds.AsNoTracking().SingleAsync(h => h.StudyId == before.Id);
        Assert.Equal(HoldKind.ImagesOfAnotherStudy, hold.Kind);

        Assert.Null(await SettleAsync(Role.Reviewer, hold.Id, HoldDecision.Rejected));

        await EventuallyAsync(first.StudyUid, s => s.HoldReason == null && s.InstanceCount == 2);
        Assert.Equal(1, await StudiesInArchiveAsync(owner.StudyUid));
    }

    [Fact]
    public async Task Correct_HeldUploadWhoseStudyIsKnownHere_GoesToTheKnownPatient()
    {
        var (somebody, _) = await app.SignInAsync(Role.Referrer);
        var (client, referrer) = await app.SignInAsync(Role.Referrer);
        var first = new TestStudy { Slices = 2 };
        await somebody.FinishedAsync(await somebody.UploadAsync(UploadClient.Form(first.Files())));
        var other = first with { PatientId = $"X{Guid.NewGuid():N}"[..12], PatientName = "Wrong^Number", SeriesUid = BilskyWeb.Imaging.Datasets.DicomUid.New() };
        var held = await client.FinishedAsync(await client.UploadAsync(UploadClient.Form(other.Files())));
        Assert.All(held.Files(), f => Assert.Equal("Held", f.Text("outcome")));
        await using var database = app.NewContext();
        var uploadId = held.GetProperty("id").GetGuid();
        var hold = await database.IdentityHolds.AsNoTracking().SingleAsync(h => h.UploadId == uploadId);

        Assert.Equal("auth.reviewer_only", await CorrectAsync(Role.Referrer, hold.Id, incomingIsRight: false));
        Assert.Null(await CorrectAsync(Role.Reviewer, hold.Id, incomingIsRight: false));

        var sent = await client.FinishedAsync(held);
        Assert.All(sent.Files(), f => Assert.Equal("Stored", f.Text("outcome")));
        var study = await EventuallyAsync(first.StudyUid, s => s.InstanceCount == 4);
        Assert.Equal((first.PatientId, "Doe^Jane"), (study.PatientId, study.PatientName));
        Assert.Equal(1, await StudiesInArchiveAsync(first.StudyUid));
        Assert.Equal([first.PatientId], await PatientIdsAsync(client, first.StudyUid, other.SeriesUid));
        Assert.True(await database.Referrals.AnyAsync(r => r.StudyId == study.Id && r.ReferrerId == referrer && r.UploadId == uploadId));
        var line = await database.AuditEvents.SingleAsync(e => e.StudyId == study.Id && e.Action == BilskyWeb.Platform.Audit.AuditAction.CorrectedIdentity);
        Assert.Equal("KnownIsRight, 2 images written anew", line.Detail);
    }

    [Fact]
    public async Task Correct_SecondPatientInTheArchive_GivesTheWholeStudyTheChosenIdentityAndLosesNothing()
    {
        var first = new TestStudy { Slices = 3 };
        foreach (var (_, bytes) in first.Files())
        {
            await ArchiveReceivesAsync(bytes);
        }
        await EventuallyAsync(first.StudyUid, s => s.InstanceCount == 3);
        var other = first with { PatientId = $"X{Guid.NewGuid():N}"[..12], PatientName = "Right^Number", SeriesUid = BilskyWeb.Imaging.Datasets.DicomUid.New(), Slices = 1 };
        await ArchiveReceivesAsync(other.File(0));
        var held = await EventuallyAsync(first.StudyUid, s => s.HoldReason != null);
        await using var database = app.NewContext();
        var hold = await database.IdentityHolds.AsNoTracking().SingleAsync(h => h.StudyId == held.Id);

        Assert.Null(await CorrectAsync(Role.Reviewer, hold.Id, incomingIsRight: true));

        var study = await EventuallyAsync(first.StudyUid, s => s.HoldReason == null && s.InstanceCount == 4);
        Assert.Equal((other.PatientId, "Right^Number"), (study.PatientId, study.PatientName));
        Assert.Equal(1, await StudiesInArchiveAsync(first.StudyUid));
        var (reviewer, _) = await app.SignInAsync(Role.Reviewer);
        Assert.Equal([other.PatientId], await PatientIdsAsync(reviewer, first.StudyUid, first.SeriesUid));
        var frame = await (await reviewer.GetAsync($"/dicomweb/studies/{first.StudyUid}/series/{first.SeriesUid}/instances/{first.SopUid(0)}/frames/1")).Content.ReadAsByteArrayAsync();
        Assert.True(frame.AsSpan().IndexOf(Enumerable.Repeat((byte)7, 2048).ToArray()) > 0, "The pixels changed.");

        // What the feed still says of the time before changes nothing.
        await Task.Delay(1500);
        Assert.Null((await EventuallyAsync(first.StudyUid, _ => true)).HoldReason);
        Assert.False(await database.IdentityHolds.AnyAsync(h => h.StudyInstanceUid == first.StudyUid && h.Decision == null));
    }

    [Fact]
    public async Task Correct_SameSopUidUnderBothPatientsWithOtherContent_RemovesNothing()
    {
        var first = new TestStudy { Slices = 1 };
        await ArchiveReceivesAsync(first.File(0));
        await EventuallyAsync(first.StudyUid, s => s.InstanceCount == 1);
        await ArchiveReceivesAsync((first with { PatientId = $"X{Guid.NewGuid():N}"[..12] }).File(0, fill: 9));
        var held = await EventuallyAsync(first.StudyUid, s => s.HoldReason != null);
        await using var database = app.NewContext();
        var hold = await database.IdentityHolds.AsNoTracking().SingleAsync(h => h.StudyId == held.Id);

        Assert.Equal("hold.images_differ", await CorrectAsync(Role.Reviewer, hold.Id, incomingIsRight: false));

        Assert.Equal(2, await StudiesInArchiveAsync(first.StudyUid));
        Assert.True(await database.IdentityHolds.AnyAsync(h => h.Id == hold.Id && h.Decision == null));
    }

    private async Task<string?> CorrectAsync(string role, Guid hold, bool incomingIsRight)
    {
        var (_, user) = await app.SignInAsync(role);
        return (await app.Services.GetRequiredService<CorrectHeldIdentity>().HandleAsync(
            new Actor(user, role, new HashSet<string> { role }), hold, incomingIsRight, "Called the sender.", default)).Error?.Code;
    }

    private async Task<int> StudiesInArchiveAsync(string studyUid)
    {
        using var archive = app.ArchiveClient();
        using var found = await archive.PostAsync("tools/lookup", new StringContent(studyUid));
        return System.Text.Json.JsonSerializer.Deserialize<System.Text.Json.JsonElement>(await found.Content.ReadAsStringAsync()).GetArrayLength();
    }

    private static async Task<IEnumerable<string?>> PatientIdsAsync(HttpClient client, string studyUid, string seriesUid) =>
        (await client.ReadAsync($"/dicomweb/studies/{studyUid}/series/{seriesUid}/metadata")).EnumerateArray()
            .Select(i => i.GetProperty("00100020").GetProperty("Value")[0].GetString()).Distinct();

    private async Task<string?> SettleAsync(string role, Guid hold, HoldDecision decision)
    {
        var (_, user) = await app.SignInAsync(role);
        return (await app.Services.GetRequiredService<SettleHold>().HandleAsync(
            new Actor(user, role, new HashSet<string> { role }), hold, decision, "Called the sender.", default)).Error?.Code;
    }

    private Task ArchiveReceivesAsync(params IEnumerable<byte[]> instances) => Scanner.SendAsync(app, instances);

    private async Task<Study> EventuallyAsync(string studyUid, Func<Study, bool> holds)
    {
        for (var until = DateTime.UtcNow.AddMinutes(2); DateTime.UtcNow < until; await Task.Delay(100))
        {
            await using var database = app.NewContext();
            if (await database.Studies.AsNoTracking().SingleOrDefaultAsync(s => s.StudyInstanceUid == studyUid) is { } study && holds(study))
            {
                return study;
            }
        }
        throw new TimeoutException("It did not happen within two minutes.");
    }
}
