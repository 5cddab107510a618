using BilskyWeb.Core;
using BilskyWeb.Core.Geometry;
using BilskyWeb.Core.Grading;
using BilskyWeb.Data;
using BilskyWeb.Imaging.Archive;
using BilskyWeb.Imaging.Rendering;
using BilskyWeb.Platform.Auth;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Research.ReaderStudies;

/// <summary>What of a case is drawn.</summary>
internal enum CaseView
{
    /// <summary>The whole slice with the region outlined.</summary>
    Outlined,

    /// <summary>The whole slice without any mark.</summary>
    Plain,

    /// <summary>The region and as much around it, enlarged, without any mark.</summary>
    CloseUp,
}

/// <summary>Draws a case for those who read it, from the archive's own pixels. The picture holds no text and no colour: nothing of the patient, the model or a reader.</summary>
internal sealed class DrawCase(IDbContextFactory<BilskyDbContext> contexts, DicomWebArchive archive)
{
    private const int Side = 768;

    /// <returns>A PNG file.</returns>
    public async Task<Result<byte[]>> HandleAsync(Actor actor, Guid readerStudyId, Guid caseId, CaseView view, CancellationToken cancellationToken)
    {
        ReaderStudyCase? found;
        string? studyInstanceUid;
        await using (var database = await contexts.CreateDbContextAsync(cancellationToken))
        {
            var studies = actor.IsAdmin ? database.ReaderStudies : database.ReaderStudiesReadBy(actor.UserId);
            found = await studies.Where(s => s.Id == readerStudyId).SelectMany(s => s.Cases).AsNoTracking().SingleOrDefaultAsync(c => c.Id == caseId, cancellationToken);
            studyInstanceUid = found is null ? null : await database.Studies.Where(s => s.Id == found.StudyId).Select(s => s.StudyInstanceUid).SingleAsync(cancellationToken);
        }

        if (found is null)
        {
            return new CaseNotFound();
        }

        var picture = await CasePicture.ReadAsync(archive, new InstanceAddress(studyInstanceUid!, found.SeriesInstanceUid, found.SopInstanceUid), found.Frame, found.Roi, cancellationToken);
        if (!picture.IsOk)
        {
            return picture.Error!;
        }

        var (image, window, roi) = picture.Value;
        return view switch
        {
            CaseView.CloseUp => KeyImageRenderer.Thumbnail(CloseUp(image, roi), window, Side),
            CaseView.Outlined => KeyImageRenderer.Outlined(image, window, roi, Side),
            _ => KeyImageRenderer.Thumbnail(image, window, Side),
        };
    }

    /// <summary>Twice the region, cut where the slice ends.</summary>
    internal static GreyImage CloseUp(GreyImage image, RegionOfInterest roi)
    {
        var left = (int)Math.Clamp(roi.CentreX - roi.Width, 0, image.Width - 1);
        var top = (int)Math.Clamp(roi.CentreY - roi.Height, 0, image.Height - 1);
        var width = Math.Max(1, (int)Math.Min(roi.CentreX + roi.Width, image.Width) - left);
        var height = Math.Max(1, (int)Math.Min(roi.CentreY + roi.Height, image.Height) - top);
        var pixels = new float[width * height];
        for (var row = 0; row < height; row++)
        {
            Array.Copy(image.Pixels, ((top + row) * image.Width) + left, pixels, row * width, width);
        }

        return new GreyImage(width, height, pixels, image.ColumnSpacingMm, image.RowSpacingMm);
    }
}
