using BilskyWeb.Core;
using BilskyWeb.Data;
using BilskyWeb.Imaging.Archive;
using BilskyWeb.Imaging.Datasets;
using BilskyWeb.Imaging.Pixels;
using BilskyWeb.Imaging.Rendering;
using BilskyWeb.Platform.Auth;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Research.Labelling;

/// <summary>Draws a slice for those who label it, from the archive's own pixels and without any mark: the page turns it to the patient's axes and draws the boxes.</summary>
internal sealed class DrawLabelSlice(IDbContextFactory<BilskyDbContext> contexts, DicomWebArchive archive)
{
    private const int Side = 1024;

    /// <returns>A PNG file of the pixels as stored, true to the slice's proportions.</returns>
    public async Task<Result<byte[]>> HandleAsync(Actor actor, Guid setId, int number, CancellationToken cancellationToken)
    {
        var slice = await ReadAsync(actor, setId, number, cancellationToken);
        var picture = slice.IsOk ? await LabelPicture.ReadAsync(archive, slice.Value.Instance, slice.Value.Frame, cancellationToken) : slice.Error!;
        return picture.IsOk ? KeyImageRenderer.Thumbnail(picture.Value.Image, picture.Value.Window, Side) : picture.Error!;
    }

    /// <returns>How the page turns that picture, and what it writes at its edges.</returns>
    public async Task<Result<LabelViewJson>> ViewAsync(Actor actor, Guid setId, int number, CancellationToken cancellationToken)
    {
        var slice = await ReadAsync(actor, setId, number, cancellationToken);
        if (!slice.IsOk)
        {
            return slice.Error!;
        }

        var turn = PatientFrame.ViewOf(slice.Value.Instance, slice.Value.Frame).Quarters;
        return new LabelViewJson(
            [turn.RightX, turn.RightY], [turn.DownX, turn.DownY], PatientDirections.Of(turn.Directions) is { } letters ? [letters.Left, letters.Top, letters.Right, letters.Bottom] : null);
    }

    private async Task<Result<(DicomDataset Instance, int Frame)>> ReadAsync(Actor actor, Guid setId, int number, CancellationToken cancellationToken)
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
        return instance.IsOk ? (instance.Value, slice.Frame) : instance.Error!;
    }
}
