using BilskyWeb.Core.Clinical.Clocks;
using BilskyWeb.Data;
using BilskyWeb.Features.Grading;
using BilskyWeb.Features.Intake.Referrals;
using BilskyWeb.Features.Intake.Studies;
using BilskyWeb.Platform.Audit;
using BilskyWeb.Platform.Auth;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Cases.Clocks;

/// <summary>When each thing happened to some studies: the one place that says what starts and ends a clock.</summary>
internal static class ReadCaseTimes
{
    /// <param name="database">The database.</param>
    /// <param name="studies">Of whom; those that the asker may see.</param>
    /// <param name="pictures">What is said of them.</param>
    /// <param name="zone">Of the scanners' clocks.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public static async Task<IReadOnlyDictionary<Guid, CaseTimes>> ReadAsync(
        BilskyDbContext database, IReadOnlyCollection<Study> studies, IReadOnlyDictionary<Guid, ClinicalPicture> pictures, TimeZoneInfo zone, CancellationToken cancellationToken)
    {
        var ids = studies.Select(s => s.Id).ToList();
        var byModel = await database.ClinicalRuns().Where(r => ids.Contains(r.StudyId) && r.State == GradingState.Complete && r.Flagged && r.FinishedAt != null)
            .GroupBy(r => r.StudyId).Select(g => new { g.Key, At = g.Min(r => r.FinishedAt) }).ToDictionaryAsync(g => g.Key, g => g.At, cancellationToken);

        // Flagged by a person alone: that is known from their signature on.
        var byPerson = await database.ReviewStandings.Where(s => ids.Contains(s.StudyId) && s.Flagged && s.SignedOffAt != null)
            .Select(s => new { s.StudyId, s.SignedOffAt }).ToDictionaryAsync(s => s.StudyId, s => s.SignedOffAt, cancellationToken);
        var flagged = ids.ToDictionary(id => id, id => byModel.GetValueOrDefault(id) ?? byPerson.GetValueOrDefault(id));
        var views = await ViewsAsync(database, [.. flagged.Where(f => f.Value is not null).Select(f => f.Key)], cancellationToken);
        var steps = await StagesReached.ReadAsync(database, ids, cancellationToken);
        return studies.ToDictionary(s => s.Id, s => Of(s, StagesReached.After(flagged[s.Id], steps[s.Id])));

        CaseTimes Of(Study s, (DateTimeOffset? DecidedAt, DateTimeOffset? TreatedAt, bool WithoutTreatment) team) => new()
        {
            SuspectedAt = pictures[s.Id].Facts.SuspectedAt,
            HasSigns = pictures[s.Id].Facts.HasNeurology,
            MriAt = s.MriAt(zone),
            FlaggedAt = flagged[s.Id],
            ViewedAt = flagged[s.Id] is { } from ? views[s.Id].Where(at => at >= from).Select(at => (DateTimeOffset?)at).Min() : null,
            DecidedAt = team.DecidedAt,
            TreatedAt = team.TreatedAt,
            WithoutTreatment = team.WithoutTreatment,
        };
    }

    /// <summary>
    /// When the MRI was made, by the scanner's clock; without a time of day the end of that day, without a day when the images came. Never later than they came, which is certain.
    /// </summary>
    internal static DateTimeOffset MriAt(this Study study, TimeZoneInfo zone)
    {
        if (study.StudyDate is not { } day)
        {
            return study.ArrivedAt;
        }

        var at = study.StudyTime is not { } time ? WallClock.StartOf(day.AddDays(1), zone)
            : study.UtcOffsetMinutes is { } minutes ? new DateTimeOffset(day.ToDateTime(time), TimeSpan.FromMinutes(minutes)).ToUniversalTime()
            : WallClock.InstantOf(day.ToDateTime(time), zone);
        return at < study.ArrivedAt ? at : study.ArrivedAt;
    }

    // A look of one of the team, who may see every study, at its page. What the referrer opens is their own, and a program that reads has looked at nothing.
    private static async Task<ILookup<Guid, DateTimeOffset>> ViewsAsync(BilskyDbContext database, List<Guid> studyIds, CancellationToken cancellationToken)
    {
        var team = database.UserRoles.Where(u => database.Roles.Any(r => r.Id == u.RoleId && (r.Name == Role.Reviewer || r.Name == Role.Admin))).Select(u => u.UserId);
        return (await database.AuditEvents.AsNoTracking()
            .Where(e => e.StudyId != null && studyIds.Contains(e.StudyId.Value) && e.Action == AuditAction.ViewedStudy && e.Detail == StudyWay.Page && e.ActorId != null && team.Contains(e.ActorId.Value))
            .Select(e => new { StudyId = e.StudyId!.Value, e.At }).ToListAsync(cancellationToken)).ToLookup(e => e.StudyId, e => e.At);
    }
}
