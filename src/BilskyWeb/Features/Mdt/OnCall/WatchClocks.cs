using BilskyWeb.Core.Cases;
using BilskyWeb.Core.Clinical.Clocks;
using BilskyWeb.Data;
using BilskyWeb.Features.Cases.Clocks;
using BilskyWeb.Features.Notifications;
using BilskyWeb.Platform.Auth;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace BilskyWeb.Features.Mdt.OnCall;

/// <summary>
/// Tells whoever is on call that a clock of a case is due soon, and that it is overdue: of each clock of a case once each. Tells the owner of a task that it is overdue. What ran out long
/// before anybody looked (a first start, a long outage) is told to nobody: it stands on the board.
/// </summary>
internal sealed class WatchClocks(IDbContextFactory<BilskyDbContext> contexts, CaseClocks read, TellPeople tell, IOptions<ClockOptions> clocks, TimeProvider clock)
{
    private static readonly TimeSpan News = TimeSpan.FromHours(24);
    private static readonly Actor Program = new(Guid.Empty, CaseLine.Program, new HashSet<string> { Role.Reviewer });

    public async Task HandleAsync(CancellationToken cancellationToken)
    {
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        var now = clock.GetUtcNow();
        foreach (var (caseId, running) in await RunningAsync(database, cancellationToken))
        {
            if (running.StateAt(now, clocks.Value.DueSoonShare) is var state and (ClockState.DueSoon or ClockState.Overdue) && now - running.DueAt < News)
            {
                await TellOfClockAsync(database, caseId, running, state == ClockState.Overdue, now, cancellationToken);
            }
        }

        await TellOfTasksAsync(database, now, cancellationToken);
    }

    private async Task<IEnumerable<(Guid Case, CaseClock Clock)>> RunningAsync(BilskyDbContext database, CancellationToken cancellationToken)
    {
        var rows = await (
            from link in database.CaseStudies
            join home in database.PatientCases on link.CaseId equals home.Id
            join study in database.Studies on link.StudyId equals study.Id
            where home.Stage != CaseStage.Closed && home.Stage != CaseStage.Treated && study.InstanceCount > 0 && study.HoldReason == null
            select new { Case = home, Study = study }).AsNoTracking().ToListAsync(cancellationToken);
        return (await read.ReadAsync(database, rows.Select(r => (r.Case, r.Study)), Program, cancellationToken))
            .SelectMany(of => of.Where(c => c.EndedAt is null).Select(c => (of.Key, c)));
    }

    private async Task TellOfClockAsync(BilskyDbContext database, Guid caseId, CaseClock running, bool isOverdue, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var code = ClockKinds.Terms[running.Kind].Code;
        var key = $"clock:{caseId}:{code}:{(isOverdue ? "overdue" : "due")}";
        if (await database.Notices.AnyAsync(n => n.Key == key, cancellationToken))
        {
            return;
        }

        var number = await database.PatientCases.Where(c => c.Id == caseId).Select(c => c.Number).SingleAsync(cancellationToken);
        var (people, isOnCall) = await Rota.WhomToTellAsync(database, now, cancellationToken);
        await AloneAsync(database, new NewNotice(key, NoticeKind.Clock, $"Case {number}: {ClockKinds.Terms[running.Kind].Words} {(isOverdue ? "is overdue" : "is due soon")}.", CaseLink.Of(caseId))
        {
            CaseId = caseId,
            IsUrgent = isOverdue && isOnCall,
        }, people, cancellationToken);
    }

    private async Task TellOfTasksAsync(BilskyDbContext database, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var since = now - News;
        var overdue = await (
            from task in database.CaseTasks
            join home in database.PatientCases on task.CaseId equals home.Id
            where task.DoneAt == null && task.DueAt < now && task.DueAt > since && !database.Notices.Any(n => n.Key == "task-overdue:" + task.Id.ToString())
            select new { task.Id, task.OwnerId, home.Number, CaseId = home.Id }).ToListAsync(cancellationToken);
        foreach (var task in overdue)
        {
            await AloneAsync(database, new NewNotice($"task-overdue:{task.Id}", NoticeKind.Task, $"Case {task.Number}: a task of yours is overdue.", CaseLink.Of(task.CaseId)) { CaseId = task.CaseId }, [task.OwnerId], cancellationToken);
        }
    }

    private async Task AloneAsync(BilskyDbContext database, NewNotice told, IReadOnlyCollection<Guid> people, CancellationToken cancellationToken)
    {
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        await tell.AddAsync(database, null, told, people, cancellationToken);
        await database.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        database.ChangeTracker.Clear();
    }
}
