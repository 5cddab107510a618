using BilskyWeb.Core.Clinical.Clocks;
using BilskyWeb.Features.Cases.Clocks;
using BilskyWeb.Features.Mdt;
using BilskyWeb.Features.Mdt.OnCall;
using BilskyWeb.Features.Notifications;
using BilskyWeb.Platform;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Tests.Features.Notifications;
using BilskyWeb.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace BilskyWeb.Tests.Features.Mdt.OnCall;

/// <summary>A rota and what is put before it, on a real database. Each test has days of its own, so that nobody is on call in another one's.</summary>
internal sealed class OnCallDesk : IDisposable
{
    private static int _tests;

    public OnCallDesk(DatabaseFixture database, DateTimeOffset? now = null)
    {
        Clock = new MovableClock(now ?? new DateTimeOffset(2031, 1, 6, 12, 0, 0, TimeSpan.Zero).AddDays(7 * Interlocked.Increment(ref _tests)));
        Cases = new CaseDesk(database) { Clock = Clock, NoticeSettings = Settings };
    }

    public MovableClock Clock { get; }

    public NoticeOptions Settings { get; } = new() { PublicUrl = "https://bilsky.example" };

    public OnCallOptions OnCall { get; } = new() { AnswerMinutes = 15 };

    public CaseDesk Cases { get; }

    public ArrangeShift Arrange => new(Cases, new SiteZone(CaseDesk.London), Cases.Live, Cases.Trail, Clock);

    public ListShifts Rota => new(Cases, Clock);

    public CirculateCase Circulate => new(Cases, Cases.Tell, Options.Create(OnCall), Cases.Live, Cases.Trail, Clock);

    public EscalateCirculation Escalate => new(Cases, Cases.Tell, Options.Create(OnCall), Cases.Live, Cases.Trail, Clock);

    public AcknowledgeCirculation Acknowledge => new(Cases, Cases.Tell, Cases.Live, Cases.Trail, Clock);

    public WatchClocks Watch => new(Cases, Cases.Clocks, Cases.Tell, Options.Create(new ClockOptions()), Clock);

    public OnCallSweeper Sweeper() => new(Cases, Escalate, Watch, Options.Create(OnCall), Clock, NullLogger<OnCallSweeper>.Instance);

    /// <summary>Somebody who is on call from an hour ago for some hours.</summary>
    public async Task<Actor> OnCallAsync(int place, double hours = 12, bool left = false)
    {
        var person = await Cases.PersonAsync($"Dr {Guid.NewGuid().ToString("N")[..8]}", left: left);
        await ShiftAsync(person, place, Clock.Now.AddHours(-1), Clock.Now.AddHours(hours));
        return person;
    }

    public async Task ShiftAsync(Actor person, int place, DateTimeOffset from, DateTimeOffset until)
    {
        await using var context = Cases.CreateDbContext();
        context.OnCallShifts.Add(new OnCallShift { Id = Guid.CreateVersion7(), UserId = person.UserId, Place = place, From = from, Until = until });
        await context.SaveChangesAsync();
    }

    public async Task<(PatientCase Case, Guid Circulation)> CirculatedAsync(Actor by)
    {
        var (found, id) = (await Cases.CaseAsync(), Guid.CreateVersion7());
        Assert.Null((await Circulate.HandleAsync(by, found.Id, id, "Legs weak since noon.", default)).Error);
        return (found, id);
    }

    public async Task<Circulation> FindAsync(Guid circulation)
    {
        await using var context = Cases.CreateDbContext();
        return await context.Circulations.AsNoTracking().Include(c => c.Steps.OrderBy(s => s.Place)).SingleAsync(c => c.Id == circulation);
    }

    public async Task<List<Notice>> ToldAsync(Actor person, NoticeKind kind, Guid? caseId = null)
    {
        await using var context = Cases.CreateDbContext();
        return await context.Notices.AsNoTracking().Include(n => n.Deliveries).Where(n => n.RecipientId == person.UserId && n.Kind == kind && (caseId == null || n.CaseId == caseId)).OrderBy(n => n.CreatedAt).ThenBy(n => n.Id).ToListAsync();
    }

    public void Dispose() => Cases.Dispose();
}
