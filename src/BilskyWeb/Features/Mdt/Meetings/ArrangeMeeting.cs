using BilskyWeb.Core;
using BilskyWeb.Core.Cases;
using BilskyWeb.Data;
using BilskyWeb.Features.Intake.Studies;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Platform.Live;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Mdt.Meetings;

/// <summary>Makes a meeting, and fills and orders its agenda.</summary>
internal sealed class ArrangeMeeting(IDbContextFactory<BilskyDbContext> contexts, LiveUpdates live)
{
    private const int MostAtOnce = 100;

    /// <summary>Makes a meeting with what is listed and what is flagged and new on its agenda, the most urgent first. The same id makes it once.</summary>
    public async Task<Result<Guid>> MakeAsync(Actor actor, Guid id, DateTimeOffset? startsAt, string? place, CancellationToken cancellationToken)
    {
        if (!actor.IsReviewer)
        {
            return new NotAReviewer();
        }

        var where = place.TrimmedOrNull();
        if (startsAt is not { } start || where is { Length: > MeetingTable.PlaceLength } || !where.CanBeKept())
        {
            return new MeetingIncomplete();
        }

        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        if (!await database.Meetings.AnyAsync(m => m.Id == id, cancellationToken))
        {
            database.Meetings.Add(new Meeting { Id = id, StartsAt = start.ToUniversalTime(), Place = where, MadeByName = actor.DisplayName });
            await database.SaveChangesAsync(cancellationToken);
        }

        return await FillAsync(actor, id, cancellationToken);
    }

    /// <summary>Adds what is to be discussed and not on the agenda yet, at its end: what was ordered by hand stays as it is.</summary>
    public async Task<Result<Guid>> FillAsync(Actor actor, Guid id, CancellationToken cancellationToken)
    {
        return await ChangeAsync(actor, id, async (database, meeting) =>
        {
            var due = await database.PatientCases
                .Where(c => c.JoinedIntoId == null && (c.Stage == CaseStage.Listed || (c.Stage == CaseStage.New && c.Priority >= CasePriority.Flagged)))
                .Where(c => !database.MeetingCases.Any(m => m.MeetingId == id && database.PatientCases.Any(p => p.Id == m.CaseId && (p.JoinedIntoId ?? p.Id) == c.Id)))
                .OrderByDescending(c => c.Priority).ThenBy(c => c.OpenedAt).ThenBy(c => c.Id).Select(c => c.Id).Take(MostAtOnce).ToListAsync(cancellationToken);
            Append(meeting, due);
            return null;
        }, cancellationToken);
    }

    /// <summary>Puts a case on the agenda by its number.</summary>
    public async Task<Result<Guid>> AddAsync(Actor actor, Guid id, int number, CancellationToken cancellationToken)
    {
        return await ChangeAsync(actor, id, async (database, meeting) =>
        {
            if (await database.PatientCases.SingleOrDefaultAsync(c => c.Number == number, cancellationToken) is not { } found)
            {
                return new OtherCaseNotFound(number);
            }

            if (found.JoinedIntoId is { } target)
            {
                return new CaseIsJoined(await database.PatientCases.Where(c => c.Id == target).Select(c => c.Number).SingleAsync(cancellationToken));
            }

            if (found.Stage == CaseStage.Closed)
            {
                return new CannotBeDiscussed(number);
            }

            // A case that was joined to it since it was put on is shown with what this one has.
            var same = await CaseLock.WithJoined(database, found.Id).ToListAsync(cancellationToken);
            Append(meeting, meeting.Agenda.Exists(a => same.Contains(a.CaseId)) ? [] : [found.Id]);
            return null;
        }, cancellationToken);
    }

    /// <summary>Moves a case on the agenda up (−1) or down (+1); at the end it stays.</summary>
    public async Task<Result<Guid>> MoveAsync(Actor actor, Guid id, Guid caseId, int by, CancellationToken cancellationToken)
    {
        return await ChangeAsync(actor, id, (_, meeting) =>
        {
            var agenda = meeting.Agenda.OrderBy(a => a.Position).ThenBy(a => a.CaseId).ToList();
            var at = agenda.FindIndex(a => a.CaseId == caseId);
            if (at < 0)
            {
                return Task.FromResult<Error?>(new NotOnAgenda());
            }

            var moved = agenda[at];
            agenda.RemoveAt(at);
            agenda.Insert(Math.Clamp(at + by, 0, agenda.Count), moved);
            for (var i = 0; i < agenda.Count; i++)
            {
                agenda[i].Position = i;
            }

            return Task.FromResult<Error?>(null);
        }, cancellationToken);
    }

    /// <summary>Takes a case off the agenda. One with minutes stays: it was discussed.</summary>
    public async Task<Result<Guid>> RemoveAsync(Actor actor, Guid id, Guid caseId, CancellationToken cancellationToken)
    {
        return await ChangeAsync(actor, id, (database, meeting) =>
        {
            if (meeting.Agenda.Find(a => a.CaseId == caseId && a.DiscussedAt is null) is { } line)
            {
                database.MeetingCases.Remove(line);
            }

            return Task.FromResult<Error?>(null);
        }, cancellationToken);
    }

    /// <summary>Notes that somebody was there, or was not.</summary>
    public async Task<Result<Guid>> AttendAsync(Actor actor, Guid id, string? name, bool isPresent, CancellationToken cancellationToken)
    {
        var called = name?.Trim() ?? "";
        if (called.Length is 0 or > MeetingPersonTable.NameLength || !called.CanBeKept())
        {
            return new NameOfAttendance();
        }

        return await ChangeAsync(actor, id, (_, meeting) =>
        {
            if (meeting.People.Find(p => p.Name == called) is { } person)
            {
                person.IsPresent = isPresent;
            }
            else
            {
                meeting.People.Add(new MeetingPerson { MeetingId = id, Name = called, IsPresent = isPresent });
            }

            return Task.FromResult<Error?>(null);
        }, cancellationToken);
    }

    private static void Append(Meeting meeting, IReadOnlyList<Guid> cases)
    {
        var last = meeting.Agenda.Count == 0 ? -1 : meeting.Agenda.Max(a => a.Position);
        meeting.Agenda.AddRange(cases.Select((found, i) => new MeetingCase { MeetingId = meeting.Id, CaseId = found, Position = last + 1 + i }));
    }

    // One at a time: two who order one agenda get one order.
    private async Task<Result<Guid>> ChangeAsync(Actor actor, Guid id, Func<BilskyDbContext, Meeting, Task<Error?>> change, CancellationToken cancellationToken)
    {
        if (!actor.IsReviewer)
        {
            return new NotAReviewer();
        }

        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        if (await database.Meetings.FromSql($"""select * from "Meetings" where "Id" = {id} for update""").SingleOrDefaultAsync(cancellationToken) is not { } meeting)
        {
            return new MeetingNotFound();
        }

        await database.Entry(meeting).Collection(m => m.Agenda).LoadAsync(cancellationToken);
        await database.Entry(meeting).Collection(m => m.People).LoadAsync(cancellationToken);
        if (await change(database, meeting) is { } error)
        {
            return error;
        }

        await database.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await live.PublishAsync(new LiveUpdate(LiveTopic.Meeting, id), cancellationToken);
        return id;
    }
}
