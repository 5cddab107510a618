using BilskyWeb.Core;
using BilskyWeb.Data;
using BilskyWeb.Features.Cases.Mdt;
using BilskyWeb.Features.Intake.Studies;
using BilskyWeb.Features.Mdt.Decisions;
using BilskyWeb.Platform.Auth;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Mdt.Meetings;

/// <summary>A case on the agenda, as it is now.</summary>
/// <param name="Line">Its place and minutes.</param>
/// <param name="Case">The case.</param>
/// <param name="Studies">Its studies, the most urgent first.</param>
/// <param name="Decision">The decision that counts; null while there is none.</param>
public sealed record AgendaCase(MeetingCase Line, PatientCase Case, IReadOnlyList<MdtCase> Studies, CaseDecision? Decision);

/// <summary>A meeting with its agenda in order.</summary>
public sealed record MeetingView(Meeting Meeting, IReadOnlyList<AgendaCase> Agenda);

/// <summary>A meeting in the list.</summary>
public sealed record MeetingRow(Guid Id, DateTimeOffset StartsAt, string? Place, int Cases, int Discussed);

/// <summary>Reads meetings.</summary>
internal sealed class ShowMeeting(IDbContextFactory<BilskyDbContext> contexts, ListMdtCases studies)
{
    private const int MostMeetings = 100;

    /// <summary>The latest first.</summary>
    public async Task<IReadOnlyList<MeetingRow>> ListAsync(Actor actor, CancellationToken cancellationToken)
    {
        if (!actor.IsReviewer)
        {
            return [];
        }

        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        return await database.Meetings.OrderByDescending(m => m.StartsAt).ThenBy(m => m.Id).Take(MostMeetings)
            .Select(m => new MeetingRow(m.Id, m.StartsAt, m.Place, m.Agenda.Count, m.Agenda.Count(a => a.DiscussedAt != null))).ToListAsync(cancellationToken);
    }

    public async Task<Result<MeetingView>> HandleAsync(Actor actor, Guid id, CancellationToken cancellationToken)
    {
        if (!actor.IsReviewer)
        {
            return new NotAReviewer();
        }

        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        if (await database.Meetings.AsNoTracking().Include(m => m.Agenda).Include(m => m.People).AsSplitQuery().SingleOrDefaultAsync(m => m.Id == id, cancellationToken) is not { } meeting)
        {
            return new MeetingNotFound();
        }

        var ids = meeting.Agenda.ConvertAll(a => a.CaseId);
        var cases = await database.PatientCases.AsNoTracking().Where(c => ids.Contains(c.Id)).ToDictionaryAsync(c => c.Id, cancellationToken);

        // A case that was joined since is shown with what the other one has.
        var homes = cases.Values.ToDictionary(c => c.Id, c => c.JoinedIntoId ?? c.Id);
        var homeIds = homes.Values.Distinct().ToList();
        var links = (await database.CaseStudies.AsNoTracking().Where(s => homeIds.Contains(s.CaseId)).ToListAsync(cancellationToken)).ToLookup(s => s.CaseId, s => s.StudyId);
        var cards = await studies.OfAsync(actor, [.. links.SelectMany(l => l)], cancellationToken);
        var decisions = (await database.CaseDecisions.AsNoTracking()
            .Where(d => database.PatientCases.Any(c => c.Id == d.CaseId && (homeIds.Contains(c.Id) || (c.JoinedIntoId != null && homeIds.Contains(c.JoinedIntoId.Value)))))
            .Select(d => new { Home = database.PatientCases.Where(c => c.Id == d.CaseId).Select(c => c.JoinedIntoId ?? c.Id).First(), Decision = d }).ToListAsync(cancellationToken))
            .ToLookup(d => d.Home, d => d.Decision);
        return new MeetingView(meeting,
        [
            .. meeting.Agenda.OrderBy(a => a.Position).ThenBy(a => a.CaseId).Select(a => new AgendaCase(
                a, cases[a.CaseId], [.. cards.Where(c => links[homes[a.CaseId]].Contains(c.StudyId))], decisions[homes[a.CaseId]].OrderByDescending(d => d.SignedAt).ThenByDescending(d => d.Version).FirstOrDefault())),
        ]);
    }
}
