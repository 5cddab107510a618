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

    /// <summary>For whoever knows the study.</summary>
    public Task RecordAsync(Actor actor, Guid studyId, string way) => OnceAsync(actor, $"{way} {studyId}", async () =>
    {
        await trail.RecordAsync(actor, AuditAction.ViewedStudy, studyId, way);
        return true;
    });

    /// <summary>For a route or page that says what it shows.</summary>
    public async Task RecordAsync(Actor actor, ShowsStudyAttribute? shows, ListsStudiesAttribute? lists, RouteValueDictionary address)
    {
        if (shows is not null)
        {
            await OnceAsync(actor, $"{shows.Way} {shows.GetType().Name} {string.Join('/', shows.Keys.Select(key => address[key]))}", async () =>
            {
                await using var database = await contexts.CreateDbContextAsync();
                var seen = await shows.Find(database, actor, address).Distinct().ToListAsync();
                foreach (var study in seen)
                {
                    await RecordAsync(actor, study, shows.Way);
                }

                // A study that is not there yet may be in a moment.
                return seen.Count > 0;
            });
        }

        if (lists is not null)
        {
            await OnceAsync(actor, lists.List, async () =>
            {
                await trail.RecordAsync(actor, AuditAction.ListedStudies, detail: lists.List);
                return true;
            });
        }
    }

    /// <param name="actor">Who sees it.</param>
    /// <param name="what">What they see.</param>
    /// <param name="write">Writes the record; false when there was none to write, so that the next is asked again.</param>
    private async Task OnceAsync(Actor actor, string what, Func<Task<bool>> write)
    {
        var now = clock.GetUtcNow();
        var key = (actor.UserId, actor.DisplayName, what);
        if (!_views.TryGetValue(key, out var view) || !Holds(view))
        {
            if (_views.Count >= MostKept)
            {
                _views.Clear(); // costs a second record each
            }

            view = _views.AddOrUpdate(key, _ => New(), (_, kept) => Holds(kept) ? kept : New());
        }

        try
        {
            if (!await view.Written.Value)
            {
                _views.TryRemove(new(key, view));
            }
        }
        catch
        {
            _views.TryRemove(new(key, view));
            throw;
        }

        View New() => new(now, new Lazy<Task<bool>>(write));

        // A clock that was put back leaves no record out.
        bool Holds(View kept) => now - kept.At is var age && age >= TimeSpan.Zero && age < OneViewing;
    }

    private sealed record View(DateTimeOffset At, Lazy<Task<bool>> Written);
}
