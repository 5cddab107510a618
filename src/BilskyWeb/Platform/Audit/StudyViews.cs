using System.Collections.Concurrent;
using BilskyWeb.Data;
using BilskyWeb.Platform.Auth;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Platform.Audit;

/// <summary>
/// Records who sees which study, or a list of studies, by which way. One record in five minutes for a person, a study and a way, so that scrolling through images is one;
/// whoever comes while it is being written waits for it.
/// </summary>
internal sealed class StudyViews(IDbContextFactory<BilskyDbContext> contexts, AuditTrail trail, TimeProvider clock)
{
    private const int MostKept = 20_000;
    private static readonly TimeSpan OneViewing = TimeSpan.FromMinutes(5);
    private readonly ConcurrentDictionary<(Guid Person, string As, string What), View> _views = new();

    public Task RecordAsync(Actor actor, Guid studyId, string way) =>
        OnceAsync(actor, $"{way} {studyId}", () => trail.RecordAsync(actor, AuditAction.ViewedStudy, studyId, way));

    public Task RecordAsync(Actor actor, ShowsStudyAttribute shows, RouteValueDictionary address) =>
        OnceAsync(actor, $"{shows.Way} {shows.GetType().Name} {string.Join('/', address.OrderBy(a => a.Key, StringComparer.Ordinal).Select(a => $"{a.Key}={a.Value}"))}", async () =>
        {
            await using var database = await contexts.CreateDbContextAsync();
            foreach (var study in await shows.Find(database, actor, address).Distinct().ToListAsync())
            {
                await RecordAsync(actor, study, shows.Way);
            }
        });

    public Task RecordAsync(Actor actor, ListsStudiesAttribute lists) => OnceAsync(actor, lists.List, () => trail.RecordAsync(actor, AuditAction.ListedStudies, detail: lists.List));

    private async Task OnceAsync(Actor actor, string what, Func<Task> write)
    {
        var now = clock.GetUtcNow();
        if (_views.Count >= MostKept)
        {
            _views.Clear(); // costs a second record each
        }

        // A clock that was put back leaves no record out.
        var key = (actor.UserId, actor.DisplayName, what);
        var view = _views.AddOrUpdate(key, _ => New(), (_, kept) => now - kept.At is var age && age >= TimeSpan.Zero && age < OneViewing ? kept : New());
        try
        {
            await view.Written.Value;
        }
        catch
        {
            _views.TryRemove(new(key, view));
            throw;
        }

        View New() => new(now, new Lazy<Task>(write));
    }

    private sealed record View(DateTimeOffset At, Lazy<Task> Written);
}
