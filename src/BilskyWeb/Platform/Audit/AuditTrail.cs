using BilskyWeb.Data;
using BilskyWeb.Platform.Auth;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Platform.Audit;

/// <summary>Writes the trail. Use cases call it after what they did has been saved.</summary>
public sealed class AuditTrail(IDbContextFactory<BilskyDbContext> contexts, TimeProvider clock)
{
    private static readonly TimeSpan OneViewing = TimeSpan.FromMinutes(10);

    /// <summary>Adds a line; <paramref name="actor"/> is null when nobody was signed in.</summary>
    public async Task RecordAsync(Actor? actor, string action, Guid? studyId = null, string? detail = null, CancellationToken cancellationToken = default)
    {
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        database.AuditEvents.Add(new AuditEvent
        {
            At = clock.GetUtcNow(),
            ActorId = actor?.UserId,
            ActorName = Shorten(actor?.DisplayName ?? "nobody", 200)!,
            Action = action,
            StudyId = studyId,
            Detail = Shorten(detail, 500),
        });
        await database.SaveChangesAsync(cancellationToken);
    }

    /// <summary>Adds a line for opening a study, once in ten minutes per person: a reload is not another viewing.</summary>
    public async Task RecordViewAsync(Actor actor, Guid studyId, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(actor);
        var since = clock.GetUtcNow() - OneViewing;
        await using (var database = await contexts.CreateDbContextAsync(cancellationToken))
        {
            if (await database.AuditEvents.AnyAsync(e => e.StudyId == studyId && e.At > since && e.ActorId == actor.UserId && e.Action == AuditAction.ViewedStudy, cancellationToken))
            {
                return;
            }
        }

        await RecordAsync(actor, AuditAction.ViewedStudy, studyId, cancellationToken: cancellationToken);
    }

    private static string? Shorten(string? text, int length) => text is null || text.Length <= length ? text : text[..length];
}
