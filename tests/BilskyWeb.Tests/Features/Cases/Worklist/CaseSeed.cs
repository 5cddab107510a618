using BilskyWeb.Core.Grading;
using BilskyWeb.Data;
using BilskyWeb.Features.Cases.Clocks;
using BilskyWeb.Features.Grading;
using BilskyWeb.Features.Intake.Studies;
using Microsoft.Extensions.Options;

namespace BilskyWeb.Tests.Features.Cases.Worklist;

/// <summary>Rows that the pipeline would have written, for tests of what shows them.</summary>
internal static class CaseSeed
{
    /// <summary>The clocks' defaults.</summary>
    public static IOptions<ClockOptions> Clocks { get; } = Options.Create(new ClockOptions());

    public static Study AddStudy(this BilskyDbContext database, string name, DateTimeOffset arrivedAt, string? patientId = null)
    {
        var study = new Study
        {
            Id = Guid.CreateVersion7(),
            StudyInstanceUid = $"2.25.{Random.Shared.NextInt64()}{Random.Shared.NextInt64()}",
            PatientId = patientId ?? Guid.NewGuid().ToString("N")[..10],
            PatientName = name,
            InstanceCount = 31,
            ArrivedAt = arrivedAt,
            LastInstanceAt = arrivedAt,
            GradingDueAt = arrivedAt,
            GradingRequestedFor = 31,
        };
        database.Studies.Add(study);
        return study;
    }

    public static GradingRun AddRun(this BilskyDbContext database, Study study, GradingState state, BilskyGrade? grade = null, bool flagged = false, DateTimeOffset? at = null)
    {
        var run = new GradingRun
        {
            Id = Guid.CreateVersion7(),
            StudyId = study.Id,
            State = state,
            SubmittedAt = at ?? study.ArrivedAt,
            StartedAt = state == GradingState.Submitted ? null : study.ArrivedAt,
            FinishedAt = state is GradingState.Submitted or GradingState.InProgress ? null : study.ArrivedAt.AddSeconds(8.3),
            SlicesTotal = 31,
            SlicesDone = state == GradingState.Complete ? 31 : 12,
            PipelineVersion = "roi 1.0.0 · prep 1.0.0 · grader 1.0.0 · rule 1.0.0",
            HighestGrade = grade,
            Flagged = flagged,
            Error = state is GradingState.Failed or GradingState.Rejected ? "No axial T2-weighted series. Ask for one." : null,
        };
        database.GradingRuns.Add(run);
        return run;
    }
}
