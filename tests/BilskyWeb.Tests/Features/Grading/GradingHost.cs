using System.Net.Http.Headers;
using BilskyWeb.Data;
using BilskyWeb.Features.Accounts;
using BilskyWeb.Features.Grading;
using BilskyWeb.Features.Intake.Studies;
using BilskyWeb.LocalServers;
using BilskyWeb.Tests.Fixtures;
using BilskyWeb.TinyModels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace BilskyWeb.Tests.Features.Grading;

/// <summary>The web application with the tiny models, a database of its own and the shared archive.</summary>
public sealed class GradingHost : IAsyncLifetime
{
    private readonly DatabaseFixture _database = new();
    private WebApplication? _app;

    internal TinyModelFolder Models { get; } = new();

    public PrivateOrthanc Orthanc { get; private set; } = null!;

    public IServiceProvider Services => _app!.Services;

    public Uri Address { get; private set; } = null!;

    /// <summary>What a process of the application needs, as environment variables.</summary>
    public IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string>
    {
        ["BILSKY_DB"] = _database.ConnectionString,
        ["BILSKY_ARCHIVE"] = Orthanc.Url.ToString(),
        ["BILSKY_ARCHIVE_USER"] = Orthanc.User,
        ["BILSKY_ARCHIVE_PASSWORD"] = Orthanc.Password,
        ["BILSKY_DATA"] = TestDirectory.Named("grading-data"),
        ["BILSKY_MODELS"] = Models.Folder,
    };

    public async Task InitializeAsync()
    {
        await _database.InitializeAsync();
        Orthanc = await SharedOrthanc.GetAsync();
        _app = Program.Build(
        [
            "--urls=http://127.0.0.1:0",
            .. Environment.Select(e => $"--{e.Key}={e.Value}"),
            "--Studies:QuietSeconds=0.5",
            "--Studies:PollSeconds=0.3",
            "--Jobs:PollSeconds=0.2",
            "--Grading:SweepSeconds=0.3",
            "--WorkerCheck:IsOn=false", // tests ask for one
            "--WorkerCheck:LookSeconds=0.3",
            "--Serilog:MinimumLevel:Default=Warning",
        ]);
        await _app.StartAsync();
        Address = new Uri(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
    }

    public BilskyDbContext NewContext() => _database.NewContext();

    public async Task DisposeAsync()
    {
        await _app!.StopAsync();
        await _app.DisposeAsync();
        await _database.DisposeAsync();
        Models.Dispose();
    }

    /// <summary>A program's client that acts for a new person.</summary>
    public async Task<HttpClient> SignInAsync(string role)
    {
        var address = $"{role}-{Guid.NewGuid():N}@test.local";
        await using var scope = Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<OpenAccount>().HandleAsync(address, role, Guid.NewGuid().ToString(), role);
        var key = (await scope.ServiceProvider.GetRequiredService<IssueApiKey>().HandleAsync(role, address, "test", default)).Value;
        var client = new HttpClient { BaseAddress = Address, Timeout = TimeSpan.FromMinutes(3) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return client;
    }

    /// <summary>A study's row that says it was asked about already, so that only the test asks for gradings.</summary>
    internal async Task<Study> RegisterAsync(TinyStudy made)
    {
        await using var database = NewContext();
        var study = new Study
        {
            Id = Guid.CreateVersion7(),
            StudyInstanceUid = made.Uid,
            PatientId = "TINY-" + made.Uid[^6..],
            PatientName = "Tiny^Study",
            InstanceCount = made.Grades.Length + 5,
            GradingRequestedFor = made.Grades.Length + 5,
            ArrivedAt = DateTimeOffset.UtcNow,
            LastInstanceAt = DateTimeOffset.UtcNow,
            GradingDueAt = DateTimeOffset.UtcNow,
        };
        database.Studies.Add(study);
        await database.SaveChangesAsync();
        return study;
    }

    /// <summary>Waits until the runs of a study are as wanted, and returns them oldest first with slices and levels.</summary>
    public async Task<List<GradingRun>> WaitForRunsAsync(string studyInstanceUid, Func<List<GradingRun>, bool> wanted, int seconds = 300)
    {
        var deadline = DateTimeOffset.UtcNow.AddSeconds(seconds);
        while (true)
        {
            await using (var database = NewContext())
            {
                var study = await database.Studies.AsNoTracking().SingleOrDefaultAsync(s => s.StudyInstanceUid == studyInstanceUid);
                var runs = study is null
                    ? []
                    : await database.GradingRuns.AsNoTracking().AsSplitQuery().Include(r => r.Slices).Include(r => r.Levels)
                        .Where(r => r.StudyId == study.Id).OrderBy(r => r.SubmittedAt).ToListAsync();
                if (wanted(runs))
                {
                    return runs;
                }

                if (DateTimeOffset.UtcNow >= deadline)
                {
                    Assert.Fail($"Runs are {string.Join(", ", runs.Select(r => $"{r.State} {r.SlicesDone}/{r.SlicesTotal} {r.Error} ({JobOf(r)})"))}.");
                }
            }

            await Task.Delay(100);
        }
    }

    /// <summary>What the job server did with a run's job.</summary>
    private string JobOf(GradingRun run)
    {
        var job = run.JobId is { } id ? Services.GetRequiredService<Hangfire.JobStorage>().GetMonitoringApi().JobDetails(id) : null;
        return job is null ? "no job" : string.Join(", ", job.History.Select(h => $"{h.CreatedAt:HH:mm:ss} {h.StateName} {h.Reason} {(h.Data.TryGetValue("ExceptionMessage", out var fault) ? fault : "")}"));
    }
}
