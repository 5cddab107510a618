using BilskyWeb.Features.Grading;
using BilskyWeb.Features.Intake.Delivery;
using BilskyWeb.Features.Intake.Studies;
using BilskyWeb.Features.Intake.Uploads;
using BilskyWeb.Features.Review;
using BilskyWeb.Features.Review.Regions;
using BilskyWeb.Tests.Fixtures;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit.Abstractions;

namespace BilskyWeb.Tests.Data;

/// <summary>What runs every few seconds, in every process, for months: none of it may read more as studies come together.</summary>
[Trait("Kind", "integration")]
public sealed class BackgroundQueriesTests(DatabaseFixture fixture, ITestOutputHelper output) : IClassFixture<DatabaseFixture>
{
    private const int Studies = 20_000;

    /// <summary>The tables together are some 5,000 pages; what is found by an index and is not there takes a few.</summary>
    private const int MostPages = 100;

    [Fact]
    public async Task Sweepers_ManyStudiesNothingToDo_ReadAFewPagesByIndex()
    {
        await using var database = fixture.NewContext();
        await ManyStudies.InsertAsync(database, Studies);
        await using var app = NewApp();
        var now = DateTimeOffset.UtcNow;

        using var recorder = new SqlRecorder(fixture.ConnectionString);
        await Service<GradingSweeper>(app).SweepAsync(default);
        await Service<CarryReviewsOver>(app).HandleAsync(now.AddMinutes(-15), default);
        await Service<UploadSweeper>(app).SweepAsync(default);
        await Service<UploadDispatcher>(app).DispatchAsync(default);
        await Service<RegradeSweeper>(app).SweepAsync(default);
        await RecordAsync(app);
        Assert.InRange(recorder.Sent.Count, 10, 100);

        var plans = await recorder.ExplainAsync();
        foreach (var plan in plans)
        {
            output.WriteLine($"{plan.Pages} pages, scans {string.Join(", ", plan.Scanned)}\n{plan.Sql}\n");
        }

        Assert.All(plans, plan => Assert.True(plan.Pages <= MostPages, $"{plan.Pages} pages are read, by scans of {string.Join(", ", plan.Scanned)}:\n{plan.Sql}"));
        Assert.All(plans, plan => Assert.DoesNotContain(plan.Scanned, t => t is "Studies" or "GradingRuns" or "ReviewStandings" or "Uploads" or "UploadFiles" or "RegionRegrades"));
    }

    private WebApplication NewApp() => Program.Build(
    [
        "--urls=http://127.0.0.1:0",
        $"--BILSKY_DB={fixture.ConnectionString}",
        "--BILSKY_ARCHIVE=http://127.0.0.1:9/",
        $"--BILSKY_DATA={TestDirectory.Named("background")}",
        "--Serilog:MinimumLevel:Default=Warning",
    ]);

    private static T Service<T>(WebApplication app)
        where T : class => app.Services.GetService<T>() ?? ActivatorUtilities.CreateInstance<T>(app.Services);

    /// <summary>What the change feed does with a study that grew: one that is graded, and one that is new.</summary>
    private async Task RecordAsync(WebApplication app)
    {
        await using var database = fixture.NewContext();
        var known = await database.Studies.AsNoTracking().OrderByDescending(s => s.ArrivedAt).FirstAsync();
        foreach (var (uid, patient) in new[] { (known.StudyInstanceUid, known.Identity()), ("2.25.1", known.Identity() with { PatientId = "new" }) })
        {
            await Service<RecordStudy>(app).HandleAsync(new StudyFacts { StudyInstanceUid = uid, Patient = patient, InstanceCount = 32, ReadAt = DateTimeOffset.UtcNow, ArchiveStudyId = uid }, complete: false, default);
        }
    }
}
