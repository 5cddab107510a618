using BilskyWeb.Core.Cases;
using BilskyWeb.Core.Clinical;
using BilskyWeb.Core.Clinical.Facts;
using BilskyWeb.Core.Grading;
using BilskyWeb.Data;
using BilskyWeb.Features.Cases;
using BilskyWeb.Features.Intake.Referrals;
using BilskyWeb.Features.Intake.Studies;
using BilskyWeb.Features.Mdt.OnCall;
using BilskyWeb.Features.Notifications;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Platform.Live;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Mdt;

/// <summary>
/// Gives a study its place among the cases: opens one for it, adds it to the open case of the same patient, tells its case that it has turned out worse, or takes it out of the case of
/// somebody who is another patient. May run twice and changes nothing the second time.
/// </summary>
internal sealed class PlaceStudy(IDbContextFactory<BilskyDbContext> contexts, TellPeople tell, LiveUpdates live, TimeProvider clock)
{
    private static readonly Actor Team = new(Guid.Empty, CaseLine.Program, new HashSet<string> { Role.Reviewer });

    /// <returns>The study's case; null when it needs none.</returns>
    public async Task<Guid?> HandleAsync(Guid studyId, CancellationToken cancellationToken) => (await PlaceAsync(studyId, null, cancellationToken)).Case;

    /// <summary>The same for a person who opens the case by hand, whatever the study's grade.</summary>
    /// <returns>The study's case, and whether it is new; null when there is no such study.</returns>
    public Task<(Guid? Case, bool Added)> OpenAsync(Guid studyId, Actor actor, CancellationToken cancellationToken) => PlaceAsync(studyId, actor, cancellationToken);

    /// <summary>Makes every other placing wait until the transaction ends, in all processes: two studies of one patient must see each other's case.</summary>
    public static Task LockAsync(BilskyDbContext database, CancellationToken cancellationToken) =>
        database.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(hashtextextended('placing a study in a case', 0))", cancellationToken);

    private async Task<(Guid? Case, bool Added)> PlaceAsync(Guid studyId, Actor? byHand, CancellationToken cancellationToken)
    {
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        await LockAsync(database, cancellationToken);

        // Taken away before anything is read: what changes from here on writes it anew.
        await database.CasesDue.Where(d => d.StudyId == studyId).ExecuteDeleteAsync(cancellationToken);
        if (await database.CasesOf(database.Studies.Where(s => s.Id == studyId)).SingleOrDefaultAsync(cancellationToken) is not { } row)
        {
            await transaction.CommitAsync(cancellationToken);
            return (null, false);
        }

        var touched = new HashSet<Guid>();
        var link = await database.CaseStudies.SingleOrDefaultAsync(s => s.StudyId == studyId, cancellationToken);
        if (link is not null && await IsAnothersAsync(database, row.Study, link.CaseId, cancellationToken))
        {
            touched.Add(link.CaseId);
            database.CaseEvents.Add(Line(link.CaseId, CaseEventKind.StudyTaken, null, studyId, "Its patient was put right, and is not the one of this case's other studies."));
            database.CaseStudies.Remove(link);
            await database.SaveChangesAsync(cancellationToken);
            link = null;
        }
        else if (link is not null)
        {
            await HearAsync(database, row, link, touched, cancellationToken);
        }

        var added = false;
        if (link is null && await OpeningAsync(database, row, byHand, touched.Count > 0, cancellationToken) is { } opening)
        {
            link = await AddAsync(database, row, opening, byHand, cancellationToken);
            touched.Add(link.CaseId);
            added = true;
        }

        await database.SaveChangesAsync(cancellationToken);
        if (link is not null)
        {
            // The study may have changed while its row here was not yet to be seen.
            await database.Database.ExecuteSqlAsync($"select bilsky_case_priority({link.CaseId})", cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        foreach (var changed in touched)
        {
            await live.PublishAsync(new LiveUpdate(LiveTopic.Case, changed), cancellationToken);
        }

        return (link?.CaseId, added);
    }

    // Images that are gone, or that never came, are nobody's case: the row of a study may be older than its images.
    private static async Task<CaseOpening?> OpeningAsync(BilskyDbContext database, CaseRow row, Actor? byHand, bool wasInCase, CancellationToken cancellationToken) =>
        byHand is not null ? CaseOpening.ByHand
        : row.Study.InstanceCount == 0 && !wasInCase ? null
        : row.Study.Flagged || (row.Graded is not null && row.Study.Priority >= CasePriority.Ungraded) ? CaseOpening.Flagged
        : wasInCase || await database.Referrals.AnyAsync(r => r.StudyId == row.Study.Id, cancellationToken) ? CaseOpening.Referred
        : null;

    private async Task<CaseStudy> AddAsync(BilskyDbContext database, CaseRow row, CaseOpening opening, Actor? byHand, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var grade = row.Result(CaseAudience.Team).Grade;
        var words = Words(opening, row.Study, grade);
        var home = await FindHomeAsync(database, row.Study, cancellationToken);
        if (home is null)
        {
            home = new PatientCase { Id = Guid.CreateVersion7(), Stage = CaseStage.New, StageSince = now, Opening = opening, OpenedAt = now };
            database.PatientCases.Add(home);
            database.CaseEvents.Add(Line(home.Id, CaseEventKind.Opened, byHand, row.Study.Id, words));
        }
        else
        {
            database.CaseEvents.Add(Line(home.Id, CaseEventKind.StudyAdded, byHand, row.Study.Id, words));
            Worsen(database, home, row.Study, "A flagged study of this patient has come since.");
        }

        // Its number is the database's.
        await database.SaveChangesAsync(cancellationToken);
        if (byHand is null)
        {
            await TellOfStudyAsync(database, row.Study, opening, home, cancellationToken);
        }

        var link = new CaseStudy { StudyId = row.Study.Id, CaseId = home.Id, AddedAt = now, GradeThen = grade, PriorityKnown = row.Study.Priority };
        database.CaseStudies.Add(link);
        return link;
    }

    private async Task HearAsync(BilskyDbContext database, CaseRow row, CaseStudy link, HashSet<Guid> touched, CancellationToken cancellationToken)
    {
        if (row.Study.Priority <= link.PriorityKnown)
        {
            return;
        }

        // What had no grade may have become a high one, and a study that was only referred be flagged.
        var wasKnown = link.GradeThen is not null || link.PriorityKnown >= CasePriority.Flagged;
        var grade = row.Result(CaseAudience.Team).Grade;
        link.PriorityKnown = row.Study.Priority;
        link.GradeThen = wasKnown ? link.GradeThen : grade;
        var home = await database.PatientCases.SingleAsync(c => c.Id == link.CaseId, cancellationToken);
        if (row.Study.Flagged)
        {
            await TellAsync(
                database, new NewNotice($"worse:{row.Study.Id}:{row.Study.Priority}:{home.Version}", NoticeKind.CaseWorse, $"Case {home.Number}: a study is flagged, or graded worse than the team knew.", CaseLink.Of(home.Id)) { CaseId = home.Id },
                isUrgent: true, cancellationToken);
        }

        Worsen(database, home, row.Study, $"Graded worse than the team knew{(grade is { } now ? $": now {now.ToText()}" : "")}.");
        touched.Add(home.Id);
    }

    private async Task TellOfStudyAsync(BilskyDbContext database, Study study, CaseOpening opening, PatientCase home, CancellationToken cancellationToken)
    {
        var isEmergency = (await ClinicalPicture.ReadAsync(database, [study.Id], Team, cancellationToken))[study.Id].Facts.Urgency == Urgency.Emergency;
        var what = opening switch
        {
            CaseOpening.Flagged when study.Flagged => "a study is flagged",
            CaseOpening.Flagged => "a study could not be graded and needs a reader",
            _ => isEmergency ? "a study is referred as an emergency" : "a study is referred",
        };
        await TellAsync(database, new NewNotice($"study:{study.Id}:{home.Id}", NoticeKind.CaseOpened, $"Case {home.Number}: {what}.", CaseLink.Of(home.Id)) { CaseId = home.Id }, study.Flagged || isEmergency, cancellationToken);
    }

    // Quiet hours do not hold for whoever is on call; where nobody is, the team is told in the ordinary way.
    private async Task TellAsync(BilskyDbContext database, NewNotice told, bool isUrgent, CancellationToken cancellationToken)
    {
        var (people, isOnCall) = await Rota.WhomToTellAsync(database, clock.GetUtcNow(), cancellationToken);
        await tell.AddAsync(database, null, told with { IsUrgent = isUrgent && isOnCall }, people, cancellationToken);
    }

    private void Worsen(BilskyDbContext database, PatientCase home, Study study, string words)
    {
        var next = study.Flagged ? CaseStages.AfterWorseNews(home.Stage) : home.Stage;
        if (next == home.Stage)
        {
            return;
        }

        database.CaseEvents.Add(CaseLine.Step(home, next, CaseEventKind.Moved, null, clock.GetUtcNow(), words, study.Id));
    }

    // The newest open case with a study of the same patient, and with none that contradicts. While it is open whose images these are, they get a case of their own.
    private static async Task<PatientCase?> FindHomeAsync(BilskyDbContext database, Study study, CancellationToken cancellationToken)
    {
        if (study.HoldReason is not null)
        {
            return null;
        }

        var near = await (
            from link in database.CaseStudies
            join other in database.Studies on link.StudyId equals other.Id
            join home in database.PatientCases on link.CaseId equals home.Id
            where other.PatientId == study.PatientId && other.Id != study.Id && other.HoldReason == null && home.Stage != CaseStage.Closed
            orderby home.OpenedAt descending
            select new { Home = home, Other = other }).ToListAsync(cancellationToken);
        return near.GroupBy(n => n.Home.Id).Where(g => g.Any(n => IsSame(study, n.Other)) && !g.Any(n => IsDifferent(study, n.Other))).Select(g => g.First().Home).FirstOrDefault();
    }

    private static async Task<bool> IsAnothersAsync(BilskyDbContext database, Study study, Guid caseId, CancellationToken cancellationToken)
    {
        var others = await (
            from link in database.CaseStudies
            join other in database.Studies on link.StudyId equals other.Id
            where link.CaseId == caseId && other.Id != study.Id && other.HoldReason == null
            select other).AsNoTracking().ToListAsync(cancellationToken);

        // A person may have joined what the program could not compare, and even what differs in writing: only a study that nobody here is the same as goes.
        return study.HoldReason is null && others.Count > 0 && others.TrueForAll(o => IsDifferent(study, o))
            && !await database.CaseEvents.AnyAsync(e => e.CaseId == caseId && e.Kind == CaseEventKind.Joined, cancellationToken);
    }

    private static bool IsSame(Study a, Study b) => IdentityComparison.Of(a.Identity(), b.Identity()).Verdict == IdentityVerdict.Same;

    private static bool IsDifferent(Study a, Study b) => IdentityComparison.Of(a.Identity(), b.Identity()).Verdict == IdentityVerdict.Different;

    private static string Words(CaseOpening opening, Study study, BilskyGrade? grade) => opening switch
    {
        CaseOpening.Flagged => study.Flagged ? $"Flagged{(grade is { } highest ? $", highest grade {highest.ToText()}" : ": a reader must look")}." : "Not graded: a reader must look.",
        CaseOpening.Referred => "Referred.",
        CaseOpening.ByHand => "Opened by hand.",
    };

    private CaseEvent Line(Guid caseId, CaseEventKind kind, Actor? actor, Guid? study, string words) => CaseLine.Of(caseId, kind, actor, clock.GetUtcNow(), words, study);
}
