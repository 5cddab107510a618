using BilskyWeb.Features.Intake.Fetch;
using BilskyWeb.Features.Intake.Studies;
using BilskyWeb.Imaging.Archive;
using BilskyWeb.Imaging.Datasets;
using BilskyWeb.LocalServers;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Tests.Features.Intake.Uploads;
using BilskyWeb.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace BilskyWeb.Tests.Features.Intake;

[Collection(AppTests.Name)]
[Trait("Kind", "integration")]
public sealed class FetchFromRemoteTests(AppFixture app)
{
    [Theory]
    [InlineData(RemoteKind.DicomWeb)]
    [InlineData(RemoteKind.Modality)]
    public async Task Fetch_StudyOfAnotherArchive_ArrivesAndIsListed(RemoteKind kind)
    {
        // C-MOVE asks the hospital to send to us, so it has to know us as well.
        await using var hospital = await PrivateOrthanc.StartAsync(TestDirectory.Named($"hospital-{kind}"), default, new PrivateOrthancOptions
        {
            AeTitle = "HOSPITAL",
            Durable = false,
            Modalities = [new KnownModality(app.Archive.AeTitle, "127.0.0.1", app.Archive.DicomPort)],
        });
        var name = $"hospital-{kind}";
        var study = new TestStudy { Slices = 3 };
        using var there = new HttpClient { BaseAddress = hospital.Url };
        there.DefaultRequestHeaders.Authorization = new("Basic", Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($"{hospital.User}:{hospital.Password}")));
        foreach (var (_, bytes) in study.Files())
        {
            using var sent = await there.PostAsync("instances", new ByteArrayContent(bytes));
            sent.EnsureSuccessStatusCode();
        }
        var orthanc = app.Services.GetRequiredService<OrthancArchive>();
        Assert.True((kind == RemoteKind.DicomWeb
            ? await orthanc.Remotes.SaveDicomWebServerAsync(name, hospital.Address())
            : await orthanc.Remotes.SaveModalityAsync(name, new KnownModality("HOSPITAL", "127.0.0.1", hospital.DicomPort))).IsOk);
        var fetch = app.Services.GetRequiredService<FetchFromRemote>();
        var (client, user) = await app.SignInAsync(Role.Reviewer);
        var reviewer = new Actor(user, "reviewer", new HashSet<string> { Role.Reviewer });
        var referrer = new Actor(user, "referrer", new HashSet<string> { Role.Referrer });

        Assert.Equal("auth.reviewer_only", (await fetch.ListAsync(referrer, default)).Error?.Code);
        var remote = (await fetch.ListAsync(reviewer, default)).Value.Single(r => r.Name == name);
        Assert.Equal(kind, remote.Kind);
        Assert.Equal("fetch.too_open", (await fetch.SearchAsync(reviewer, remote, new StudyQuery { Modality = "MR" }, default)).Error?.Code);
        var found = Assert.Single((await fetch.SearchAsync(reviewer, remote, new StudyQuery { PatientId = study.PatientId }, default)).Value);
        Assert.Null(found.StudyId);
        var job = (await fetch.StartAsync(reviewer, remote, study.StudyUid, default)).Value;
        await using (var database = app.NewContext())
        {
            Assert.Equal(3, Assert.Single(await StudyFetch.ToldOfAsync(database, study.StudyUid, default)).Instances);
        }
        Assert.Equal(RetrieveState.Succeeded, (await orthanc.Remotes.WaitForJobAsync(job.Id)).Value.State);

        for (var until = DateTime.UtcNow.AddMinutes(2); ; await Task.Delay(200))
        {
            if ((await client.GetAsync($"/api/studies/{study.StudyUid}")).IsSuccessStatusCode)
            {
                break;
            }
            Assert.True(DateTime.UtcNow < until, "The fetched study did not show up.");
        }
        Assert.NotNull(Assert.Single((await fetch.SearchAsync(reviewer, remote, new StudyQuery { PatientId = study.PatientId }, default)).Value).StudyId);
        Assert.Equal(study.StudyUid, (await client.ReadAsync($"/api/studies?patientId={study.PatientId}")).GetProperty("items")[0].Text("studyInstanceUid"));

        // All of it is recorded, which the archive's changes may bring about later than its first image. Then the hospital makes one image more:
        // here with fewer than there, and already graded, held back by a person's doubt, so that nothing but the fetch makes it due.
        await using var studies = app.NewContext();
        var known = studies.Studies.AsNoTracking().Where(s => s.StudyInstanceUid == study.StudyUid);
        for (var until = DateTime.UtcNow.AddMinutes(2); !await known.AnyAsync(s => s.InstanceCount == study.Slices); await Task.Delay(200))
        {
            Assert.True(DateTime.UtcNow < until, "The fetched study was not recorded whole.");
        }
        await known.ExecuteUpdateAsync(s => s.SetProperty(x => x.HoldReason, "test").SetProperty(x => x.GradingRequestedFor, study.Slices));
        using (var sent = await there.PostAsync("instances", new ByteArrayContent(study.File(study.Slices))))
        {
            sent.EnsureSuccessStatusCode();
        }
        for (var own = 0; own < 5; own++)
        {
            // Documents of ours that the hospital never got: they are no reason to think that it has fewer images.
            await studies.NoteOwnInstanceAsync(study.StudyUid, DicomUid.New(), DicomUid.New(), default);
        }
        Assert.True((await fetch.StartAsync(reviewer, remote, study.StudyUid, default)).IsOk);
        Assert.Equal(0, (await known.SingleAsync()).GradingRequestedFor);
    }
}
