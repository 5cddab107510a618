using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using BilskyWeb.Features.Grading;
using BilskyWeb.Features.Intake.Fetch;
using BilskyWeb.Imaging.Archive;
using BilskyWeb.Tests.Commands;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace BilskyWeb.Tests.Features.Grading;

/// <summary>A study of which fewer images came than the other archive holds says so, and not while they are still coming.</summary>
[Trait("Kind", "integration")]
[Collection(ModelsInEnvironment.Name)]
public sealed class FetchedStudyTests(GradingHost host) : IClassFixture<GradingHost>
{
    [Fact]
    public async Task RunAsync_FewerImagesCameThanTheOtherArchiveHolds_NeedsAReaderUntilTheyHaveCome()
    {
        var made = new TinyStudy(0, 0, 0, 0, 0, 0);
        await FetchAsync(made, "a-job-long-forgotten", new RemoteSeries(made.AxialUid, "MR", "", 6), new RemoteSeries(made.SagittalUid, "MR", "", 5));
        await TinyStudy.StoreAsync(host.Orthanc, made.Axial(0, 4).Concat(made.Sagittal()));

        var first = await GradedAsync(made, slices: 4);

        var coverage = CoverageJson.From(first.Coverage)!;
        Assert.Equal((true, true, true), (first.Flagged, first.NeedsReader, coverage.Partial));
        Assert.Equal((0, 2, true), (coverage.Unread!.OfStudy, coverage.Unread.NotCome, coverage.Unread.NeedReader));
        Assert.Contains("2 images of this study did not come from the archive from which it was fetched: 2 of \"AX T2 TSE T-SPINE\", which was graded without them.", first.FlagReason, StringComparison.Ordinal);

        await TinyStudy.StoreAsync(host.Orthanc, made.Axial(4, 6));
        var whole = await GradedAsync(made, slices: 6);

        Assert.Null(CoverageJson.From(whole.Coverage)!.Unread);
        Assert.Equal((bool?)false, whole.FlaggedAlone);
    }

    [Fact]
    public async Task RequestGrading_FetchStillRuns_WaitsForItsEnd()
    {
        // Another archive that takes the call and then says nothing.
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var orthanc = host.Services.GetRequiredService<OrthancArchive>();
        Assert.True((await orthanc.Remotes.SaveModalityAsync("silent", new KnownModality("SILENT", "127.0.0.1", ((IPEndPoint)silent.LocalEndpoint).Port))).IsOk);
        var (made, other) = (new TinyStudy(0, 0, 0, 0), new TinyStudy(0, 0));
        await TinyStudy.StoreAsync(host.Orthanc, other.Axial(0, 2));
        await host.WaitForRunsAsync(other.Uid, runs => runs is [{ State: GradingState.Complete }]);
        var job = await SendAsync("silent", other);
        await FetchAsync(made, job, new RemoteSeries(made.AxialUid, "MR", "", 4));
        await TinyStudy.StoreAsync(host.Orthanc, made.Axial(0, 4));
        var study = await ArrivedAsync(made);

        var request = host.Services.GetRequiredService<RequestGrading>();
        Assert.Equal("grading.still_fetched", (await request.HandleAsync(null, study, default)).Error?.Code);

        silent.Stop();
        var run = await GradedAsync(made, slices: 4);

        Assert.Equal((false, false), (run.Flagged, run.NeedsReader));
        Assert.Null(CoverageJson.From(run.Coverage)!.Unread);
    }

    private async Task FetchAsync(TinyStudy made, string job, params RemoteSeries[] told)
    {
        await using var database = host.NewContext();
        database.StudyFetches.Add(new StudyFetch { StudyInstanceUid = made.Uid, Remote = "pacs", JobId = job, StartedAt = DateTimeOffset.UtcNow, Told = StudyFetch.Write(told) });
        await database.SaveChangesAsync();
    }

    private async Task<string> SendAsync(string modality, TinyStudy made)
    {
        using var client = new HttpClient { BaseAddress = host.Orthanc.Url };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{host.Orthanc.User}:{host.Orthanc.Password}")));
        using var found = await client.PostAsync("tools/lookup", new StringContent(made.Uid));
        var id = (await found.Content.ReadFromJsonAsync<JsonElement>())[0].GetProperty("ID").GetString();
        using var sent = await client.PostAsync($"modalities/{modality}/store", new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(new { Resources = new[] { id }, Synchronous = false, Timeout = 600 })));
        sent.EnsureSuccessStatusCode();
        return (await sent.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("ID").GetString()!;
    }

    private async Task<Guid> ArrivedAsync(TinyStudy made)
    {
        for (var until = DateTimeOffset.UtcNow.AddMinutes(2); ; await Task.Delay(100))
        {
            await using var database = host.NewContext();
            if (await database.Studies.SingleOrDefaultAsync(s => s.StudyInstanceUid == made.Uid && s.InstanceCount == 4) is { } study)
            {
                return study.Id;
            }

            Assert.True(DateTimeOffset.UtcNow < until, "The study did not arrive.");
        }
    }

    private async Task<GradingRun> GradedAsync(TinyStudy made, int slices) =>
        (await host.WaitForRunsAsync(made.Uid, runs => runs is [.., { State: GradingState.Complete } last] && last.Slices.Count == slices))[^1];
}
