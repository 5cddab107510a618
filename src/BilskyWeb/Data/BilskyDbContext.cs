using BilskyWeb.Features.Accounts;
using BilskyWeb.Features.Accounts.People;
using BilskyWeb.Features.Accounts.Sessions;
using BilskyWeb.Features.Export;
using BilskyWeb.Features.Grading;
using BilskyWeb.Features.Grading.ByHand;
using BilskyWeb.Features.Grading.Levels;
using BilskyWeb.Features.Intake.ChangeFeed;
using BilskyWeb.Features.Intake.Fetch;
using BilskyWeb.Features.Intake.Holds;
using BilskyWeb.Features.Intake.Links;
using BilskyWeb.Features.Intake.Referrals;
using BilskyWeb.Features.Intake.Studies;
using BilskyWeb.Features.Intake.Uploads;
using BilskyWeb.Features.Mdt;
using BilskyWeb.Features.Mdt.Decisions;
using BilskyWeb.Features.Mdt.Meetings;
using BilskyWeb.Features.Mdt.Notes;
using BilskyWeb.Features.Mdt.OnCall;
using BilskyWeb.Features.Notifications;
using BilskyWeb.Features.Oversight.Replays;
using BilskyWeb.Features.Oversight.Workers;
using BilskyWeb.Features.Research.Labelling;
using BilskyWeb.Features.Research.ReaderStudies;
using BilskyWeb.Features.Review;
using BilskyWeb.Features.Review.Regions;
using BilskyWeb.Platform.Audit;
using Microsoft.AspNetCore.DataProtection.EntityFrameworkCore;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Data;

/// <summary>All tables. Each feature configures its own in an IEntityTypeConfiguration beside the entity.</summary>
public sealed class BilskyDbContext(DbContextOptions<BilskyDbContext> options)
    : IdentityDbContext<BilskyUser, IdentityRole<Guid>, Guid>(options), IDataProtectionKeyContext
{
    public DbSet<DataProtectionKey> DataProtectionKeys => Set<DataProtectionKey>();
    public DbSet<AuditEvent> AuditEvents => Set<AuditEvent>();
    public DbSet<LedgerSeal> LedgerSeals => Set<LedgerSeal>();
    public DbSet<UnsealedRecord> LedgerQueue => Set<UnsealedRecord>();
    public DbSet<LedgerRoot> LedgerRoots => Set<LedgerRoot>();
    public DbSet<LedgerCheck> LedgerChecks => Set<LedgerCheck>();
    public DbSet<ApiKey> ApiKeys => Set<ApiKey>();
    public DbSet<Invitation> Invitations => Set<Invitation>();
    public DbSet<Session> Sessions => Set<Session>();
    public DbSet<Upload> Uploads => Set<Upload>();
    public DbSet<UploadFile> UploadFiles => Set<UploadFile>();
    public DbSet<Referral> Referrals => Set<Referral>();
    public DbSet<ReferralLink> ReferralLinks => Set<ReferralLink>();
    public DbSet<ClinicalForm> ClinicalForms => Set<ClinicalForm>();
    public DbSet<ClinicalAnswer> ClinicalAnswers => Set<ClinicalAnswer>();
    public DbSet<StudyForm> StudyForms => Set<StudyForm>();
    public DbSet<Study> Studies => Set<Study>();
    public DbSet<IdentityHold> IdentityHolds => Set<IdentityHold>();
    public DbSet<StudyFetch> StudyFetches => Set<StudyFetch>();
    public DbSet<StudyAddition> StudyAdditions => Set<StudyAddition>();
    public DbSet<OwnInstance> OwnInstances => Set<OwnInstance>();
    public DbSet<ArchiveCursor> ArchiveCursors => Set<ArchiveCursor>();
    public DbSet<GradingRun> GradingRuns => Set<GradingRun>();
    public DbSet<GradingWorker> GradingWorkers => Set<GradingWorker>();
    public DbSet<Replay> Replays => Set<Replay>();
    public DbSet<SliceResult> SliceResults => Set<SliceResult>();
    public DbSet<LevelResult> LevelResults => Set<LevelResult>();
    public DbSet<ReaderStudy> ReaderStudies => Set<ReaderStudy>();
    public DbSet<ReaderStudyReader> ReaderStudyReaders => Set<ReaderStudyReader>();
    public DbSet<ReaderStudyCase> ReaderStudyCases => Set<ReaderStudyCase>();
    public DbSet<ReaderStudyRead> ReaderStudyReads => Set<ReaderStudyRead>();
    public DbSet<ReaderStudyConsensus> ReaderStudyConsensus => Set<ReaderStudyConsensus>();
    public DbSet<LabelSet> LabelSets => Set<LabelSet>();
    public DbSet<LabelSlice> LabelSlices => Set<LabelSlice>();
    public DbSet<SliceLabel> SliceLabels => Set<SliceLabel>();
    public DbSet<LevelPin> LevelPins => Set<LevelPin>();
    public DbSet<SeriesByHand> SeriesByHand => Set<SeriesByHand>();
    public DbSet<ReviewStanding> ReviewStandings => Set<ReviewStanding>();
    public DbSet<ReviewChange> ReviewChanges => Set<ReviewChange>();
    public DbSet<ReviewSignature> ReviewSignatures => Set<ReviewSignature>();
    public DbSet<PatientCase> PatientCases => Set<PatientCase>();
    public DbSet<CaseStudy> CaseStudies => Set<CaseStudy>();
    public DbSet<CaseDue> CasesDue => Set<CaseDue>();
    public DbSet<CaseEvent> CaseEvents => Set<CaseEvent>();
    public DbSet<CaseDecision> CaseDecisions => Set<CaseDecision>();
    public DbSet<CaseComment> CaseComments => Set<CaseComment>();
    public DbSet<CaseMention> CaseMentions => Set<CaseMention>();
    public DbSet<CaseTask> CaseTasks => Set<CaseTask>();
    public DbSet<Meeting> Meetings => Set<Meeting>();
    public DbSet<MeetingCase> MeetingCases => Set<MeetingCase>();
    public DbSet<MeetingPerson> MeetingPeople => Set<MeetingPerson>();
    public DbSet<OnCallShift> OnCallShifts => Set<OnCallShift>();
    public DbSet<Circulation> Circulations => Set<Circulation>();
    public DbSet<CirculationStep> CirculationSteps => Set<CirculationStep>();
    public DbSet<Notice> Notices => Set<Notice>();
    public DbSet<NoticeDelivery> NoticeDeliveries => Set<NoticeDelivery>();
    public DbSet<NoticeChoice> NoticeChoices => Set<NoticeChoice>();
    public DbSet<RegionRegrade> RegionRegrades => Set<RegionRegrade>();
    public DbSet<ResultRelease> ResultReleases => Set<ResultRelease>();
    public DbSet<ResultObject> ResultObjects => Set<ResultObject>();
    public DbSet<ResultDelivery> ResultDeliveries => Set<ResultDelivery>();

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.ApplyConfigurationsFromAssembly(typeof(BilskyDbContext).Assembly);
    }
}
