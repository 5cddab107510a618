using BilskyWeb.Core;
using BilskyWeb.Data;
using BilskyWeb.Features.Intake.Studies;
using BilskyWeb.Platform.Auth;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Intake.Referrals;

/// <summary>The clinical picture of one study, for those who may see it.</summary>
internal sealed class ShowClinical(IDbContextFactory<BilskyDbContext> contexts)
{
    public async Task<Result<ClinicalPicture>> HandleAsync(Actor actor, Guid studyId, CancellationToken cancellationToken)
    {
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        return await database.StudiesVisibleTo(actor).AnyAsync(s => s.Id == studyId, cancellationToken)
            ? (await ClinicalPicture.ReadAsync(database, [studyId], actor, cancellationToken))[studyId]
            : new StudyNotFound();
    }
}
