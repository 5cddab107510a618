using BilskyWeb.Core;
using BilskyWeb.Data;
using BilskyWeb.Imaging.Archive;
using BilskyWeb.Imaging.Rendering;
using BilskyWeb.Platform.Auth;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Annotation;

/// <summary>Draws a slice for those who label it, from the archive's own pixels and without any mark: the page draws the boxes.</summary>
internal sealed class DrawLabelSlice(IDbContextFactory<BilskyDbContext> contexts, DicomWebArchive archive)
{
    private const int Side = 1024;

    /// <returns>A PNG file, true to the slice's proportions.</returns>
    public async Task<Result<byte[]>> HandleAsync(Actor actor, Guid setId, int number, CancellationToken cancellationToken)
    {
        LabelSlice? slice;
        string? studyInstanceUid;
        await using (var database = await contexts.CreateDbContextAsync(cancellationToken))
        {
            slice = await database.LabelSetsOpenTo(actor).Where(s => s.Id == setId).SelectMany(s => s.Slices).AsNoTracking().SingleOrDefaultAsync(s => s.Number == number, cancellationToken);
            studyInstanceUid = slice is null ? null : await database.Studies.Where(s => s.Id == slice.StudyId).Select(s => s.StudyInstanceUid).SingleAsync(cancellationToken);
        }

        if (slice is null)
        {
            return new LabelSliceNotFound();
        }

        var instance = await archive.ReadMetadataAsync(new InstanceAddress(studyInstanceUid!, slice.SeriesInstanceUid, slice.SopInstanceUid), cancellationToken);
        var picture = instance.IsOk ? await LabelPicture.ReadAsync(archive, instance.Value, slice.Frame, cancellationToken) : instance.Error!;
        return picture.IsOk ? KeyImageRenderer.Thumbnail(picture.Value.Image, picture.Value.Window, Side) : picture.Error!;
    }
}
