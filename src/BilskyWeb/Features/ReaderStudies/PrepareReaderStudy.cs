using BilskyWeb.Core;
using BilskyWeb.Core.Grading;
using BilskyWeb.Data;
using BilskyWeb.Features.Grading;
using BilskyWeb.Platform.Auth;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.ReaderStudies;

/// <summary>A study that cases can be taken from.</summary>
internal sealed record StudyChoice(Guid StudyId, string PatientName, string PatientId, DateOnly? StudyDate, BilskyGrade? HighestGrade, int Regions);

/// <summary>Somebody who could read.</summary>
internal sealed record ReaderChoice(Guid UserId, string Name, string Role);

/// <summary>What an admin chooses from.</summary>
internal sealed record ReaderStudyChoices(IReadOnlyList<StudyChoice> Studies, IReadOnlyList<ReaderChoice> Readers);

/// <summary>Lists the studies and people that a reader study can be made of: the graded studies, newest first, and everybody with an account.</summary>
internal sealed class PrepareReaderStudy(IDbContextFactory<BilskyDbContext> contexts, TimeProvider clock)
{
    public const int MostStudies = 500;

    public async Task<Result<ReaderStudyChoices>> HandleAsync(Actor actor, CancellationToken cancellationToken)
    {
        if (!actor.IsAdmin)
        {
            return new NotAnAdmin();
        }

        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        var studies = await (
            from study in database.Studies.AsNoTracking().Where(s => s.HoldReason == null)
            from run in database.GradingRuns.Where(r => r.StudyId == study.Id && r.State == GradingState.Complete).OrderByDescending(r => r.SubmittedAt).Take(1)
            orderby study.ArrivedAt descending, study.Id
            select new StudyChoice(
                study.Id, study.PatientName, study.PatientId, study.StudyDate, run.HighestGrade,
                run.Slices.Count(s => s.RoiX != null && (s.Status == SliceStatus.Graded || s.Status == SliceStatus.Abstained))))
            .Take(MostStudies).ToListAsync(cancellationToken);
        var now = clock.GetUtcNow();
        var readers = await (
            from user in database.Users
            where user.LockoutEnd == null || user.LockoutEnd < now
            join given in database.UserRoles on user.Id equals given.UserId
            join role in database.Roles on given.RoleId equals role.Id
            orderby user.DisplayName, user.Id
            select new ReaderChoice(user.Id, user.DisplayName, role.Name!)).ToListAsync(cancellationToken);
        return new ReaderStudyChoices(studies, [.. readers.DistinctBy(r => r.UserId)]);
    }
}
