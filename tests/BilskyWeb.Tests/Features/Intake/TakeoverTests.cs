using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using BilskyWeb.Core.Grading;
using BilskyWeb.Features.Cases.Mdt;
using BilskyWeb.Features.Cases.MyReferrals;
using BilskyWeb.Features.Grading;
using BilskyWeb.Features.Intake.Delivery;
using BilskyWeb.Features.Intake.Holds;
using BilskyWeb.Features.Intake.Studies;
using BilskyWeb.Features.Intake.Uploads;
using BilskyWeb.Imaging.Datasets;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Tests.Features.Cases.Mdt;
using BilskyWeb.Tests.Features.Cases.Worklist;
using BilskyWeb.Tests.Features.Intake.Links;
using BilskyWeb.Tests.Features.Intake.Uploads;
using BilskyWeb.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace BilskyWeb.Tests.Features.Intake;

/// <summary>Whoever knows or guesses a study's identifiers must get nothing by sending something under them, by any way in.</summary>
[Collection(AppTests.Name)]
[Trait("Kind", "integration")]
public sealed class TakeoverTests(AppFixture app)
{
    [Theory]
    [InlineData("page", "the same patient")]
    [InlineData("API", "another name and birth date")]
    [InlineData("STOW", "another name and birth date")]
    [InlineData("API", "the same images")]
    [InlineData("API", "another patient ID")]
    [InlineData("STOW", "another patient ID")]
    [InlineData("second study of an upload", "another name and birth date")]
    public async Task Send_UnderAnothersStudyUid_IsHeldAndTheSenderSeesNothing(string way, string what)
    {
        var (owner, _) = await app.SignInAsync(Role.Referrer);
        var (attacker, attackerId) = await app.SignInAsync(Role.Referrer);
        var study = new TestStudy { Slices = 2 };
        var row = await FlaggedAsync(owner, study);
        var hostile = what switch
        {
            "the same images" => study,
            "the same patient" => study with { SeriesUid = DicomUid.New(), Slices = 3 },
            "another patient ID" => study with { SeriesUid = DicomUid.New(), PatientId = "MADE-UP", PatientName = "Made^Up" },
            _ => study with { SeriesUid = DicomUid.New(), PatientName = "Made^Up", BirthDate = "19010101" },
        };

        var uploadId = await SendAsync(attacker, attackerId, way, hostile);

        var actor = new Actor(attackerId, "attacker", new HashSet<string> { Role.Referrer });
        await using var database = app.NewContext();
        var files = await database.UploadFiles.Where(f => f.UploadId == uploadId && f.StudyInstanceUid == study.StudyUid).ToListAsync();
        Assert.All(files, f => Assert.Equal((FileOutcome.Held, HeldWords.Code, HeldWords.Reason), (f.Outcome, f.Code, f.Reason)));
        Assert.Equal(hostile.Slices, files.Count);
        Assert.All(files, f => Assert.True(File.Exists(Path.Combine(app.DataFolder, "staging", uploadId.ToString("N"), f.StagedName!))));
        Assert.Equal(2, await InstancesInArchiveAsync(study.StudyUid));
        await SeesNothingAsync(attacker, actor, study, hostile);

        // What the rightful referrer and the team see is what it was.
        var now = await database.Studies.AsNoTracking().SingleAsync(s => s.Id == row.Id);
        Assert.Equal((null, 2, "Doe^Jane"), (now.HoldReason, now.InstanceCount, now.PatientName));
        Assert.True((await owner.ReadAsync($"/api/studies/{study.StudyUid}/grading")).GetProperty("studies")[0].GetProperty("flagged").GetBoolean());
        Assert.False(await database.StudyAdditions.AnyAsync(a => a.StudyId == row.Id));
        Assert.Equal(1, await database.Referrals.CountAsync(r => r.StudyId == row.Id));

        // The reviewer learns all of it, and their "no" tells the sender no more.
        var hold = await database.IdentityHolds.AsNoTracking().SingleAsync(h => h.UploadId == uploadId);
        Assert.Equal((what == "another patient ID" ? HoldKind.StudyOfAnotherPatient : HoldKind.StudyFromElsewhere, row.Id, true), (hold.Kind, hold.KnownStudyId, hold.IsStaged));
        Assert.Contains(await database.AuditEvents.Where(e => e.StudyId == row.Id).Select(e => e.Action).ToListAsync(), a => a == BilskyWeb.Platform.Audit.AuditAction.HeldArrival);
        Assert.Null((await app.Services.GetRequiredService<SettleHold>().HandleAsync(await ReviewerAsync(), hold.Id, HoldDecision.Rejected, "Not theirs.", default)).Error);
        await SeesNothingAsync(attacker, actor, study, hostile);
        Assert.All((await attacker.ReadAsync($"/api/uploads/{uploadId}")).Files().Where(f => f.Text("code") != ""), f => Assert.Equal(HeldWords.Rejected, f.Text("reason")));
    }

    [Theory]
    [InlineData("the same patient")]
    [InlineData("another name and birth date")]
    public async Task Send_ByLinkUnderAnothersStudyUid_IsHeldAndTheGuestSeesNothing(string what)
    {
        var (owner, _) = await app.SignInAsync(Role.Referrer);
        var study = new TestStudy { Slices = 2 };
        var row = await FlaggedAsync(owner, study);
        var hostile = study with { SeriesUid = DicomUid.New(), Slices = 3 };
        hostile = what == "the same patient" ? hostile : hostile with { PatientName = "Made^Up", BirthDate = "19010101" };
        using var guest = await Guest.OfNewLinkAsync(app);

        var uploadId = await guest.UploadAsync(hostile.Files());
        Assert.Null((await guest.SubmitAsync(uploadId)).Error);
        await guest.DeliveredAsync(uploadId);

        await using var database = app.NewContext();
        var files = await database.UploadFiles.Where(f => f.UploadId == uploadId).ToListAsync();
        Assert.Equal(3, files.Count);
        Assert.All(files, f => Assert.Equal((FileOutcome.Held, HeldWords.Reason), (f.Outcome, f.Reason)));
        Assert.Equal(2, await InstancesInArchiveAsync(study.StudyUid));
        Assert.Equal((HoldKind.StudyFromElsewhere, row.Id), await database.IdentityHolds.Where(h => h.UploadId == uploadId).Select(h => new ValueTuple<HoldKind, Guid>(h.Kind, h.KnownStudyId)).SingleAsync());
        Assert.Equal((3, HeldWords.Reason), ((await guest.ReadAsync()).Received, (await guest.ReadAsync()).Standing));
        Assert.False(await database.StudiesVisibleTo(guest.Actor).AnyAsync());
        foreach (var path in new[] { $"/api/studies/{study.StudyUid}", $"/studies/{row.Id}", $"/dicomweb/studies/{study.StudyUid}/metadata", "/api/studies", "/referrals" })
        {
            using var answer = await guest.Client.GetAsync(path);
            Assert.True(answer.StatusCode == HttpStatusCode.Forbidden, $"{path}: {answer.StatusCode}");
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Send_AnothersSeriesOrImageUidUnderAnotherStudy_IsHeldAndKeptApartOnRequest(bool sameSeries)
    {
        var (owner, _) = await app.SignInAsync(Role.Referrer);
        var (attacker, _) = await app.SignInAsync(Role.Referrer);
        var study = new TestStudy { Slices = 2 };
        var row = await FlaggedAsync(owner, study);
        var hostile = study with { StudyUid = DicomUid.New(), PatientId = $"X{Guid.NewGuid():N}"[..12], PatientName = "Made^Up" };
        var bytes = hostile.Files();
        if (sameSeries)
        {
            // Images of new names in the other's series.
            bytes = [("one.dcm", (hostile with { Slices = 9 }).File(7)), ("two.dcm", (hostile with { Slices = 9 }).File(8))];
        }

        var upload = await attacker.FinishedAsync(await attacker.UploadAsync(UploadClient.Form(bytes)));

        Assert.All(upload.Files(), f => Assert.Equal(("Held", HeldWords.Reason), (f.Text("outcome"), f.Text("reason"))));
        await using var database = app.NewContext();
        var uploadId = upload.GetProperty("id").GetGuid();
        var hold = await database.IdentityHolds.AsNoTracking().SingleAsync(h => h.UploadId == uploadId);
        Assert.Equal((HoldKind.ImagesOfAnotherStudy, row.Id), (hold.Kind, hold.KnownStudyId));
        Assert.Equal("hold.others_images", (await app.Services.GetRequiredService<SettleHold>().HandleAsync(await ReviewerAsync(), hold.Id, HoldDecision.Accepted, "Why not.", default)).Error?.Code);
        Assert.Null((await app.Services.GetRequiredService<KeepHeldApart>().HandleAsync(await ReviewerAsync(), hold.Id, "A wrong export.", default)).Error);

        var sent = await attacker.FinishedAsync(upload);
        Assert.All(sent.Files(), f => Assert.Equal("Stored", f.Text("outcome")));
        var apart = (await attacker.ReadAsync("/api/studies")).GetProperty("items").EnumerateArray().Single();
        Assert.Equal((HeldFiles.NewUid(hold, hostile.StudyUid), 2, "Made^Up"), (apart.Text("studyInstanceUid"), apart.GetProperty("instanceCount").GetInt32(), apart.Text("patientName")));
        Assert.Equal(2, await InstancesInArchiveAsync(study.StudyUid));
        Assert.Equal(HttpStatusCode.NotFound, (await attacker.GetAsync($"/api/studies/{study.StudyUid}")).StatusCode);
    }

    [Fact]
    public async Task Send_HeldStudyThatAReviewerLetsJoin_BecomesAVisibleAdditionAndAReferral()
    {
        var (owner, _) = await app.SignInAsync(Role.Referrer);
        var (colleague, colleagueId) = await app.SignInAsync(Role.Referrer);
        var study = new TestStudy { Slices = 2 };
        var row = await FlaggedAsync(owner, study);
        var upload = await colleague.FinishedAsync(await colleague.UploadAsync(UploadClient.Form((study with { SeriesUid = DicomUid.New(), Slices = 3 }).Files())));
        await using var database = app.NewContext();
        var uploadId = upload.GetProperty("id").GetGuid();
        var hold = await database.IdentityHolds.AsNoTracking().SingleAsync(h => h.UploadId == uploadId);

        Assert.Null((await app.Services.GetRequiredService<SettleHold>().HandleAsync(await ReviewerAsync(), hold.Id, HoldDecision.Accepted, "Called them.", default)).Error);

        Assert.All((await colleague.FinishedAsync(upload)).Files(), f => Assert.Equal("Stored", f.Text("outcome")));
        Assert.True(await database.Referrals.AnyAsync(r => r.StudyId == row.Id && r.ReferrerId == colleagueId));
        Assert.Equal(HttpStatusCode.OK, (await colleague.GetAsync($"/api/studies/{study.StudyUid}/grading")).StatusCode);
        var addition = Assert.Single((await ListAdditions.OfAsync(database, [row.Id], default))[row.Id]);
        Assert.Equal((3, "referrer"), (addition.Images, addition.Sender));
        Assert.Equal("3 images arrived later, from referrer", addition.Words);
        var card = await app.Services.GetRequiredService<ListMdtCases>().CardOfAsync(await ReviewerAsync(), row.Id);
        Assert.Equal(addition.Words, Assert.Single(card.Additions).Words);
    }

    [Fact]
    public async Task Send_AgainByTheRightfulReferrer_GoesThroughAndAddsNothing()
    {
        var (owner, _) = await app.SignInAsync(Role.Referrer);
        var study = new TestStudy { Slices = 2 };
        var row = await FlaggedAsync(owner, study);

        var again = await owner.FinishedAsync(await owner.UploadAsync(UploadClient.Form(study.Files())));
        var more = await owner.FinishedAsync(await owner.UploadAsync(UploadClient.Form((study with { Slices = 3 }).Files())));

        Assert.All(again.Files().Concat(more.Files()), f => Assert.Equal("Stored", f.Text("outcome")));
        await using var database = app.NewContext();
        Assert.Equal((3, (string?)null), await database.Studies.Where(s => s.Id == row.Id).Select(s => new ValueTuple<int, string?>(s.InstanceCount, s.HoldReason)).SingleAsync());
        Assert.Equal(1, (await database.StudyAdditions.SingleAsync(a => a.StudyId == row.Id)).Images);
    }

    [Fact]
    public async Task Send_StudyThatReachedTheArchiveAMomentAgo_IsHeldBeforeItIsOnRecord()
    {
        var (attacker, _) = await app.SignInAsync(Role.Referrer);
        var study = new TestStudy { Slices = 2 };
        var upload = await attacker.UploadAsync(UploadClient.Form((study with { SeriesUid = DicomUid.New() }).Files()), submit: false);
        await ArchiveReceivesAsync(study.File(0));

        using var submitted = await attacker.PostAsync($"/api/uploads/{upload.Text("id")}/submit", System.Net.Http.Json.JsonContent.Create(new { }));

        Assert.All((await attacker.FinishedAsync(upload)).Files(), f => Assert.Equal(("Held", HeldWords.Reason), (f.Text("outcome"), f.Text("reason"))));
        Assert.Equal(1, await InstancesInArchiveAsync(study.StudyUid));
        Assert.Equal(HttpStatusCode.NotFound, (await attacker.GetAsync($"/api/studies/{study.StudyUid}")).StatusCode);
    }

    [Fact]
    public async Task Send_OthersImagesArriveWhileItIsOnItsWay_GivesTheSenderNoSightOfThem()
    {
        var (attacker, attackerId) = await app.SignInAsync(Role.Referrer);
        var study = new TestStudy { Slices = 2 };
        var upload = await attacker.UploadAsync(UploadClient.Form((study with { SeriesUid = DicomUid.New() }).Files()), submit: false);
        var uploadId = upload.GetProperty("id").GetGuid();

        // The check has let it go; then the scanner sends, before the first byte is stored.
        await using (var database = app.NewContext())
        {
            var row = await database.Uploads.AsNoTracking().SingleAsync(u => u.Id == uploadId);
            Assert.True((await app.Services.GetRequiredService<AdmitUpload>().HandleAsync(row, BilskyWeb.Features.Intake.Uploads.Preflight.FromJson(row.Preflight)!.Studies[0], default)).Value);
        }
        await ArchiveReceivesAsync(study.File(0));
        using var submitted = await attacker.PostAsync($"/api/uploads/{uploadId}/submit", System.Net.Http.Json.JsonContent.Create(new { }));
        var held = await attacker.FinishedAsync(upload);

        Assert.All(held.Files(), f => Assert.Equal(("Held", HeldWords.Reason), (f.Text("outcome"), f.Text("reason"))));
        Assert.Equal(HttpStatusCode.NotFound, (await attacker.GetAsync($"/api/studies/{study.StudyUid}")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await attacker.GetAsync($"/dicomweb/studies/{study.StudyUid}/metadata")).StatusCode);
        await using var after = app.NewContext();
        var hold = await after.IdentityHolds.AsNoTracking().SingleAsync(h => h.UploadId == uploadId);
        Assert.NotNull(hold.StudyId);

        Assert.Null((await app.Services.GetRequiredService<SettleHold>().HandleAsync(await ReviewerAsync(), hold.Id, HoldDecision.Rejected, "Not theirs.", default)).Error);

        Assert.Equal(1, await InstancesInArchiveAsync(study.StudyUid));
        Assert.Null((await after.Studies.AsNoTracking().SingleAsync(s => s.StudyInstanceUid == study.StudyUid)).HoldReason);
        Assert.False(await after.Referrals.AnyAsync(r => r.ReferrerId == attackerId));
    }

    /// <summary>Rejecting what met others' images on the way took the scanner's own image with it, where both had sent the same one, whoever was first.</summary>
    [Fact]
    public async Task Send_ScannersSameImagesArriveWhileItIsOnItsWay_RejectionLeavesTheScannersAlone()
    {
        var (sender, _) = await app.SignInAsync(Role.Referrer);
        var study = new TestStudy { Slices = 5 };
        var upload = await sender.UploadAsync(UploadClient.Form(study.Files().Take(4)), submit: false);
        var uploadId = upload.GetProperty("id").GetGuid();
        await using var database = app.NewContext();
        var row = await database.Uploads.AsNoTracking().SingleAsync(u => u.Id == uploadId);
        Assert.True((await app.Services.GetRequiredService<AdmitUpload>().HandleAsync(row, BilskyWeb.Features.Intake.Uploads.Preflight.FromJson(row.Preflight)!.Studies[0], default)).Value);
        await ArchiveReceivesAsync(study.File(0), study.File(4));
        using var submitted = await sender.PostAsync($"/api/uploads/{uploadId}/submit", System.Net.Http.Json.JsonContent.Create(new { }));
        Assert.All((await sender.FinishedAsync(upload)).Files(), f => Assert.Equal("Held", f.Text("outcome")));

        // The archive drops what it has: one that the scanner sends too, and one that only bears its identifiers.
        await ArchiveReceivesAsync(study.File(1), (study with { BirthDate = "19010101" }).File(2));
        Assert.Equal(5, await InstancesInArchiveAsync(study.StudyUid));
        var hold = await database.IdentityHolds.AsNoTracking().SingleAsync(h => h.UploadId == uploadId);

        Assert.Null((await app.Services.GetRequiredService<SettleHold>().HandleAsync(await ReviewerAsync(), hold.Id, HoldDecision.Rejected, "Not theirs.", default)).Error);

        Assert.Equal(new[] { study.SopUid(0), study.SopUid(1), study.SopUid(4) }.Order(), await ImagesInArchiveAsync(study.StudyUid));
    }

    [Fact]
    public async Task Send_OneReferrersTwoUploadsOfOneStudyAtOneMoment_HoldsNeither()
    {
        var (sender, senderId) = await app.SignInAsync(Role.Referrer);
        var study = new TestStudy { Slices = 6 };

        var uploads = await Task.WhenAll(new[] { study.Files().Take(4), study.Files().Skip(2) }.Select(async files => await sender.FinishedAsync(await sender.UploadAsync(UploadClient.Form(files)))));

        Assert.All(uploads.SelectMany(u => u.Files()), f => Assert.Equal("Stored", f.Text("outcome")));
        await using var database = app.NewContext();
        var row = await database.Studies.SingleAsync(s => s.StudyInstanceUid == study.StudyUid);
        Assert.Equal((null, 6), (row.HoldReason, row.InstanceCount));
        Assert.Equal(senderId, (await database.Referrals.SingleAsync(r => r.StudyId == row.Id)).ReferrerId);
    }

    [Fact]
    public async Task Send_TwoReferrersOneNewStudyAtOneMoment_OnlyOneBecomesItsReferrer()
    {
        var study = new TestStudy { Slices = 4 };
        var clients = new[] { (await app.SignInAsync(Role.Referrer)).Client, (await app.SignInAsync(Role.Referrer)).Client };

        var uploads = await Task.WhenAll(clients.Select(async (c, i) => await c.FinishedAsync(await c.UploadAsync(UploadClient.Form((study with { SeriesUid = DicomUid.New() }).Files())))));

        var outcomes = uploads.Select(u => string.Join(',', u.Files().Select(f => f.Text("outcome")).Distinct())).Order().ToList();
        Assert.Equal(["Held", "Stored"], outcomes);
        await using var database = app.NewContext();
        var row = await database.Studies.SingleAsync(s => s.StudyInstanceUid == study.StudyUid);
        Assert.Equal(1, await database.Referrals.CountAsync(r => r.StudyId == row.Id));
    }

    [Fact]
    public async Task Send_TwoStudiesOfWhichOneIsHeld_TheOtherGoesOnAndTheListSaysWhich()
    {
        var (owner, _) = await app.SignInAsync(Role.Referrer);
        var (other, otherId) = await app.SignInAsync(Role.Referrer);
        var theirs = new TestStudy { Slices = 2 };
        await FlaggedAsync(owner, theirs);
        var own = new TestStudy { Slices = 2, PatientName = "Aaa^First" };

        var upload = await other.FinishedAsync(await other.UploadAsync(UploadClient.Form(own.Files().Concat((theirs with { SeriesUid = DicomUid.New() }).Files().Select(f => ("b/" + f.Name, f.Bytes))))));

        Assert.Equal([("Held", 2), ("Stored", 2)], upload.Files().GroupBy(f => f.Text("outcome")).Select(g => (g.Key, g.Count())).Order());
        var list = await app.Services.GetRequiredService<ListMyReferrals>().HandleAsync(new Actor(otherId, "x", new HashSet<string> { Role.Referrer }), default);
        Assert.Equal((ReferralState.Held, HeldWords.Reason), list.Where(r => r.PatientId == theirs.PatientId).Select(r => (r.State, r.Detail)).Single());
        Assert.Null(list.Single(r => r.PatientId == theirs.PatientId).StudyId);
        Assert.NotEqual(ReferralState.Held, list.Single(r => r.PatientId == own.PatientId).State);
    }

    [Theory]
    [InlineData("upload")]
    [InlineData("STOW")]
    [InlineData("second study of an upload")]
    [InlineData("C-STORE")]
    [InlineData("re-sent study")]
    public async Task Arrive_KnownPatientIdWithAnotherPerson_IsHeldByEveryWay(string way)
    {
        var (client, clientId) = await app.SignInAsync(Role.Referrer);
        var known = new TestStudy { Slices = 1, PatientName = "Иванов^Пётр" };
        await client.FinishedAsync(await client.UploadAsync(UploadClient.Form(known.Files())));
        var stranger = known with { StudyUid = DicomUid.New(), SeriesUid = DicomUid.New(), PatientName = "Сидорова^Анна" };
        var uploadId = Guid.Empty;
        switch (way)
        {
            case "C-STORE":
                await ArchiveReceivesAsync(stranger.File(0));
                break;
            case "re-sent study":
                stranger = known with { PatientName = "Сидорова^Анна" };
                uploadId = await SendAsync(client, clientId, "API", stranger);
                break;
            default:
                uploadId = await SendAsync(client, clientId, way == "upload" ? "API" : way, stranger);
                break;
        }

        await using var database = app.NewContext();
        for (var until = DateTime.UtcNow.AddMinutes(1); ; await Task.Delay(100))
        {
            if (await database.IdentityHolds.AsNoTracking().SingleOrDefaultAsync(h => h.StudyInstanceUid == stranger.StudyUid && h.Decision == null) is { } hold)
            {
                Assert.Equal((HoldKind.PatientWithAnotherName, "Иванов^Пётр", "Сидорова^Анна"), (hold.Kind, hold.Known.PatientName, hold.Incoming.PatientName));
                Assert.Equal(way != "C-STORE", hold.IsStaged);
                break;
            }
            Assert.True(DateTime.UtcNow < until, "It was not held.");
        }
        Assert.Equal(way != "C-STORE", uploadId != Guid.Empty);
    }

    /// <summary>Both names of the Cyrillic pair were compared as "^", and two people passed as one.</summary>
    [Theory]
    [InlineData("ISO_IR 144", 28595, "Иванов^Пётр", "Сидорова^Анна", "upload")]
    [InlineData("ISO_IR 144", 28595, "Иванов^Пётр", "Сидорова^Анна", "C-STORE")]
    [InlineData("ISO_IR 100", 28591, "Smith^John", "Jones^Mary", "upload")]
    [InlineData("ISO_IR 100", 28591, "Smith^John", "Jones^Mary", "C-STORE")]
    [Trait("Case", "31a")]
    [Trait("Case", "31b")]
    [Trait("Case", "31c")]
    [Trait("Case", "31d")]
    public async Task Arrive_TwoPeopleUnderOnePatientId_TheSecondIsHeld(string characterSet, int codePage, string known, string incoming, string way)
    {
        var (client, _) = await app.SignInAsync(Role.Referrer);
        var first = new TestStudy { Slices = 1 };
        var second = first with { StudyUid = DicomUid.New(), SeriesUid = DicomUid.New() };
        foreach (var (study, name) in new[] { (first, known), (second, incoming) })
        {
            var file = RawElement.Name(study.File(0), characterSet, WrittenNames.In(codePage, name));
            if (way == "upload")
            {
                await client.FinishedAsync(await client.UploadAsync(UploadClient.Form([("a.dcm", file)])));
            }
            else
            {
                await ArchiveReceivesAsync(file);
                await OnRecordAsync(study.StudyUid);
            }
        }

        await using var database = app.NewContext();
        var hold = await database.IdentityHolds.AsNoTracking().SingleAsync(h => h.StudyInstanceUid == second.StudyUid && h.Decision == null);
        Assert.Equal((HoldKind.PatientWithAnotherName, known, incoming), (hold.Kind, hold.Known.PatientName, hold.Incoming.PatientName));
        Assert.Null((await database.Studies.AsNoTracking().SingleAsync(s => s.StudyInstanceUid == first.StudyUid)).HoldReason);
    }

    private async Task OnRecordAsync(string studyUid)
    {
        await using var database = app.NewContext();
        for (var until = DateTime.UtcNow.AddMinutes(1); !await database.Studies.AnyAsync(s => s.StudyInstanceUid == studyUid && s.InstanceCount > 0); await Task.Delay(100))
        {
            Assert.True(DateTime.UtcNow < until, "The archive's feed did not bring it.");
        }
    }

    [Fact]
    public async Task Warn_SamePersonSamePatientIdAndStrangers_AgreesWithWhatHappensAndTellsNobodyOfOthers()
    {
        var (client, clientId) = await app.SignInAsync(Role.Referrer);
        var (stranger, strangerId) = await app.SignInAsync(Role.Referrer);
        var first = new TestStudy { Slices = 1, PatientName = "Иванов^Пётр" };
        await client.FinishedAsync(await client.UploadAsync(UploadClient.Form(first.Files())));
        var again = first with { StudyUid = DicomUid.New(), SeriesUid = DicomUid.New() };
        var other = again with { PatientName = "Сидорова^Анна", BirthDate = "19700101" };

        Assert.Null(await WarningAsync(client, clientId, again));
        Assert.All((await client.FinishedAsync(await client.UploadAsync(UploadClient.Form(again.Files())))).Files(), f => Assert.Equal("Stored", f.Text("outcome")));
        other = other with { StudyUid = DicomUid.New(), SeriesUid = DicomUid.New() };
        Assert.StartsWith("You see this patient ID here with another name.", await WarningAsync(client, clientId, other), StringComparison.Ordinal);
        Assert.Null(await WarningAsync(stranger, strangerId, other));
        Assert.Null(await WarningAsync(stranger, strangerId, first with { PatientId = "MADE-UP" }));
    }

    private async Task<string?> WarningAsync(HttpClient client, Guid userId, TestStudy study)
    {
        var upload = await client.UploadAsync(UploadClient.Form(study.Files()), submit: false);
        var uploadId = upload.GetProperty("id").GetGuid();
        await using var database = app.NewContext();
        var row = await database.Uploads.SingleAsync(u => u.Id == uploadId);
        return await app.Services.GetRequiredService<WarnBeforehand>().HandleAsync(
            new Actor(userId, "x", new HashSet<string> { Role.Referrer }), BilskyWeb.Features.Intake.Uploads.Preflight.FromJson(row.Preflight)!.Studies[0], default);
    }

    private async Task<Study> FlaggedAsync(HttpClient owner, TestStudy study)
    {
        await owner.FinishedAsync(await owner.UploadAsync(UploadClient.Form(study.Files())));
        await using var database = app.NewContext();
        var row = await database.Studies.SingleAsync(s => s.StudyInstanceUid == study.StudyUid);
        await database.GradingRuns.Where(r => r.StudyId == row.Id).ExecuteDeleteAsync();
        row.GradingRequestedFor = row.InstanceCount;
        database.AddRun(row, GradingState.Complete, BilskyGrade.Grade2, flagged: true, at: DateTimeOffset.UtcNow);
        await database.SaveChangesAsync();
        return row;
    }

    private async Task<Guid> SendAsync(HttpClient client, Guid userId, string way, TestStudy study)
    {
        var files = study.Files();
        switch (way)
        {
            case "STOW":
                using (var content = new MultipartContent("related", "b0"))
                {
                    content.Headers.Remove("Content-Type");
                    content.Headers.TryAddWithoutValidation("Content-Type", "multipart/related; type=\"application/dicom\"; boundary=b0");
                    foreach (var (_, bytes) in files)
                    {
                        var part = new ByteArrayContent(bytes);
                        part.Headers.ContentType = new MediaTypeHeaderValue("application/dicom");
                        content.Add(part);
                    }
                    using var answer = await client.PostAsync("/dicomweb/studies", content);
                    var body = await answer.Content.ReadAsStringAsync();
                    Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
                    Assert.DoesNotContain("00081199", body, StringComparison.Ordinal);
                    Assert.DoesNotContain("Doe", body, StringComparison.Ordinal);
                }
                break;
            case "second study of an upload":
                var own = new TestStudy { Slices = 1 };
                await client.FinishedAsync(await client.UploadAsync(UploadClient.Form(own.Files().Concat(files.Select(f => ("b/" + f.Name, f.Bytes))))));
                break;
            default:
                var received = await client.UploadAsync(UploadClient.Form(files), submit: way == "API");
                if (way != "API")
                {
                    using var submitted = await client.PostAsync($"/api/uploads/{received.Text("id")}/submit", System.Net.Http.Json.JsonContent.Create(new { clinicalNote = "Mine." }));
                    Assert.Equal(HttpStatusCode.Accepted, submitted.StatusCode);
                }
                await client.FinishedAsync(received);
                break;
        }
        await using var database = app.NewContext();
        return await database.Uploads.Where(u => u.OwnerId == userId).OrderByDescending(u => u.StartedAt).Select(u => u.Id).FirstAsync();
    }

    private async Task SeesNothingAsync(HttpClient attacker, Actor actor, TestStudy study, TestStudy hostile)
    {
        foreach (var path in new[]
        {
            $"/api/studies/{study.StudyUid}", $"/api/studies/{study.StudyUid}/grading", $"/api/studies/{study.StudyUid}/key-images/1.png",
            $"/dicomweb/studies/{study.StudyUid}", $"/dicomweb/studies/{study.StudyUid}/metadata", $"/dicomweb/studies/{study.StudyUid}/series",
            $"/dicomweb/studies/{study.StudyUid}/series/{study.SeriesUid}/instances/{study.SopUid(0)}/frames/1",
            $"/dicomweb/studies/{study.StudyUid}/series/{hostile.SeriesUid}/metadata",
        })
        {
            using var answer = await attacker.GetAsync(path);
            Assert.True(answer.StatusCode == HttpStatusCode.NotFound, $"{path}: {answer.StatusCode}");
        }
        Assert.DoesNotContain(study.StudyUid, await attacker.GetStringAsync("/api/studies"), StringComparison.Ordinal);
        Assert.DoesNotContain(study.StudyUid, await attacker.GetStringAsync("/dicomweb/studies"), StringComparison.Ordinal);
        await using var database = app.NewContext();
        Assert.False(await database.StudiesVisibleTo(actor).AnyAsync(s => s.StudyInstanceUid == study.StudyUid));
        Assert.DoesNotContain(await app.Services.GetRequiredService<ListMyReferrals>().HandleAsync(actor, default), r => r.StudyId is not null && r.PatientId == study.PatientId);
    }

    private async Task<Actor> ReviewerAsync()
    {
        var (_, id) = await app.SignInAsync(Role.Reviewer);
        return new Actor(id, "reviewer", new HashSet<string> { Role.Reviewer });
    }

    private Task ArchiveReceivesAsync(params IEnumerable<byte[]> instances) => Scanner.SendAsync(app, instances);

    private async Task<int> InstancesInArchiveAsync(string studyUid) => (await ImagesInArchiveAsync(studyUid)).Count;

    private async Task<List<string>> ImagesInArchiveAsync(string studyUid)
    {
        using var archive = app.ArchiveClient();
        using var found = await archive.PostAsync("tools/find", new StringContent(
            JsonSerializer.Serialize(new { Level = "Instance", Expand = true, Query = new { StudyInstanceUID = studyUid } })));
        return [.. JsonSerializer.Deserialize<JsonElement>(await found.Content.ReadAsStringAsync()).EnumerateArray().Select(i => i.GetProperty("MainDicomTags").GetProperty("SOPInstanceUID").GetString()!).Order()];
    }
}
