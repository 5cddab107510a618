using BilskyWeb.Data;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Grading;

/// <summary>
/// Makes every other change to a study's runs and review wait until the transaction ends. Whoever changes either takes it before any row of theirs: the database
/// takes it too, to keep the study's place in the lists, and two who took them in another order would wait for each other.
/// </summary>
internal static class StudyLock
{
    /// <returns>False when there is no such study.</returns>
    public static async Task<bool> TakeAsync(BilskyDbContext database, IQueryable<Guid> study, CancellationToken cancellationToken) =>
        await study.Select(id => (Guid?)id).SingleOrDefaultAsync(cancellationToken) is { } id && await TakeAsync(database, id, cancellationToken);

    /// <returns>False when there is no such study.</returns>
    public static Task<bool> TakeAsync(BilskyDbContext database, Guid studyId, CancellationToken cancellationToken) =>
        database.Studies.FromSql($"""select * from "Studies" where "Id" = {studyId} for no key update""").AsNoTracking().AnyAsync(cancellationToken);
}
