using BilskyWeb.Core;
using BilskyWeb.Core.Clinical.Clocks;
using BilskyWeb.Data;
using BilskyWeb.Features.Cases.Mdt;
using BilskyWeb.Features.Intake.Studies;
using BilskyWeb.Features.Mdt.Decisions;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Platform.Live;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Mdt.Meetings;

/// <summary>A case on the agenda, as it is now.</summary>
/// <param name="Line">Its place and minutes.</param>
/// <param name="Case">The case.</param>
/// <param name="Home">The case that it was joined to since, or itself: stage, studies and decision are this one's.</param>
/// <param name="Studies">Its studies, the most urgent first.</param>
/// <param name="Decision">The decision that counts; null while there is none.</param>
/// <param name="Clocks">Its clocks that run, in the order of the stretches.</param>
public sealed record AgendaCase(MeetingCase Line, PatientCase Case, PatientCase Home, IReadOnlyList<MdtCase> Studies, CaseDecision? Decision, IReadOnlyList<CaseClock> Clocks);

/// <summary>A meeting with its agenda in order.</summary>
public sealed record MeetingView(Meeting Meeting, IReadOnlyList<AgendaCase> Agenda)
{
    /// <summary>Whether something that happened to a case is seen here.</summary>
    internal bool ShowsCase(LiveUpdate ofCase) => Agenda.Any(a => ofCase.Concerns(a.Case.Id) || ofCase.Concerns(a.Home.Id));

    /// <summary>Whether something that happened to a study is seen here.</summary>
    internal bool ShowsStudy(LiveUpdate ofStudy) => Agenda.Any(a => a.Studies.Any(s => ofStudy.Concerns(s.StudyId)));
}

/// <summary>A meeting in the list.</summary>
public sealed record MeetingRow(Guid Id, DateTimeOffset StartsAt, string? Place, int Cases, int Discussed);

/// <summary>Reads meetings.</summary>
internal sealed class ShowMeeting(IDbContextFactory<BilskyDbContext> contexts, ListMdtCases studies, CaseClocks clocks)
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

        // A case that was joined since is shown with what the other one has.
        var ids = meeting.Agenda.ConvertAll(a => a.CaseId);
        var cases = await database.PatientCases.AsNoTracking().Where(c => ids.Contains(c.Id) || database.PatientCases.Any(j => ids.Contains(j.Id) && j.JoinedIntoId == c.Id))
            .ToDictionaryAsync(c => c.Id, cancellationToken);
        var homes = ids.ToDictionary(id => id, id => cases[cases[id].JoinedIntoId ?? id]);
        var homeIds = homes.Values.Select(h => h.Id).Distinct().ToList();
        var links = (await (from link in database.CaseStudies join study in database.Studies on link.StudyId equals study.Id where homeIds.Contains(link.CaseId) select new { link.CaseId, Study = study })
            .AsNoTracking().ToListAsync(cancellationToken)).ToLookup(s => s.CaseId, s => s.Study);
        var cards = await studies.OfAsync(actor, [.. links.SelectMany(l => l).Select(s => s.Id)], cancellationToken);
        var running = await clocks.ReadAsync(database, links.SelectMany(l => l.Select(s => (cases[l.Key], s))), actor, cancellationToken);
        var decisions = (await ReadDecisions.AtHome(database, homeIds).ToListAsync(cancellationToken)).ToLookup(d => d.HomeId, d => d.Decision);
        return new MeetingView(meeting, [.. meeting.Agenda.OrderBy(a => a.Position).ThenBy(a => a.CaseId).Select(a => Line(a, homes[a.CaseId]))]);

        AgendaCase Line(MeetingCase line, PatientCase home) =>
            new(line, cases[line.CaseId], home, [.. cards.Where(c => links[home.Id].Any(s => s.Id == c.StudyId))], decisions[home.Id].FirstOrDefault(), [.. running[home.Id].Where(c => c.EndedAt is null)]);
    }
}
