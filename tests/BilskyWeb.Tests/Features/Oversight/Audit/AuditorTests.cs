using System.Net;
using BilskyWeb.Features.Grading;
using BilskyWeb.Features.Intake.Studies;
using BilskyWeb.Platform.Audit;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Tests.Features.Oversight.Audit;

/// <summary>What an auditor sees, what of it is told to the ledger, and what stays closed. Every other route is asked by <c>RouteAuthorisationTests</c>.</summary>
[Collection(AppTests.Name)]
[Trait("Kind", "integration")]
public sealed class AuditorTests(AppFixture app)
{
    [Fact]
    public async Task AuditPages_AsAuditor_ShowTheStudyAndAreRecorded()
    {
        var (study, run) = await MakeAsync();
        var (auditor, id) = await app.SignInAsync(Role.Auditor);

        foreach (var path in new[] { $"/admin/trail/studies/{study.Id}", $"/admin/gradings/{run.Id}" })
        {
            var page = await auditor.GetStringAsync(path);
            Assert.Contains(study.PatientId, page, StringComparison.Ordinal);
            Assert.DoesNotContain($"\"studies/{study.Id}\"", page, StringComparison.Ordinal);
        }

        await using var database = app.NewContext();
        Assert.True(await database.AuditEvents.AnyAsync(e => e.ActorId == id && e.StudyId == study.Id && e.Action == AuditAction.ViewedStudy));
    }

    [Fact]
    public async Task Study_AsAuditor_IsClosedOnEveryOtherWay()
    {
        var (study, run) = await MakeAsync();
        var (auditor, _) = await app.SignInAsync(Role.Auditor);

        foreach (var path in new[] { $"/studies/{study.Id}", $"/api/studies/{study.StudyInstanceUid}", $"/dicomweb/studies/{study.StudyInstanceUid}/metadata", $"/api/studies/{study.StudyInstanceUid}/grading", "/worklist", "/admin/people" })
        {
            using var answer = await auditor.GetAsync(path);
            Assert.Equal((path, HttpStatusCode.Forbidden), (path, answer.StatusCode));
        }

        using var again = await auditor.PostAsync($"/api/studies/{study.StudyInstanceUid}/grading", null);
        Assert.Equal(HttpStatusCode.Forbidden, again.StatusCode);
        await using var database = app.NewContext();
        Assert.Equal(run.Id, (await database.GradingRuns.SingleAsync(r => r.StudyId == study.Id)).Id);
    }

    [Fact]
    public async Task Export_AsAuditor_IsWrittenAndTold()
    {
        var (study, _) = await MakeAsync();
        var (auditor, id) = await app.SignInAsync(Role.Auditor);
        await auditor.GetStringAsync($"/admin/trail/studies/{study.Id}");

        var csv = await auditor.GetStringAsync($"/admin/trail.csv?study={study.Id}");

        Assert.Contains(AuditAction.ViewedStudy, csv, StringComparison.Ordinal);
        await using var database = app.NewContext();
        Assert.True(await database.AuditEvents.AnyAsync(e => e.ActorId == id && e.Action == AuditAction.ExportedLedger && e.Detail!.Contains(study.Id.ToString())));
    }

    private async Task<(Study Study, GradingRun Run)> MakeAsync()
    {
        var study = new Study
        {
            Id = Guid.CreateVersion7(),
            StudyInstanceUid = $"2.25.{Random.Shared.NextInt64()}",
            PatientId = Guid.NewGuid().ToString("N"),
            PatientName = "Audited^Study",
            ArrivedAt = DateTimeOffset.UtcNow,
        };
        var run = new GradingRun { Id = Guid.CreateVersion7(), StudyId = study.Id, State = GradingState.Complete, SubmittedAt = DateTimeOffset.UtcNow, FinishedAt = DateTimeOffset.UtcNow };
        await using var database = app.NewContext();
        database.Studies.Add(study);
        database.GradingRuns.Add(run);
        database.AuditEvents.Add(new AuditEvent { At = DateTimeOffset.UtcNow, ActorName = "test", Action = AuditAction.Graded, StudyId = study.Id });
        await database.SaveChangesAsync();
        return (study, run);
    }
}
