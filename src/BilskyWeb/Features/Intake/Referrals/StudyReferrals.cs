using BilskyWeb.Data;
using BilskyWeb.Platform.Auth;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Intake.Referrals;

/// <summary>What one referrer put before the team with a study.</summary>
/// <param name="Referrer">Their name.</param>
/// <param name="SubmittedAt">When.</param>
/// <param name="PrimaryCancer">As they wrote it; null when they did not.</param>
/// <param name="Note">Their note for the team; null when they wrote none.</param>
public sealed record StudyReferral(Guid StudyId, string Referrer, DateTimeOffset SubmittedAt, string? PrimaryCancer, string? Note);

/// <summary>Reads the referrals of studies for the pages on which the team decides.</summary>
internal static class StudyReferrals
{
    /// <param name="database">The database.</param>
    /// <param name="studyIds">Studies that the asker may see.</param>
    /// <param name="actor">The asker: a referrer reads their own referral, not what a colleague wrote.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>By study, oldest first.</returns>
    public static async Task<ILookup<Guid, StudyReferral>> ReadAsync(
        BilskyDbContext database, IReadOnlyCollection<Guid> studyIds, Actor actor, CancellationToken cancellationToken) =>
        (await (
            from referral in database.Referrals.AsNoTracking()
            join person in database.Users on referral.ReferrerId equals person.Id
            where studyIds.Contains(referral.StudyId) && (actor.IsReviewer || referral.ReferrerId == actor.UserId)
            orderby referral.SubmittedAt
            select new StudyReferral(referral.StudyId, person.DisplayName, referral.SubmittedAt, referral.PrimaryCancer, referral.ClinicalNote)).ToListAsync(cancellationToken))
        .ToLookup(r => r.StudyId);
}
