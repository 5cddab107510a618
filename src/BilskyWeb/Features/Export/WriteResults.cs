using BilskyWeb.Core;
using BilskyWeb.Core.Grading;
using BilskyWeb.Data;
using BilskyWeb.Features.Cases.Clocks;
using BilskyWeb.Features.Grading;
using BilskyWeb.Features.Intake.Studies;
using BilskyWeb.Features.Review;
using BilskyWeb.Imaging.Archive;
using BilskyWeb.Imaging.Documents;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace BilskyWeb.Features.Export;

/// <summary>Writes the documents of a release and stores them. May run any number of times and be stopped anywhere: identifiers follow from the signature, and the archive keeps the first of each.</summary>
internal sealed class WriteResults(
    IDbContextFactory<BilskyDbContext> contexts, StudyRule rule, OrthancArchive orthanc, SliceImage image, StoreDocuments store, IOptions<ResultOptions> options, IOptions<ClockOptions> clocks, TimeProvider clock)
{
    /// <returns>Done when the archive, asked afterwards, names every document.</returns>
    public async Task<Result<Done>> HandleAsync(Guid releaseId, CancellationToken cancellationToken)
    {
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        var begun = clock.GetUtcNow();
        var release = await database.ResultReleases.AsNoTracking().SingleAsync(r => r.Id == releaseId, cancellationToken);
        var study = await database.Studies.AsNoTracking().SingleAsync(s => s.Id == release.StudyId, cancellationToken);
        var signature = await database.ReviewSignatures.AsNoTracking().SingleAsync(s => s.Id == release.SignatureId, cancellationToken);
        var review = await SignedAsync(database, signature, cancellationToken);
        var shown = review.Slices.Where(s => review.KeyImages.Contains(s) || review.Verdict.Levels.Any(l => review.Slices[l.KeySlice] == s)).Select(s => s.Model.SopInstanceUid);
        var read = await SourceHeads.ReadAsync(orthanc, study, shown, review.Slices.Select(s => s.Model.SopInstanceUid), cancellationToken);
        if (read.Error is { } down)
        {
            return down;
        }

        if (read.Value is not { Any: not null } heads)
        {
            return new SourceImagesGone();
        }

        var content = new SignedContent(study, review, signature, release, clocks.Value.Zone);
        var decision = content.Decision(heads, options.Value.Organization, await EarlierAsync(database, release, study, cancellationToken));
        var pictures = await PicturesAsync(study, review, SignedContent.KeyImages(review, heads), cancellationToken);
        if (pictures.Error is { } undrawn)
        {
            return undrawn;
        }

        List<(ResultKind Kind, int Number, WrittenDocument Document)> documents = [(ResultKind.Report, 1, StructuredReport.Write(decision))];
        if (decision.KeyImages.Count > 0)
        {
            documents.Add((ResultKind.KeyObjects, 1, KeyObjectDocument.Write(decision)));
        }

        documents.AddRange(pictures.Value.Select(p => (ResultKind.KeyImage, p.Number, KeyImageCapture.Write(decision, heads.Image(p.Slice.Model), p.Number, p.Png))));
        var report = content.Report(decision, [.. pictures.Value.Select(p => new ReportPicture(p.Png, content.Caption(p.Slice)))]);
        documents.Add((ResultKind.Pdf, 1, EncapsulatedReport.Write(decision, ReportPdf.Write(report))));
        await NoteAsync(database, release, study, begun, documents, cancellationToken);
        return await store.HandleAsync([.. documents.Select(d => d.Document)], cancellationToken);
    }

    // The review as it stood under this signature, whatever was changed since.
    private async Task<StudyReview> SignedAsync(BilskyDbContext database, ReviewSignature signature, CancellationToken cancellationToken)
    {
        var run = await database.GradingRuns.AsNoTracking().Include(r => r.Slices).SingleAsync(r => r.Id == signature.RunId, cancellationToken);
        var changes = await database.ReviewChanges.AsNoTracking().Where(c => c.StudyId == signature.StudyId && c.Sequence <= signature.Sequence).ToListAsync(cancellationToken);
        var signatures = await database.ReviewSignatures.AsNoTracking().Where(s => s.StudyId == signature.StudyId && s.Number <= signature.Number).ToListAsync(cancellationToken);
        return StudyReview.Of(run, changes, signatures, rule);
    }

    private static async Task<EarlierDocument?> EarlierAsync(BilskyDbContext database, ResultRelease release, Study study, CancellationToken cancellationToken) =>
        await database.ResultReleases.Where(r => r.StudyId == release.StudyId && r.Version < release.Version).OrderByDescending(r => r.Version)
            .SelectMany(r => r.Objects).Where(o => o.Kind == ResultKind.Report)
            .Select(o => new { o.SeriesInstanceUid, o.SopInstanceUid }).FirstOrDefaultAsync(cancellationToken) is { } report
            ? new EarlierDocument(study.StudyInstanceUid, report.SeriesInstanceUid, report.SopInstanceUid)
            : null;

    private async Task<Result<List<(int Number, ReviewedSlice Slice, byte[] Png)>>> PicturesAsync(
        Study study, StudyReview review, IReadOnlyList<(int Number, ReviewedSlice Slice)> chosen, CancellationToken cancellationToken)
    {
        List<(int, ReviewedSlice, byte[])> drawn = [];
        foreach (var (number, slice) in chosen)
        {
            var png = await image.Of(study, review.Run.PipelineVersion, review.Run.Slices, slice.Model, DrawReviewedSlice.WordsOf(slice)).ReadAsync(cancellationToken);
            if (png.Error is UnavailableError silent)
            {
                return silent;
            }

            if (png.IsOk)
            {
                drawn.Add((number, slice, png.Value));
            }
        }

        return drawn;
    }

    // Before anything is stored: what the archive's change feed brings back is known as ours. What an earlier try noted and this one cannot write, since its image is gone, is not waited for.
    private static async Task NoteAsync(
        BilskyDbContext database, ResultRelease release, Study study, DateTimeOffset begun, List<(ResultKind Kind, int Number, WrittenDocument Document)> documents, CancellationToken cancellationToken)
    {
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        var noted = await database.ResultObjects.Where(o => o.ReleaseId == release.Id).ToListAsync(cancellationToken);
        database.ResultObjects.RemoveRange(noted.Where(o => !documents.Any(d => d.Document.SopInstanceUid == o.SopInstanceUid)));
        var known = noted.Select(o => o.SopInstanceUid).ToHashSet(StringComparer.Ordinal);
        foreach (var (kind, number, document) in documents)
        {
            await database.NoteOwnInstanceAsync(study.StudyInstanceUid, document.SeriesInstanceUid, document.SopInstanceUid, cancellationToken);
            if (known.Add(document.SopInstanceUid))
            {
                database.ResultObjects.Add(new ResultObject
                {
                    Id = Guid.CreateVersion7(),
                    ReleaseId = release.Id,
                    Kind = kind,
                    Number = number,
                    SopClassUid = document.SopClassUid,
                    SeriesInstanceUid = document.SeriesInstanceUid,
                    SopInstanceUid = document.SopInstanceUid,
                });
            }
        }

        await database.SaveChangesAsync(cancellationToken);

        // The first try's: the archive keeps the first of each document, so a patient who is put right before a later try is not yet right in them.
        await database.ResultReleases.Where(r => r.Id == release.Id && r.MadeAt == null).ExecuteUpdateAsync(r => r.SetProperty(x => x.MadeAt, begun), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }
}
