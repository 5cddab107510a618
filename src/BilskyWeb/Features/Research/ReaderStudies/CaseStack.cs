using BilskyWeb.Core;
using BilskyWeb.Core.Grading;
using BilskyWeb.Data;
using BilskyWeb.Features.Grading;
using BilskyWeb.Imaging.Archive;
using BilskyWeb.Platform.Auth;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Research.ReaderStudies;

/// <summary>One slice beside a case's own.</summary>
/// <param name="Offset">Steps from the slice to grade, which is 0; negative towards the head.</param>
/// <param name="MmTowardsHead">Distance from the slice to grade; negative towards the feet.</param>
/// <param name="Image">Where it lies in the archive; never shown.</param>
/// <param name="Frame">Frame, from 1.</param>
internal sealed record CaseSlice(int Offset, double MmTowardsHead, InstanceAddress Image, int Frame);

/// <summary>
/// The slices that a reader may scroll through: those of the case's own series as the grading put them in order. A reader learns how far each lies from the slice to grade, and no place along the spine.
/// </summary>
/// <param name="Roi">The region to grade, in pixels of the slice to grade as stored.</param>
/// <param name="Slices">Head first.</param>
internal sealed record CaseStack(RegionOfInterest Roi, IReadOnlyList<CaseSlice> Slices)
{
    /// <summary>Reads the stack of a case for those who read it, and for admins.</summary>
    public static async Task<Result<CaseStack>> ReadAsync(BilskyDbContext database, Actor actor, Guid readerStudyId, Guid caseId, CancellationToken cancellationToken)
    {
        var studies = actor.IsAdmin ? database.ReaderStudies : database.ReaderStudiesReadBy(actor.UserId);
        if (await studies.Where(s => s.Id == readerStudyId).SelectMany(s => s.Cases).AsNoTracking().SingleOrDefaultAsync(c => c.Id == caseId, cancellationToken) is not { } found)
        {
            return new CaseNotFound();
        }

        var study = await database.Studies.Where(s => s.Id == found.StudyId).Select(s => s.StudyInstanceUid).SingleAsync(cancellationToken);
        var own = new CaseSlice(0, 0, new InstanceAddress(study, found.SeriesInstanceUid, found.SopInstanceUid), found.Frame);
        var run = await database.CompleteRunsOf(found.StudyId).Where(r => r.Slices.Any(s => s.SopInstanceUid == found.SopInstanceUid && s.Frame == found.Frame))
            .Select(r => (Guid?)r.Id).FirstOrDefaultAsync(cancellationToken);
        var series = await database.GradingRuns.Where(r => r.Id == run).SelectMany(r => r.Slices).Where(s => s.SeriesInstanceUid == found.SeriesInstanceUid)
            .OrderBy(s => s.Ordinal).Select(s => new { s.SopInstanceUid, s.Frame, s.PositionMm, s.Axis }).ToListAsync(cancellationToken);

        // Places on different axes cannot be compared: there is no telling how far such slices are.
        var axis = series.Find(s => s.SopInstanceUid == found.SopInstanceUid && s.Frame == found.Frame)?.Axis;
        var slices = series.FindAll(s => s.Axis == axis);
        var at = slices.FindIndex(s => s.SopInstanceUid == found.SopInstanceUid && s.Frame == found.Frame);
        return at < 0
            ? new CaseStack(found.Roi, [own])
            : new CaseStack(found.Roi, [.. slices.Select((s, i) => i == at ? own : new CaseSlice(i - at, s.PositionMm - slices[at].PositionMm, own.Image with { SopInstanceUid = s.SopInstanceUid }, s.Frame))]);
    }
}
