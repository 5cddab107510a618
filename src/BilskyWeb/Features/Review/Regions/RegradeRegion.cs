using System.Globalization;
using BilskyWeb.Core;
using BilskyWeb.Data;
using BilskyWeb.Features.Grading;
using BilskyWeb.Features.Intake.Studies;
using BilskyWeb.Platform.Audit;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Platform.Live;
using Hangfire;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace BilskyWeb.Features.Review.Regions;

/// <summary>A box that a reviewer drew.</summary>
/// <param name="RunId">The grading on the reviewer's page.</param>
/// <param name="Slice">Ordinal of the slice in it.</param>
/// <param name="CentreX">Pixels from the image's left edge.</param>
/// <param name="CentreY">Pixels from its top edge.</param>
/// <param name="SideMm">Side of the square in millimetres.</param>
public sealed record DrawnBox(Guid RunId, int Slice, double CentreX, double CentreY, double SideMm);

/// <summary>Asks for the model's grade of a slice with a box that a reviewer drew. The answer comes from a job; open pages show it by themselves.</summary>
internal sealed class RegradeRegion(IDbContextFactory<BilskyDbContext> contexts, IBackgroundJobClient jobs, LiveUpdates live, AuditTrail trail, TimeProvider clock)
{
    /// <summary>The grader learnt from boxes of 40 mm, give or take a sixth; far from that it sees a canal of a size that it does not know.</summary>
    public const double SmallestMm = 20, LargestMm = 100;

    public async Task<Result<Guid>> HandleAsync(Actor actor, Guid studyId, DrawnBox box, CancellationToken cancellationToken)
    {
        if (!actor.IsReviewer)
        {
            return new NotAReviewer();
        }

        if (!(box.SideMm is >= SmallestMm and <= LargestMm) || !(box.CentreX is >= 0 and < 65536) || !(box.CentreY is >= 0 and < 65536))
        {
            return new RegionSize();
        }

        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        if (!await database.StudiesVisibleTo(actor).AnyAsync(s => s.Id == studyId, cancellationToken))
        {
            return new StudyNotFound();
        }

        var newest = await database.CompleteRunsOf(studyId).Select(r => (Guid?)r.Id).FirstOrDefaultAsync(cancellationToken);
        if (newest != box.RunId || !await database.SliceResults.AnyAsync(s => s.RunId == box.RunId && s.Ordinal == box.Slice, cancellationToken))
        {
            return new RegionSliceNotFound();
        }

        var regrade = new RegionRegrade
        {
            Id = Guid.CreateVersion7(),
            StudyId = studyId,
            RunId = box.RunId,
            Ordinal = box.Slice,
            CentreX = box.CentreX,
            CentreY = box.CentreY,
            SideMm = box.SideMm,
            DrawnById = actor.UserId,
            DrawnByName = actor.DisplayName,
            DrawnAt = clock.GetUtcNow(),
        };
        database.RegionRegrades.Add(regrade);
        trail.Add(database, actor, new LedgerEntry(AuditAction.DrewBox, studyId, string.Create(CultureInfo.InvariantCulture, $"slice {box.Slice + 1}, {box.SideMm:0} mm")));
        try
        {
            await database.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException taken) when (taken.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: RegionRegradeTable.OneAtATime })
        {
            // Asked again, should a process have died between the row and its job: the job takes every box of the study that waits, once.
            RegradeRegionJob.Enqueue(jobs, studyId);
            return new RegionPending();
        }

        RegradeRegionJob.Enqueue(jobs, studyId);
        await live.PublishAsync(new LiveUpdate(LiveTopic.Review, studyId), cancellationToken);
        return regrade.Id;
    }
}
