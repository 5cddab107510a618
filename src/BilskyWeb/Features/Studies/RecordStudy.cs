using BilskyWeb.Data;
using BilskyWeb.Platform.Live;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace BilskyWeb.Features.Studies;

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
        await database.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock({RecordingLock})", cancellationToken);
        var now = clock.GetUtcNow();
        var study = await database.Studies.SingleOrDefaultAsync(s => s.StudyInstanceUid == facts.StudyInstanceUid, cancellationToken);
        var conflict = await CheckIdentity.FindAsync(database, facts.StudyInstanceUid, facts.Patient, cancellationToken);
        if (study is null)
        {
            study = new Study
            {
                Id = Guid.CreateVersion7(),
                StudyInstanceUid = facts.StudyInstanceUid,
                PatientId = facts.Patient.PatientId,
                PatientName = facts.Patient.PatientName,
                BirthDate = facts.Patient.BirthDate,
                Sex = facts.Patient.Sex,
                AccessionNumber = facts.AccessionNumber,
                StudyDate = facts.StudyDate,
                Description = facts.Description,
                ArrivedAt = now,
            };
            database.Studies.Add(study);
        }
        if (conflict is not null && await CorrectedSinceAsync(database, facts, cancellationToken))
        {
            return study;
        }
        if (conflict is not null && !await SettledAsync(database, study, conflict, cancellationToken))
        {
            await HoldAsync(database, study, facts, conflict, now, cancellationToken);
        }
        if (conflict?.Kind == HoldKind.StudyOfAnotherPatient)
        {
            return study; // the counts of the other patient's images are not this study's
        }
        if (study.InstanceCount != facts.InstanceCount)
        {
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

    // Read before somebody put the patient right, recorded after: the archive no longer says so.
    private static Task<bool> CorrectedSinceAsync(BilskyDbContext database, StudyFacts facts, CancellationToken cancellationToken) =>
        database.IdentityHolds.AnyAsync(h => h.StudyInstanceUid == facts.StudyInstanceUid && h.DecidedAt >= facts.ReadAt
            && (h.Decision == HoldDecision.KnownIsRight || h.Decision == HoldDecision.IncomingIsRight), cancellationToken);

    // What a person accepted once is not held again; what they rejected stays rejected.
    private static async Task<bool> SettledAsync(BilskyDbContext database, Study study, IdentityConflict conflict, CancellationToken cancellationToken) =>
        study.HoldReleasedAt is not null && conflict.Kind != HoldKind.StudyOfAnotherPatient
        || await database.IdentityHolds.AnyAsync(h => h.StudyInstanceUid == study.StudyInstanceUid && h.Incoming.PatientId == conflict.Incoming.PatientId
            && (h.Decision == HoldDecision.Accepted || h.Decision == null && h.UploadId == null), cancellationToken);

    private static async Task HoldAsync(
        BilskyDbContext database, Study study, StudyFacts facts, IdentityConflict conflict, DateTimeOffset now, CancellationToken cancellationToken)
    {
        study.HoldReason = conflict.HoldReason;
        study.HoldReleasedAt = null;
        study.HoldReleasedById = null;
        await database.IdentityHolds.AddAsync(
            new IdentityHold
            {
                Id = Guid.CreateVersion7(),
                Kind = conflict.Kind,
                StudyInstanceUid = study.StudyInstanceUid,
                StudyId = study.Id,
                ArchiveStudyId = facts.ArchiveStudyId,
                Known = conflict.Known,
                Incoming = conflict.Incoming,
                KnownStudyId = conflict.KnownStudyId,
                HeldAt = now,
            }, cancellationToken);
    }
}
