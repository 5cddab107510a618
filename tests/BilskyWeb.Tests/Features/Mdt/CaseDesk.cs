using BilskyWeb.Core.Cases;
using BilskyWeb.Core.Grading;
using BilskyWeb.Data;
using BilskyWeb.Features.Accounts;
using BilskyWeb.Features.Cases.Clocks;
using BilskyWeb.Features.Cases.Mdt;
using BilskyWeb.Features.Grading;
using BilskyWeb.Features.Intake.Referrals;
using BilskyWeb.Features.Intake.Studies;
using BilskyWeb.Features.Mdt;
using BilskyWeb.Features.Mdt.Board;
using BilskyWeb.Features.Mdt.CasePages;
using BilskyWeb.Features.Mdt.Decisions;
using BilskyWeb.Features.Mdt.Meetings;
using BilskyWeb.Features.Mdt.Notes;
using BilskyWeb.Features.Notifications;
using BilskyWeb.Platform;
using BilskyWeb.Platform.Audit;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Platform.Live;
using BilskyWeb.Tests.Features.Cases.Worklist;
using BilskyWeb.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;

namespace BilskyWeb.Tests.Features.Mdt;

/// <summary>Cases on a real database, and the use cases around them.</summary>
internal sealed class CaseDesk(DatabaseFixture database) : IDbContextFactory<BilskyDbContext>, IDisposable
{
    private readonly NpgsqlDataSource _source = NpgsqlDataSource.Create(database.ConnectionString);

    public static Actor Ada { get; } = new(Guid.CreateVersion7(), "Dr Ada", new HashSet<string> { Role.Reviewer });

    public static Actor Ben { get; } = new(Guid.CreateVersion7(), "Dr Ben", new HashSet<string> { Role.Reviewer });

    public static Actor Referrer { get; } = new(Guid.CreateVersion7(), "Dr Referrer", new HashSet<string> { Role.Referrer });

    public LiveUpdates Live => field ??= new LiveUpdates(_source, NullLogger<LiveUpdates>.Instance);

    public ListMdtCases Studies => field ??= new ListMdtCases(this);

    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>How people are told outside of the program; by nothing unless a test says so.</summary>
    public NoticeOptions NoticeSettings { get; init; } = new();

    public static TimeZoneInfo London { get; } = TimeZoneInfo.FindSystemTimeZoneById("Europe/London");

    public TellPeople Tell => new(Options.Create(NoticeSettings), new SiteZone(London), Trail, Clock);

    public PlaceStudy Place => new(this, Tell, Live, Clock);

    public CaseSweeper Sweeper => new(this, Place, Live, TimeProvider.System, NullLogger<CaseSweeper>.Instance);

    public AuditTrail Trail => field ??= new AuditTrail(this, TimeProvider.System);

    public MoveCase Move => new(this, Live, Trail, TimeProvider.System);

    public JoinCases Join => new(this, Live, Trail, TimeProvider.System);

    public SignDecision Sign => new(this, Tell, Live, Trail, TimeProvider.System);

    public ReadDecisions Decisions => new(this);

    public AddComment Comment => new(this, Tell, Live, TimeProvider.System);

    public GiveTask Give => new(this, Tell, Live, TimeProvider.System);

    public ReadNotes Notes => new(this, TimeProvider.System);

    public ArrangeMeeting Arrange => new(this, Live);

    public WriteMinutes Minutes => new(this, Live, TimeProvider.System);

    public CaseClocks Clocks { get; } = new(Options.Create(new ClockOptions()));

    public ShowMeeting Meetings => new(this, Studies, Clocks);

    public OpenCase Open => new(Place);

    public ListBoard Board => new(this, Studies, Clocks);

    public ShowCase Show => new(this, Studies, Clocks);

    public BilskyDbContext CreateDbContext() => database.NewContext();

    public void Dispose()
    {
        Live.Dispose();
        _source.Dispose();
    }

    /// <summary>A graded study of a patient of their own, or of the one of another study. It is not placed yet.</summary>
    public async Task<Study> StudyAsync(BilskyGrade? grade, Study? samePatientAs = null, bool? flagged = null, bool referred = false)
    {
        await using var context = CreateDbContext();
        var unique = Guid.NewGuid().ToString("N")[..10];
        var study = context.AddStudy(samePatientAs?.PatientName ?? $"Case^{unique}", DateTimeOffset.UtcNow.AddMinutes(-5), samePatientAs?.PatientId ?? unique);
        (study.BirthDate, study.Sex) = samePatientAs is null ? (new DateOnly(1953, 7, 29), "F") : (samePatientAs.BirthDate, samePatientAs.Sex);
        context.AddRun(study, GradingState.Complete, grade, flagged ?? grade?.IsHighGrade() == true, DateTimeOffset.UtcNow.AddMinutes(-5));
        if (referred)
        {
            context.Referrals.Add(new Referral { Id = Guid.CreateVersion7(), StudyId = study.Id, ReferrerId = Referrer.UserId, SubmittedAt = DateTimeOffset.UtcNow });
        }

        await context.SaveChangesAsync();
        return study;
    }

    /// <summary>A newer grading of a study.</summary>
    public async Task RegradeAsync(Study study, BilskyGrade? grade)
    {
        await using var context = CreateDbContext();
        context.AddRun(study, GradingState.Complete, grade, grade?.IsHighGrade() == true, DateTimeOffset.UtcNow);
        await context.SaveChangesAsync();
    }

    /// <summary>The case of a flagged study of a new patient.</summary>
    public async Task<PatientCase> CaseAsync(BilskyGrade? grade = BilskyGrade.Grade2, Study? study = null) =>
        await FindAsync((await Place.HandleAsync((study ?? await StudyAsync(grade)).Id, default))!.Value);

    /// <summary>A decision as the page would send it.</summary>
    public static NewDecision Decision(CaseChoice choice, int basedOn = 0, string? why = null, string rationale = "Cord compressed, one level, fit for surgery.") =>
        new(Guid.CreateVersion7(), basedOn, null, choice, rationale, null, ["Dr Ada", "Dr Cleo"], why);

    public async Task<PatientCase> FindAsync(Guid caseId)
    {
        await using var context = CreateDbContext();
        return await context.PatientCases.AsNoTracking().SingleAsync(c => c.Id == caseId);
    }

    public async Task<Guid?> CaseOfAsync(Study study)
    {
        await using var context = CreateDbContext();
        return await context.CaseStudies.Where(s => s.StudyId == study.Id).Select(s => (Guid?)s.CaseId).SingleOrDefaultAsync();
    }

    public async Task<List<CaseEvent>> HistoryAsync(Guid caseId)
    {
        await using var context = CreateDbContext();
        return await context.CaseEvents.AsNoTracking().Where(e => e.CaseId == caseId).OrderBy(e => e.Id).ToListAsync();
    }

    /// <summary>Puts a case where it is wanted, whatever way leads there.</summary>
    public async Task PutAsync(Guid caseId, CaseStage stage)
    {
        await using var context = CreateDbContext();
        await context.PatientCases.Where(c => c.Id == caseId).ExecuteUpdateAsync(c => c.SetProperty(x => x.Stage, stage));
    }

    public async Task ChangeAsync(Study study, Action<Study> change)
    {
        await using var context = CreateDbContext();
        change(await context.Studies.SingleAsync(s => s.Id == study.Id));
        await context.SaveChangesAsync();
    }

    public async Task<bool> IsDueAsync(Study study)
    {
        await using var context = CreateDbContext();
        return await context.CasesDue.AnyAsync(d => d.StudyId == study.Id);
    }

    /// <summary>A person with an account.</summary>
    public async Task<Actor> PersonAsync(string name, string role = Role.Reviewer, bool left = false)
    {
        await using var context = CreateDbContext();
        var person = new BilskyUser { Id = Guid.CreateVersion7(), UserName = $"{Guid.NewGuid():N}@example.org", Email = $"{Guid.NewGuid():N}@example.org", DisplayName = name, LockoutEnabled = left, LockoutEnd = left ? DateTimeOffset.MaxValue : null };
        context.Users.Add(person);
        var roleId = await context.Roles.Where(r => r.Name == role).Select(r => r.Id).SingleAsync();
        context.UserRoles.Add(new() { UserId = person.Id, RoleId = roleId });
        await context.SaveChangesAsync();
        return new Actor(person.Id, name, new HashSet<string> { role });
    }
}
