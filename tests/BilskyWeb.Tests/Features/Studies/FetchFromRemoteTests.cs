using BilskyWeb.Features.Studies.Arrival;
using BilskyWeb.Imaging.Archive;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Tests.Features.Referrals;
using BilskyWeb.Tests.Fixtures;
using Microsoft.Extensions.DependencyInjection;

namespace BilskyWeb.Tests.Features.Studies;

[Collection(AppTests.Name)]
[Trait("Kind", "integration")]
public sealed class FetchFromRemoteTests(AppFixture app)
{
    [Fact]
    public async Task Fetch_StudyOfAnotherDicomWebServer_ArrivesAndIsListed()
    {
        await using var hospital = await PrivateOrthanc.StartAsync(TestDirectory.Named("hospital"), default, new PrivateOrthancOptions { Durable = false });
        var study = new TestStudy { Slices = 3 };
        using var there = new HttpClient { BaseAddress = hospital.Url };
        there.DefaultRequestHeaders.Authorization = new("Basic", Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($"{hospital.User}:{hospital.Password}")));
        foreach (var (_, bytes) in study.Files())
        {
            using var sent = await there.PostAsync("instances", new ByteArrayContent(bytes));
            sent.EnsureSuccessStatusCode();
        }
        var orthanc = app.Services.GetRequiredService<OrthancArchive>();
        Assert.True((await orthanc.Remotes.SaveDicomWebServerAsync("hospital", new ArchiveOptions { Url = hospital.Url, User = hospital.User, Password = hospital.Password })).IsOk);
        var fetch = app.Services.GetRequiredService<FetchFromRemote>();
        var (client, user) = await app.SignInAsync(Role.Reviewer);
        var reviewer = new Actor(user, "reviewer", new HashSet<string> { Role.Reviewer });
        var referrer = new Actor(user, "referrer", new HashSet<string> { Role.Referrer });

        Assert.Equal("auth.reviewer_only", (await fetch.ListAsync(referrer, default)).Error?.Code);
        var remote = (await fetch.ListAsync(reviewer, default)).Value.Single(r => r.Name == "hospital");
        Assert.Equal("fetch.too_open", (await fetch.SearchAsync(reviewer, remote, new StudyQuery { Modality = "MR" }, default)).Error?.Code);
        var found = Assert.Single((await fetch.SearchAsync(reviewer, remote, new StudyQuery { PatientId = study.PatientId }, default)).Value);
        Assert.Null(found.StudyId);
        var job = (await fetch.StartAsync(reviewer, remote, study.StudyUid, default)).Value;
        Assert.Equal(RetrieveState.Succeeded, (await orthanc.Remotes.WaitForJobAsync(job.Id)).Value.State);

        for (var until = DateTime.UtcNow.AddSeconds(40); ; await Task.Delay(200))
        {
            if ((await client.GetAsync($"/api/studies/{study.StudyUid}")).IsSuccessStatusCode)
            {
                break;
            }
            Assert.True(DateTime.UtcNow < until, "The fetched study did not show up.");
        }
        Assert.NotNull(Assert.Single((await fetch.SearchAsync(reviewer, remote, new StudyQuery { PatientId = study.PatientId }, default)).Value).StudyId);
        Assert.Equal(study.StudyUid, (await client.ReadAsync($"/api/studies?patientId={study.PatientId}")).GetProperty("items")[0].Text("studyInstanceUid"));
    }
}
