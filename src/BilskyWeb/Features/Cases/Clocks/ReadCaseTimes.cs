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
    /// <param name="steps">The team's, where the asker has read them already.</param>
    public static async Task<IReadOnlyDictionary<Guid, CaseTimes>> ReadAsync(
        BilskyDbContext database, IReadOnlyCollection<Study> studies, IReadOnlyDictionary<Guid, ClinicalPicture> pictures, TimeZoneInfo zone, CancellationToken cancellationToken, ILookup<Guid, StageReached>? steps = null)
    {
        var ids = studies.Select(s => s.Id).ToList();
        var byModel = await database.ClinicalRuns().Where(r => ids.Contains(r.StudyId) && r.State == GradingState.Complete && r.Flagged && r.FinishedAt != null)
            .GroupBy(r => r.StudyId).Select(g => new { g.Key, At = g.Min(r => r.FinishedAt) }).ToDictionaryAsync(g => g.Key, g => g.At, cancellationToken);

        // Flagged by a person alone: that is known from their signature on.
        var byPerson = await database.ReviewStandings.Where(s => ids.Contains(s.StudyId) && s.Flagged && s.SignedOffAt != null)
            .Select(s => new { s.StudyId, s.SignedOffAt }).ToDictionaryAsync(s => s.StudyId, s => s.SignedOffAt, cancellationToken);
        var flagged = ids.ToDictionary(id => id, id => byModel.GetValueOrDefault(id) ?? byPerson.GetValueOrDefault(id));
        var views = await FirstViewsAsync(database, flagged, cancellationToken);
        steps ??= await StagesReached.ReadAsync(database, ids, cancellationToken);
        return studies.ToDictionary(s => s.Id, s => Of(s, StagesReached.After(flagged[s.Id], steps[s.Id])));

        CaseTimes Of(Study s, (DateTimeOffset? DecidedAt, DateTimeOffset? TreatedAt, bool WithoutTreatment) team) => new()
        {
            SuspectedAt = pictures[s.Id].Facts.SuspectedAt,
            HasSigns = pictures[s.Id].Facts.HasNeurology,
            MriAt = s.MriAt(zone),
            FlaggedAt = flagged[s.Id],
            ViewedAt = views.TryGetValue(s.Id, out var viewed) ? viewed : null,
            DecidedAt = team.DecidedAt,
            TreatedAt = team.TreatedAt,
            WithoutTreatment = team.WithoutTreatment,
        };
    }

    /// <summary>
    /// When the MRI was made, by the scanner's clock; without a time of day the end of that day, without a day when the images came. Never later than they came, which is certain.
    /// A day that cannot be (before 1900, as with what people type, or after the images came, in whatever zone) says nothing, and must not stop a list of many studies.
    /// </summary>
    internal static DateTimeOffset MriAt(this Study study, TimeZoneInfo zone)
    {
        if (study.StudyDate is not { Year: >= 1900 } day || day > DateOnly.FromDateTime(study.ArrivedAt.UtcDateTime).AddDays(1))
        {
            return study.ArrivedAt;
        }

        var at = study.StudyTime is not { } time ? WallClock.StartOf(day.AddDays(1), zone)
            : study.UtcOffsetMinutes is { } minutes ? new DateTimeOffset(day.ToDateTime(time), TimeSpan.FromMinutes(minutes)).ToUniversalTime()
            : WallClock.InstantOf(day.ToDateTime(time), zone);
        return at < study.ArrivedAt ? at : study.ArrivedAt;
    }

    // A look of one of the team, who may see every study, at its page. What the referrer opens is their own, and a program that reads has looked at nothing.
    // A page that is open is a record every few minutes: the database goes to the first after the flag, by the index of study and time.
    private static async Task<Dictionary<Guid, DateTimeOffset>> FirstViewsAsync(BilskyDbContext database, Dictionary<Guid, DateTimeOffset?> flagged, CancellationToken cancellationToken)
    {
        var since = flagged.Where(f => f.Value is not null).ToList();
        Guid[] ids = [.. since.Select(f => f.Key)];
        DateTimeOffset[] from = [.. since.Select(f => f.Value!.Value)];
        return await database.Database.SqlQuery<FirstView>(
            $"""
            select flagged."StudyId", first."At"
            from unnest({ids}, {from}) as flagged ("StudyId", "At"), lateral (
                select e."At" from "AuditEvents" e
                where e."StudyId" = flagged."StudyId" and e."At" >= flagged."At" and e."Action" = {AuditAction.ViewedStudy} and e."Detail" = {StudyWay.Page}
                    and e."ActorId" in (select u."UserId" from "AspNetUserRoles" u join "AspNetRoles" r on r."Id" = u."RoleId" where r."Name" in ({Role.Reviewer}, {Role.Admin}))
                order by e."At" limit 1) as first
            """).ToDictionaryAsync(v => v.StudyId, v => v.At, cancellationToken);
    }

    private sealed record FirstView(Guid StudyId, DateTimeOffset At);
}
