using BilskyWeb.Data;
using BilskyWeb.Features.Intake.Studies;
using BilskyWeb.Platform.Auth;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Review.Regions;

/// <summary>The boxes that people drew on a grading's slices, newest first.</summary>
internal sealed class ReadRegrades(IDbContextFactory<BilskyDbContext> contexts)
{
    public async Task<IReadOnlyList<RegionRegrade>> HandleAsync(Actor actor, Guid studyId, Guid runId, CancellationToken cancellationToken)
    {
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        return actor.IsReviewer && await database.StudiesVisibleTo(actor).AnyAsync(s => s.Id == studyId, cancellationToken)
            ? await database.RegionRegrades.AsNoTracking().Where(r => r.StudyId == studyId && r.RunId == runId).OrderByDescending(r => r.DrawnAt).ToListAsync(cancellationToken)
            : [];
    }
}
