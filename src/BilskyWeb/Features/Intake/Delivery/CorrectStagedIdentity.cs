using BilskyWeb.Core;
using BilskyWeb.Core.Clinical;
using BilskyWeb.Data;
using BilskyWeb.Features.Intake.Uploads;
using BilskyWeb.Imaging.Screening;
using BilskyWeb.Platform.Storage;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Intake.Delivery;

/// <summary>Gives held files that wait in staging another patient's identity. Repeating it changes nothing more.</summary>
internal sealed class CorrectStagedIdentity(IDbContextFactory<BilskyDbContext> contexts, StagingArea staging)
{
    private readonly Part10Screener _screener = new(new ScreeningLimits());

    /// <returns>How many files were given the identity, or why not all were.</returns>
    public async Task<Result<int>> HandleAsync(Guid uploadId, string studyInstanceUid, string formerPatientId, PatientIdentity patient, CancellationToken cancellationToken)
    {
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        var names = await database.UploadFiles
            .Where(f => f.UploadId == uploadId && f.StudyInstanceUid == studyInstanceUid && f.PatientId == formerPatientId && f.Outcome == FileOutcome.Held && f.StagedName != null)
            .Select(f => f.StagedName!).ToListAsync(cancellationToken);
        foreach (var name in names)
        {
            var path = staging.PathOf(uploadId, name);
            if (!File.Exists(path))
            {
                continue; // sending says so, file by file
            }
            Result<Done> copied;
            await using (var former = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.Asynchronous))
            await using (var written = new FileStream(path + ".new", FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16, FileOptions.Asynchronous))
            {
                copied = await _screener.CopyForPatientAsync(former, patient, written, cancellationToken);
            }
            if (copied.Error is { } error)
            {
                File.Delete(path + ".new");
                return error;
            }
            File.Move(path + ".new", path, overwrite: true);
        }
        return names.Count;
    }
}
