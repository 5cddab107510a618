using System.Globalization;
using BilskyWeb.Core;
using BilskyWeb.Data;
using BilskyWeb.Features.Intake.Studies;
using BilskyWeb.Features.Notifications;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Platform.Live;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Mdt.Notes;

/// <summary>A task as somebody gives it.</summary>
/// <param name="Id">Made by the sender: sent twice, given once.</param>
/// <param name="Text">What is to be done.</param>
/// <param name="OwnerId">By whom.</param>
/// <param name="DueAt">By when.</param>
public sealed record NewTask(Guid Id, string? Text, Guid OwnerId, DateTimeOffset? DueAt);

/// <summary>Gives a member of the team something to do for a case, and notes when it is done.</summary>
internal sealed class GiveTask(IDbContextFactory<BilskyDbContext> contexts, TellPeople tell, LiveUpdates live, TimeProvider clock)
{
    public async Task<Result<CaseTask>> HandleAsync(Actor actor, Guid caseId, NewTask asked, CancellationToken cancellationToken)
    {
        if (!actor.IsReviewer)
        {
            return new NotAReviewer();
        }

        var words = asked.Text?.Trim() ?? "";
        if (words.Length is 0 or > CaseTaskTable.TextLength || !words.CanBeKept() || asked.DueAt is not { } due)
        {
            return new TaskIncomplete();
        }

        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        var locked = await CaseLock.TakeAsync(database, caseId, cancellationToken);
        if (locked.Error is { } error)
        {
            return error;
        }

        if (await database.CaseTasks.AsNoTracking().SingleOrDefaultAsync(t => t.Id == asked.Id, cancellationToken) is { } there)
        {
            return there.CaseId == caseId ? there : new NoteIdTaken();
        }

        var now = clock.GetUtcNow();
        var owner = (await ListMembers.ReadAsync(database, now, cancellationToken)).SingleOrDefault(m => m.UserId == asked.OwnerId);
        if (owner is not { IsOnTeam: true, HasLeft: false })
        {
            return new OwnerNotOnTeam(owner?.Name ?? "This person");
        }

        var task = new CaseTask { Id = asked.Id, CaseId = caseId, Text = words, OwnerId = owner.UserId, OwnerName = owner.Name, DueAt = due.ToUniversalTime(), GivenByName = actor.DisplayName, GivenAt = now };
        database.CaseTasks.Add(task);
        database.CaseEvents.Add(CaseLine.Of(caseId, CaseEventKind.TaskGiven, actor, now, $"{owner.Name}, by {task.DueAt.ToString("d MMM HH:mm 'UTC'", CultureInfo.InvariantCulture)}: {words}"));
        await tell.AddAsync(
            database, actor, new NewNotice($"task:{task.Id}", NoticeKind.Task, $"Case {locked.Value.Number}: {actor.DisplayName} gives you a task.", CaseLink.Of(caseId)) { CaseId = caseId },
            owner.UserId == actor.UserId ? [] : [owner.UserId], cancellationToken);
        await database.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await live.PublishAsync(new LiveUpdate(LiveTopic.Case, caseId), cancellationToken);
        return task;
    }

    /// <summary>Notes that a task is done; done twice, it was done by the first.</summary>
    public async Task<Result<CaseTask>> DoneAsync(Actor actor, Guid taskId, CancellationToken cancellationToken)
    {
        if (!actor.IsReviewer)
        {
            return new NotAReviewer();
        }

        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        if (await database.CaseTasks.FromSql($"""select * from "CaseTasks" where "Id" = {taskId} for update""").SingleOrDefaultAsync(cancellationToken) is not { } task)
        {
            return new TaskNotFound();
        }

        if (task.DoneAt is null)
        {
            (task.DoneAt, task.DoneByName) = (clock.GetUtcNow(), actor.DisplayName);
            database.CaseEvents.Add(CaseLine.Of(task.CaseId, CaseEventKind.TaskDone, actor, task.DoneAt.Value, task.Text));
            await database.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            await live.PublishAsync(new LiveUpdate(LiveTopic.Case, task.CaseId), cancellationToken);
        }

        return task;
    }
}
