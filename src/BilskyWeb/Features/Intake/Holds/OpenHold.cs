using BilskyWeb.Core;
using BilskyWeb.Data;
using BilskyWeb.Features.Intake.Studies;
using BilskyWeb.Platform.Auth;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Intake.Holds;

internal sealed record HoldNeedsReason() : InvalidInputError("hold.reason_missing", "Say in a few words how you know. It is kept with the decision.");

/// <summary>A hold that this person may settle, with a reason given and nobody having been faster.</summary>
internal static class OpenHold
{
    public const int LongestNote = 1000;

    public static async Task<Result<IdentityHold>> FindAsync(BilskyDbContext database, Actor actor, Guid holdId, string? note, CancellationToken cancellationToken)
    {
        if (!actor.IsReviewer)
        {
            return new NotAReviewer();
        }
        if (string.IsNullOrWhiteSpace(note))
        {
            return new HoldNeedsReason();
        }
        var hold = await database.IdentityHolds.AsNoTracking().SingleOrDefaultAsync(h => h.Id == holdId, cancellationToken);
        return hold is null ? new HoldNotFound() : hold.Decision is not null ? new HoldSettled() : hold;
    }

    public static string Bounded(string note) => KeepableText.Cut(note.Trim(), LongestNote);
}
