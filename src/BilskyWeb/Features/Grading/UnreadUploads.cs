using System.Text.Json;
using BilskyWeb.Data;
using BilskyWeb.Features.Intake.Studies;
using BilskyWeb.Features.Intake.Uploads;
using BilskyWeb.Imaging.Intake;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Grading;

/// <summary>
/// The files that could not be read or stored of all uploads that brought images of a study. An upload counts where its images were let in, or where
/// its sender is one of the study's referrers: nobody else's file may say anything of a study.
/// </summary>
internal static class UnreadUploads
{
    /// <summary>The archive refused it because it holds another image under its number: that one's presence is no sign that this one came.</summary>
    private const string NumberTaken = "archive.sop_conflict";

    public static async Task<IReadOnlyList<UnreadFile>> OfAsync(BilskyDbContext database, Study study, CancellationToken cancellationToken)
    {
        var uid = study.StudyInstanceUid;
        var uploads = await database.Uploads
            .Where(u => u.SubmittedAt != null && u.State != UploadState.Discarded && u.Files.Any(f => f.StudyInstanceUid == uid)
                && (u.Files.Any(f => f.StudyInstanceUid == uid && f.Outcome == FileOutcome.Stored) || database.Referrals.Any(r => r.StudyId == study.Id && r.ReferrerId == u.OwnerId)))
            .Select(u => u.Id).ToListAsync(cancellationToken);
        if (uploads.Count == 0)
        {
            return [];
        }

        var files = await database.UploadFiles.AsNoTracking()
            .Where(f => uploads.Contains(f.UploadId) && ((f.Unread != null && (f.StudyInstanceUid == uid || f.StudyInstanceUid == null)) || (f.Outcome == FileOutcome.Refused && f.StudyInstanceUid == uid)))
            .Select(f => new { f.Unread, f.StudyInstanceUid, f.SeriesInstanceUid, f.SopInstanceUid, f.Code }).ToListAsync(cancellationToken);

        // Identifiers are those of the row: images that were kept apart were given others.
        return files.ConvertAll(f => f.Unread is { } stored
            ? JsonSerializer.Deserialize<UnreadFile>(stored, JsonSerializerOptions.Web)! with { StudyInstanceUid = f.StudyInstanceUid, SeriesInstanceUid = f.SeriesInstanceUid }
            : new UnreadFile(f.StudyInstanceUid, f.SeriesInstanceUid, f.Code == NumberTaken ? null : f.SopInstanceUid, "", MayBeAxialT2: true, IsArchive: false));
    }
}
