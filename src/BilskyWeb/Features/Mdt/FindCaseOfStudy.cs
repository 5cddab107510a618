using BilskyWeb.Core.Cases;
using BilskyWeb.Data;
using BilskyWeb.Platform.Auth;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Mdt;

/// <summary>The case that a study belongs to.</summary>
public sealed record CaseOfStudy(Guid CaseId, int Number, CaseStage Stage);

/// <summary>Finds a study's case, for the study's page.</summary>
internal sealed class FindCaseOfStudy(IDbContextFactory<BilskyDbContext> contexts)
{
    /// <returns>Null when the study has none, or when the asker is not of the team.</returns>
    public async Task<CaseOfStudy?> HandleAsync(Actor actor, Guid studyId, CancellationToken cancellationToken)
    {
        if (!actor.IsReviewer)
        {
            return null;
        }

        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        return await (
            from link in database.CaseStudies
            join found in database.PatientCases on link.CaseId equals found.Id
            where link.StudyId == studyId
            select new CaseOfStudy(found.Id, found.Number, found.Stage)).SingleOrDefaultAsync(cancellationToken);
    }
}
