using BilskyWeb.Core;
using BilskyWeb.Data;
using BilskyWeb.Features.Intake.Studies;
using BilskyWeb.Imaging.Archive;
using BilskyWeb.Platform.Audit;
using BilskyWeb.Platform.Auth;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Export;

/// <summary>A document to be downloaded. Its name tells what it is and not whose.</summary>
internal sealed record ResultFile(byte[] Bytes, string Name);

/// <summary>Reads a document as the archive keeps it.</summary>
internal sealed class ReadResult(IDbContextFactory<BilskyDbContext> contexts, OrthancArchive orthanc, AuditTrail trail)
{
    /// <param name="actor">Who asks.</param>
    /// <param name="objectId">Our own id of the document.</param>
    /// <param name="asPdf">The pages within a report alone.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<Result<ResultFile>> HandleAsync(Actor actor, Guid objectId, bool asPdf, CancellationToken cancellationToken)
    {
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        var found = await (
            from item in database.ResultObjects.AsNoTracking()
            join release in database.ResultReleases on item.ReleaseId equals release.Id
            join study in database.StudiesOpenTo(actor) on release.StudyId equals study.Id
            where item.Id == objectId && (!asPdf || item.Kind == ResultKind.Pdf)
            select new { item, release.Version, StudyId = study.Id }).SingleOrDefaultAsync(cancellationToken);
        if (found is null)
        {
            return new ResultNotFound();
        }

        var held = await orthanc.FindHeldAsync([found.item.SopInstanceUid], cancellationToken);
        if (held.Error is { } down)
        {
            return down;
        }

        if (held.Value is not [var instance, ..])
        {
            return new ResultNotInArchive();
        }

        using var bytes = new MemoryStream();
        var copied = asPdf ? await orthanc.Instances.CopyPdfAsync(instance.OrthancId, bytes, cancellationToken) : await orthanc.CopyFileAsync(instance, bytes, cancellationToken);
        if (copied.Error is { } unread)
        {
            return unread;
        }

        await trail.RecordAsync(actor, AuditAction.DownloadedResult, found.StudyId, $"{found.item.Kind}, version {found.Version}", cancellationToken);
        return new ResultFile(bytes.ToArray(), $"{ResultWords.FileName(found.item.Kind, found.item.Number)}-v{found.Version}.{(asPdf ? "pdf" : "dcm")}");
    }
}
