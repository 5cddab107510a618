using BilskyWeb.Data;
using BilskyWeb.Platform.Auth;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Intake.Referrals;

/// <summary>A form of one's own, as those read it who change it.</summary>
internal static class OwnForm
{
    /// <summary>Locks it until the transaction ends, so that of two who write on it at once, or who write and submit, the second sees what the first did.</summary>
    /// <returns>Null when there is none under this id, or when it is somebody else's.</returns>
    public static Task<ClinicalForm?> LockOwnFormAsync(this BilskyDbContext database, Actor actor, Guid formId, CancellationToken cancellationToken) =>
        database.ClinicalForms.FromSql($"""select * from "ClinicalForms" where "Id" = {formId} and "OwnerId" = {actor.UserId} for update""").SingleOrDefaultAsync(cancellationToken);

    /// <summary>Its answers, oldest first.</summary>
    public static IQueryable<ClinicalAnswer> AnswersOf(this BilskyDbContext database, Guid formId) => database.ClinicalAnswers.Where(a => a.FormId == formId).OrderBy(a => a.Id);
}
