using System.Net;
using BilskyWeb.Data;
using BilskyWeb.Features.Grading;
using BilskyWeb.Features.Intake.Studies;
using BilskyWeb.Platform.Audit;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Tests.Fixtures;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace BilskyWeb.Tests.Platform.Audit;

/// <summary>Every route of the running program that shows a study's data leaves a record of who saw it.</summary>
[Collection(AppTests.Name)]
[Trait("Kind", "integration")]
public sealed class ViewRecordingTests(AppFixture app)
{
    // Each shows nothing of a study, for the reason beside it. A route that is neither here nor says what it shows fails.
    private static readonly Dictionary<string, string> ShowsNoStudy = new(StringComparer.Ordinal)
    {
        ["/"] = "leads on",
        ["/account/"] = "signing in, keys",
        ["/admin/jobs"] = "jobs by their ids",
        ["/admin/people"] = "people who work here",
        ["/admin/reader-studies/{Id:guid}"] = "results by number of case",
        ["/admin/trail.csv"] = "ids of studies; writing it is a record of its own",
        ["/admin/monitoring"] = "numbers by month",
        ["/admin/workers"] = "machines, and how many gradings wait",
        ["/api/clinical-fields"] = "what the form asks",
        ["/api/clinical-forms/"] = "the asker's own form, beside what they are about to send",
        ["/api/clocks.csv"] = "numbers by month",
        ["/api/evidence/"] = "what the model learnt from: phantoms",
        ["/api/label-sets/{set:guid}/labels"] = "labels by number of slice",
        ["/api/on-call"] = "who is on call",
        ["/api/reader-studies/{study:guid}/reads.csv"] = "by number of case; writing it is a record of its own",
        ["/api/uploads/"] = "what the asker has sent and is about to send",
        ["/by-link"] = "opens a link",
        ["/by-link/referral"] = "what the asker is about to send; of what they sent that it arrived",
        ["/clocks"] = "numbers by month",
        ["/error"] = "words",
        ["/forbidden"] = "words",
        ["/health/"] = "the program",
        ["/label-sets"] = "names of sets; images come by routes of their own",
        ["/mdt/on-call"] = "who is on call",
        ["/metrics"] = "numbers",
        ["/not-found"] = "words",
        ["/notifications"] = "numbers of cases; they are opened by routes of their own",
        ["/openapi/"] = "the routes",
        ["/reader-studies"] = "names of reader studies; images come by routes of their own",
        ["/referrals/links"] = "whom links are for; studies by their ids",
        ["/referrals/new"] = "what the asker is about to send",
        ["/status/"] = "words",
        ["/worklist/next"] = "leads on to a study, which is recorded there",
        ["/_"] = "the framework's own",
    };

    [Fact]
    public void EveryReadingRoute_SaysWhatItShowsOfStudies_OrStandsInTheListOfThoseThatShowNone()
    {
        var silent = Endpoints()
            .Where(e => (e.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"]).Contains("GET") && !RoutePaths.IsFile(RoutePaths.PathOf(e)))
            .Where(e => e.Metadata.GetMetadata<ShowsStudyAttribute>() is null && e.Metadata.GetMetadata<ListsStudiesAttribute>() is null)
            .Select(e => "/" + e.RoutePattern.RawText!.TrimStart('/'))
            .Where(path => !ShowsNoStudy.Keys.Any(known => known.EndsWith('/') && known.Length > 1 ? path.StartsWith(known, StringComparison.Ordinal) : path == known || (known is "/label-sets" or "/reader-studies" or "/admin/reader-studies/{Id:guid}" or "/admin/jobs" or "/_" or "/metrics" && path.StartsWith(known, StringComparison.Ordinal))))
            .Distinct().ToList();

        Assert.True(silent.Count == 0, "These routes say nothing of what they show of a study. Give each ShowsStudy…Attribute or ListsStudiesAttribute, or name it in the test's list with the reason:\n" + string.Join('\n', silent));
    }

    [Fact]
    public async Task EveryRouteOfOneStudy_Answered_LeavesARecordOfWhoSawIt()
    {
        var (client, userId) = await app.SignInAsync(Role.Admin);
        var study = new Study
        {
            Id = Guid.CreateVersion7(),
            StudyInstanceUid = $"2.25.{Random.Shared.NextInt64()}",
            PatientId = Guid.NewGuid().ToString("N"),
            PatientName = "Seen^Once",
            ArrivedAt = DateTimeOffset.UtcNow,
        };
        var run = new GradingRun { Id = Guid.CreateVersion7(), StudyId = study.Id, State = GradingState.Complete, SubmittedAt = DateTimeOffset.UtcNow, FinishedAt = DateTimeOffset.UtcNow };
        await using var database = app.NewContext();
        database.Studies.Add(study);
        database.GradingRuns.Add(run);
        await database.SaveChangesAsync();

        var answered = 0;
        foreach (var endpoint in Endpoints().Where(e => e.Metadata.GetMetadata<ShowsStudyAttribute>() is ShowsStudyByUidAttribute or ShowsStudyByIdAttribute or ShowsStudyOfRunAttribute))
        {
            var shows = endpoint.Metadata.GetMetadata<ShowsStudyAttribute>()!;
            var address = "/" + string.Join('/', endpoint.RoutePattern.PathSegments.Select(s => string.Concat(s.Parts.Select(p => p switch
            {
                Microsoft.AspNetCore.Routing.Patterns.RoutePatternLiteralPart literal => literal.Content,
                Microsoft.AspNetCore.Routing.Patterns.RoutePatternSeparatorPart separator => separator.Content,
                Microsoft.AspNetCore.Routing.Patterns.RoutePatternParameterPart { IsCatchAll: true } => "metadata",
                Microsoft.AspNetCore.Routing.Patterns.RoutePatternParameterPart one when one.ParameterPolicies.Any(p => p.Content?.StartsWith("int", StringComparison.Ordinal) == true) => "0",
                _ => shows switch { ShowsStudyByUidAttribute => study.StudyInstanceUid, ShowsStudyByIdAttribute => study.Id.ToString(), _ => run.Id.ToString() },
            }))));
            using var response = await client.GetAsync(address);
            if (response.StatusCode is HttpStatusCode.OK or HttpStatusCode.NotModified)
            {
                answered++;
                Assert.True(
                    await database.AuditEvents.AnyAsync(e => e.StudyId == study.Id && e.ActorId == userId && e.Action == AuditAction.ViewedStudy && e.Detail == shows.Way),
                    $"{address} was answered and left no record");
            }
        }

        Assert.InRange(answered, 3, int.MaxValue);
        Assert.Equal(0, await database.AuditEvents.CountAsync(e => e.StudyId == study.Id && e.ActorId != userId && e.Action == AuditAction.ViewedStudy));
    }

    [Fact]
    public async Task StudyRoute_AskedOftenAndAtOnce_IsOneRecord_AndARefusalNone()
    {
        var (reader, readerId) = await app.SignInAsync(Role.Reviewer);
        var (stranger, strangerId) = await app.SignInAsync(Role.Referrer);
        var study = new Study { Id = Guid.CreateVersion7(), StudyInstanceUid = $"2.25.{Random.Shared.NextInt64()}", PatientId = Guid.NewGuid().ToString("N"), PatientName = "Scrolled^Through", ArrivedAt = DateTimeOffset.UtcNow };
        await using var database = app.NewContext();
        database.Studies.Add(study);
        await database.SaveChangesAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => reader.GetAsync($"/api/studies/{study.StudyInstanceUid}")));
        using var refused = await stranger.GetAsync($"/api/studies/{study.StudyInstanceUid}");

        Assert.All(answers, a => Assert.Equal(HttpStatusCode.OK, a.StatusCode));
        Assert.Equal(HttpStatusCode.NotFound, refused.StatusCode);
        Assert.Equal(1, await database.AuditEvents.CountAsync(e => e.StudyId == study.Id && e.ActorId == readerId));
        Assert.Equal(0, await database.AuditEvents.CountAsync(e => e.StudyId == study.Id && e.ActorId == strangerId));
    }

    private IEnumerable<RouteEndpoint> Endpoints() => app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>();
}
