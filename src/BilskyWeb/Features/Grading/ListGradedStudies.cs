using BilskyWeb.Core.Grading;
using BilskyWeb.Data;
using BilskyWeb.Features.Intake.Studies;
using BilskyWeb.Platform.Auth;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Grading;

/// <summary>A study whose grading is complete, to choose.</summary>
/// <param name="StudyId">Its id.</param>
/// <param name="PatientName">As DICOM writes it.</param>
/// <param name="PatientId">The hospital's number.</param>
/// <param name="StudyDate">When it was examined.</param>
/// <param name="HighestGrade">By the newest grading.</param>
/// <param name="Regions">Slices with a region that were graded, or on which the model abstained.</param>
/// <param name="Slices">All slices of that grading.</param>
public sealed record GradedStudy(Guid StudyId, string PatientName, string PatientId, DateOnly? StudyDate, BilskyGrade? HighestGrade, int Regions, int Slices);

/// <summary>Lists the graded studies that somebody may see and that are not held, newest first.</summary>
internal sealed class ListGradedStudies(IDbContextFactory<BilskyDbContext> contexts)
{
    public const int Most = 500;

    public async Task<IReadOnlyList<GradedStudy>> HandleAsync(Actor actor, CancellationToken cancellationToken)
    {
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        return await (
            from study in database.StudiesVisibleTo(actor).AsNoTracking().Where(s => s.HoldReason == null)
            from run in database.ClinicalRuns().Where(r => r.StudyId == study.Id && r.State == GradingState.Complete).OrderByDescending(r => r.SubmittedAt).Take(1)
            orderby study.ArrivedAt descending, study.Id
            select new GradedStudy(
                study.Id, study.PatientName, study.PatientId, study.StudyDate, run.HighestGrade,
                run.Slices.Count(s => s.RoiX != null && (s.Status == SliceStatus.Graded || s.Status == SliceStatus.Abstained)), run.Slices.Count))
            .Take(Most).ToListAsync(cancellationToken);
    }
}
