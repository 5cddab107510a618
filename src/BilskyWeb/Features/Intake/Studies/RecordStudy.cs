using BilskyWeb.Data;
using BilskyWeb.Features.Intake.Holds;
using BilskyWeb.Features.Intake.Uploads;
using BilskyWeb.Platform.Live;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace BilskyWeb.Features.Intake.Studies;

/// <summary>Brings a study's row in line with what the archive holds, and holds the study when its identity contradicts what is known.
/// The change feed and the upload job both come here; who comes second changes nothing.</summary>
internal sealed class RecordStudy(IDbContextFactory<BilskyDbContext> contexts, IOptions<StudyOptions> options, LiveUpdates live, TimeProvider clock)
{
    // One at a time across all processes: two new studies of one patient under two names must see each other.
    private const long RecordingLock = 0x62696C736B790001;

    /// <param name="facts">What the archive says now.</param>
    /// <param name="complete">True when the sender said that this is all, so that grading need not wait for quiet.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<Study> HandleAsync(StudyFacts facts, bool complete, CancellationToken cancellationToken)
    {
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        var study = await ApplyAsync(database, facts, complete, cancellationToken);
        await database.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await live.PublishAsync(new LiveUpdate(LiveTopic.Study, study.Id), cancellationToken);
        return study;
    }

    /// <summary>The same inside a transaction of the caller, who saves, commits and publishes.</summary>
    public async Task<Study> ApplyAsync(BilskyDbContext database, StudyFacts facts, bool complete, CancellationToken cancellationToken)
    {
        await LockAsync(database, cancellationToken);
        var now = clock.GetUtcNow();
        var study = await database.Studies.SingleOrDefaultAsync(s => s.StudyInstanceUid == facts.StudyInstanceUid, cancellationToken);
        var conflict = await CheckArrival.FindAsync(database, database.Studies, ArrivalOf(facts, study), cancellationToken);
        if (study is null)
        {
            study = NewRow(facts, now);
            database.Studies.Add(study);
        }
        if (conflict is not null && await CorrectedSinceAsync(database, facts, cancellationToken))
        {
            return study;
        }
        if (conflict is not null && !await SettledAsync(database, study, conflict, cancellationToken))
        {
            Hold(database, study, facts, conflict, now);
        }
        if (conflict?.Kind == HoldKind.StudyOfAnotherPatient)
        {
            return study; // the counts of the other patient's images are not this study's
        }
        if (study.StudyTime is null && study.StudyDate == facts.StudyDate)
        {
            (study.StudyTime, study.UtcOffsetMinutes) = (facts.StudyTime, facts.UtcOffsetMinutes); // a row made before the images arrived knows the day alone
        }
        if (study.InstanceCount != facts.InstanceCount)
        {
            await NoteAdditionAsync(database, study, facts.InstanceCount, now, cancellationToken);
            study.InstanceCount = facts.InstanceCount;
            study.LastInstanceAt = now;
            study.GradingDueAt = now + TimeSpan.FromSeconds(options.Value.QuietSeconds);
        }
        if (complete)
        {
            study.GradingDueAt = now;
        }
        return study;
    }

    /// <summary>Makes every other recording and admission wait until the transaction ends.</summary>
    public static Task LockAsync(BilskyDbContext database, CancellationToken cancellationToken) =>
        database.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock({RecordingLock})", cancellationToken);

    /// <summary>A row for a study that is not on record.</summary>
    public static Study NewRow(StudyFacts facts, DateTimeOffset now)
    {
        var patient = facts.Patients.Count > 0 ? facts.Patients[0] : facts.Patient;
        return new Study
        {
            Id = Guid.CreateVersion7(),
            StudyInstanceUid = facts.StudyInstanceUid,
            PatientId = patient.PatientId,
            PatientName = patient.PatientName,
            BirthDate = patient.BirthDate,
            Sex = patient.Sex,
            Issuer = patient.Issuer,
            AccessionNumber = facts.AccessionNumber,
            StudyDate = facts.StudyDate,
            StudyTime = facts.StudyTime,
            UtcOffsetMinutes = facts.UtcOffsetMinutes,
            Description = facts.Description,
            ArrivedAt = now,
            LastInstanceAt = now,
            GradingDueAt = now,
        };
    }

    // The archive's words for a study are one image's, which was asked when it came: for a study on record only the number is taken from them.
    private static ArrivingImages ArrivalOf(StudyFacts facts, Study? study) => new(
        facts.StudyInstanceUid,
        facts.Patients.Count > 0 ? facts.Patients
            : [study is null || study.PatientId != facts.Patient.PatientId ? facts.Patient : study.Identity()])
    {
        StudiesWithTheirUids = facts.StudiesWithTheirUids,
    };

    // Images that come once a grading was asked for are told from those that it was asked for.
    private static async Task NoteAdditionAsync(BilskyDbContext database, Study study, int instances, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (study.GradingRequestedFor is not { } after || instances <= study.InstanceCount)
        {
            return;
        }
        var sent = await database.Uploads
            .Where(u => u.State == UploadState.Sending && u.Files.Any(f => f.StudyInstanceUid == study.StudyInstanceUid && (f.Outcome == FileOutcome.Accepted || f.Outcome == FileOutcome.Stored)))
            .OrderByDescending(u => u.SubmittedAt).Select(u => (Guid?)u.Id).FirstOrDefaultAsync(cancellationToken);
        var addition = await database.StudyAdditions.SingleOrDefaultAsync(a => a.StudyId == study.Id && a.After == after && a.UploadId == sent, cancellationToken);
        if (addition is null)
        {
            addition = new StudyAddition { Id = Guid.CreateVersion7(), StudyId = study.Id, UploadId = sent, After = after };
            database.StudyAdditions.Add(addition);
        }
        addition.At = now;
        addition.Images += instances - study.InstanceCount;
    }

    // Read before somebody put the patient right, recorded after: the archive no longer says so.
    private static Task<bool> CorrectedSinceAsync(BilskyDbContext database, StudyFacts facts, CancellationToken cancellationToken) =>
        database.IdentityHolds.Corrected().AnyAsync(h => h.StudyInstanceUid == facts.StudyInstanceUid && h.DecidedAt >= facts.ReadAt, cancellationToken);

    // What a person accepted once is not held again, word for word; what waits for them is not asked twice.
    private static async Task<bool> SettledAsync(BilskyDbContext database, Study study, ArrivalConflict conflict, CancellationToken cancellationToken)
    {
        var holds = await database.IdentityHolds.AsNoTracking()
            .Where(h => h.StudyInstanceUid == study.StudyInstanceUid && h.Incoming.PatientId == conflict.Incoming.PatientId && (h.Decision == HoldDecision.Accepted || h.Decision == null && h.StudyId != null))
            .ToListAsync(cancellationToken);
        return holds.Exists(h => h.Kind == conflict.Kind && (h.Kind == HoldKind.StudyOfAnotherPatient || h.Incoming == conflict.Incoming));
    }

    private static void Hold(BilskyDbContext database, Study study, StudyFacts facts, ArrivalConflict conflict, DateTimeOffset now)
    {
        study.HoldReason = HeldWords.Reason;
        study.HoldReleasedAt = null;
        study.HoldReleasedById = null;
        var hold = conflict.ToHold(study.StudyInstanceUid, now);
        hold.StudyId = study.Id;
        hold.ArchiveStudyId = facts.ArchiveStudyId;
        hold.KnownStudyId = hold.KnownStudyId == Guid.Empty ? study.Id : hold.KnownStudyId;
        database.IdentityHolds.Add(hold);
    }
}
