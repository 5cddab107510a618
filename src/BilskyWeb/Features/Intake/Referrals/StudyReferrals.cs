using BilskyWeb.Core.Clinical.Facts;
using BilskyWeb.Data;
using BilskyWeb.Platform.Auth;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Intake.Referrals;

/// <summary>What one referrer put before the team with a study.</summary>
/// <param name="Referrer">Their name.</param>
/// <param name="SubmittedAt">When.</param>
/// <param name="PrimaryCancer">As they wrote it; null when they did not.</param>
/// <param name="Note">Their note for the team; null when they wrote none.</param>
public sealed record StudyReferral(Guid StudyId, string Referrer, DateTimeOffset SubmittedAt, string? PrimaryCancer, string? Note)
{
    /// <summary>What this referrer says of the clinical picture, in a line; null where they say nothing.</summary>
    public string? Clinical { get; init; }

    /// <summary>When they last changed what they had submitted; null where they did not.</summary>
    public DateTimeOffset? ChangedAt { get; init; }
}

/// <summary>Reads the referrals of studies for the pages on which the team decides.</summary>
internal static class StudyReferrals
{
    /// <param name="database">The database.</param>
    /// <param name="studyIds">Studies that the asker may see.</param>
    /// <param name="actor">The asker: a referrer reads their own referral, not what a colleague wrote.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <param name="said">What forms say of these studies to the same asker, where it is read already.</param>
    /// <returns>By study, oldest first.</returns>
    public static async Task<ILookup<Guid, StudyReferral>> ReadAsync(
        BilskyDbContext database, IReadOnlyCollection<Guid> studyIds, Actor actor, CancellationToken cancellationToken, ILookup<Guid, SaidOfStudy>? said = null)
    {
        var referrals = await (
            from referral in database.Referrals.AsNoTracking()
            join person in database.Users on referral.ReferrerId equals person.Id
            where studyIds.Contains(referral.StudyId) && (actor.IsReviewer || referral.ReferrerId == actor.UserId)
            orderby referral.SubmittedAt
            select new
            {
                referral.ReferrerId,
                Referral = new StudyReferral(referral.StudyId, person.DisplayName, referral.SubmittedAt, referral.PrimaryCancer, referral.ClinicalNote),
            }).ToListAsync(cancellationToken);
        said ??= await ClinicalPicture.SaidAsync(database, studyIds, actor, cancellationToken);
        return referrals.Select(r =>
        {
            // What the form says now counts before what was handed over with the images: the referrer may have put it right since.
            var own = said[r.Referral.StudyId].Where(s => s.OwnerId == r.ReferrerId).ToList();
            var facts = ClinicalPicture.FactsOf(own.Select(a => a.Answer));
            return r.Referral with
            {
                PrimaryCancer = facts.PrimaryWords ?? r.Referral.PrimaryCancer,
                Note = facts[ClinicalField.Note] ?? r.Referral.Note,
                Clinical = ClinicalSummary.Of(facts),
                ChangedAt = own.Where(a => a.Late).Select(a => (DateTimeOffset?)a.Answer.At).Max(),
            };
        }).ToLookup(r => r.StudyId);
    }
}
