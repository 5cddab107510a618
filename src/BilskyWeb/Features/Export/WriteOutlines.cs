using BilskyWeb.Core;
using BilskyWeb.Data;
using BilskyWeb.Features.Grading;
using BilskyWeb.Features.Grading.Levels;
using BilskyWeb.Features.Intake.Studies;
using BilskyWeb.Imaging.Archive;
using BilskyWeb.Imaging.Datasets;
using BilskyWeb.Imaging.Documents;
using BilskyWeb.Imaging.Series;
using BilskyWeb.Platform.Audit;
using BilskyWeb.Platform.Auth;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Export;

/// <summary>The outlines of a grading as DICOM Segmentation or RT Structure Set, one for each series: a proposal that a person must edit, so it is downloaded and never sent by itself.</summary>
internal sealed class WriteOutlines(IDbContextFactory<BilskyDbContext> contexts, DicomWebArchive archive, OrthancArchive orthanc, AuditTrail trail)
{
    /// <param name="actor">A reviewer.</param>
    /// <param name="runId">The grading.</param>
    /// <param name="write">Which kind of object.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<Result<IReadOnlyList<WrittenDocument>>> HandleAsync(Actor actor, Guid runId, Func<OutlineProposal, WrittenDocument> write, CancellationToken cancellationToken)
    {
        if (!actor.IsReviewer)
        {
            return new NotAReviewer();
        }

        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        var run = await database.GradingRuns.AsNoTracking().Include(r => r.Slices).SingleOrDefaultAsync(r => r.Id == runId && r.State == GradingState.Complete, cancellationToken);
        var study = run is null ? null : await database.StudiesOpenTo(actor).AsNoTracking().SingleOrDefaultAsync(s => s.Id == run.StudyId, cancellationToken);
        if (run is null || study is null)
        {
            return new ResultNotFound();
        }

        var outlined = run.Slices.Where(s => s.Contours is not null).OrderBy(s => s.Ordinal).ToList();
        if (outlined.Count == 0)
        {
            return new NoOutlines();
        }

        var metadata = await archive.ReadMetadataAsync(study.StudyInstanceUid, ct: cancellationToken);
        if (metadata.Error is { } down)
        {
            return down;
        }

        var heads = await SourceHeads.ReadAsync(orthanc, study, outlined.Take(1).Select(s => s.SopInstanceUid), [], cancellationToken);
        if (heads.Error is { } silent)
        {
            return silent;
        }

        if (heads.Value.Any is not { } source)
        {
            return new SourceImagesGone();
        }

        var planes = new StudyPlanes(SeriesFacts.FromInstances(metadata.Value));
        var instances = metadata.Value.Where(i => i.GetString(DicomTag.SopInstanceUid) is not null).DistinctBy(i => i.GetString(DicomTag.SopInstanceUid)).ToDictionary(i => i.GetString(DicomTag.SopInstanceUid)!);
        var documents = outlined
            .Select(slice => (slice, Plane: planes.Of(slice.SopInstanceUid, slice.Frame)))
            .Where(s => s.Plane is { FrameOfReferenceUid.Length: > 0 } && instances.ContainsKey(s.slice.SopInstanceUid))
            .Select(s => new OutlinedSlice(Image(study, s.slice, instances[s.slice.SopInstanceUid]), s.Plane!, instances[s.slice.SopInstanceUid].GetDouble(DicomTag.SliceThickness) ?? 0, s.slice.Contours!))
            .GroupBy(s => (s.Image.SeriesInstanceUid, s.Plane.Rows, s.Plane.Columns, s.Plane.RowSpacingMm, s.Plane.ColumnSpacingMm, s.Plane.FrameOfReferenceUid))
            .Select(group => write(new OutlineProposal
            {
                // Parts of a series that differ in their pixels are objects of their own.
                Seed = $"{run.Id}/{group.Key}",
                Source = source,
                MadeAt = run.FinishedAt ?? run.SubmittedAt,
                Algorithm = new DocumentAlgorithm("BilskyWeb canal segmentation", run.PipelineVersion ?? "version not told", []),
                Slices = [.. group],
            })).ToList();
        if (documents.Count == 0)
        {
            return new NoOutlines();
        }

        await trail.RecordAsync(actor, AuditAction.DownloadedResult, study.Id, "outlines, a proposal", cancellationToken);
        return documents;
    }

    private static SourceImage Image(Study study, SliceResult slice, DicomDataset instance) => new(
        study.StudyInstanceUid, slice.SeriesInstanceUid, instance.GetString(DicomTag.SopClassUid) ?? DicomUid.MrImageStorage, slice.SopInstanceUid, instance.GetInt(DicomTag.NumberOfFrames) > 1 ? slice.Frame : null);
}
