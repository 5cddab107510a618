using BilskyWeb.Data;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Intake.Studies;

/// <summary>Images that came after a study was first graded.</summary>
/// <param name="StudyId">The study.</param>
/// <param name="Images">How many.</param>
/// <param name="Sender">Who sent them; null when they came from a PACS.</param>
/// <param name="At">When the last of them arrived.</param>
public sealed record Addition(Guid StudyId, int Images, string? Sender, DateTimeOffset At)
{
    /// <summary>"12 images arrived later, from Ann Lee"; the time is the page's to write.</summary>
    public string Words => $"{(Images == 1 ? "1 image" : $"{Images} images")} arrived later, from {Sender ?? "a PACS"}";
}

/// <summary>What was added to studies after their first grading, for whoever decides about them.</summary>
internal sealed class ListAdditions(IDbContextFactory<BilskyDbContext> contexts)
{
    public async Task<IReadOnlyList<Addition>> HandleAsync(Guid studyId, CancellationToken cancellationToken)
    {
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        return [.. (await OfAsync(database, [studyId], cancellationToken))[studyId]];
    }

    /// <summary>The additions of studies that the asker may see, oldest first.</summary>
    public static async Task<ILookup<Guid, Addition>> OfAsync(BilskyDbContext database, IReadOnlyCollection<Guid> studyIds, CancellationToken cancellationToken) =>
        (await (
            from addition in database.StudyAdditions
            where studyIds.Contains(addition.StudyId)
            from upload in database.Uploads.Where(u => u.Id == addition.UploadId).DefaultIfEmpty()
            from person in database.Users.Where(u => upload != null && u.Id == upload.OwnerId).DefaultIfEmpty()
            orderby addition.At
            select new Addition(addition.StudyId, addition.Images, person != null ? person.DisplayName : null, addition.At))
            .ToListAsync(cancellationToken)).ToLookup(a => a.StudyId);
}
