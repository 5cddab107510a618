using BilskyWeb.Data;
using BilskyWeb.Platform.Auth;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Intake.Uploads;

/// <summary>A window of an upload's files, in order of arrival: an upload may hold thousands.</summary>
internal sealed class ListUploadFiles(IDbContextFactory<BilskyDbContext> contexts)
{
    /// <param name="actor">The upload's owner, or an admin; anybody else sees no file.</param>
    /// <param name="uploadId">Which upload.</param>
    /// <param name="onlyLeftOut">True for the files that were not taken.</param>
    /// <param name="skip">Files before the window.</param>
    /// <param name="take">Files in the window.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<(IReadOnlyList<UploadFileView> Files, int Total)> HandleAsync(
        Actor actor, Guid uploadId, bool onlyLeftOut, int skip, int take, CancellationToken cancellationToken)
    {
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        var files = database.UploadFiles.Where(f => f.UploadId == uploadId && database.Uploads.Any(u => u.Id == uploadId && (u.OwnerId == actor.UserId || actor.IsAdmin)));
        if (onlyLeftOut)
        {
            files = files.Where(f => f.Outcome != FileOutcome.Accepted && f.Outcome != FileOutcome.Stored);
        }
        var total = await files.CountAsync(cancellationToken);
        var window = await files.OrderBy(f => f.Id).Skip(skip).Take(take)
            .Select(f => new UploadFileView(f.Name, f.Bytes, f.Outcome, f.Code, f.Reason, f.SopInstanceUid)).ToListAsync(cancellationToken);
        return (window, total);
    }
}
