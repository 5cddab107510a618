using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BilskyWeb.Platform.Audit;

/// <summary>
/// One record of the ledger: who did what to which study, and when. Written in the transaction of what it tells of, and never changed: the database refuses it,
/// and the chain of <see cref="LedgerSeal"/>s shows it ([ADR 12](../../../../docs/adr/0012-the-ledger.md)).
/// </summary>
public sealed class AuditEvent
{
    public long Id { get; set; }
    public DateTimeOffset At { get; set; }

    /// <summary>Null when nobody was signed in (a wrong password) or the program acted by itself.</summary>
    public Guid? ActorId { get; set; }

    /// <summary>As it was then: people leave and names change.</summary>
    public required string ActorName { get; set; }

    /// <summary>One of <see cref="AuditAction"/>.</summary>
    public required string Action { get; set; }
    public Guid? StudyId { get; set; }

    /// <summary>SHA-256 of the grader's model, where it is about one.</summary>
    public string? Model { get; set; }

    /// <summary>What else matters, for a reader, without patient identifiers.</summary>
    public string? Detail { get; set; }

    /// <summary>What else matters, for a program: JSON, kept to the byte. Without patient identifiers.</summary>
    public string? Facts { get; set; }
}

/// <summary>What is written to the trail.</summary>
public static class AuditAction
{
    public const string SignedIn = "signed in";
    public const string SignInRefused = "sign-in refused";
    public const string SignedOut = "signed out";
    public const string ViewedStudy = "viewed study";
    public const string ListedStudies = "listed studies";
    public const string Uploaded = "uploaded";
    public const string Submitted = "submitted";
    public const string MadeLink = "made referral link";
    public const string OpenedLink = "opened referral link";
    public const string RefusedLink = "refused referral link";
    public const string RevokedLink = "revoked referral link";
    public const string ChangedClinical = "changed clinical picture";
    public const string Fetched = "fetched study";
    public const string RequestedGrading = "requested grading";
    public const string Graded = "graded study";
    public const string GradedBox = "graded box";
    public const string RequestedReplay = "requested replay";
    public const string Replayed = "replayed grading";
    public const string CancelledReplay = "cancelled replay";
    public const string RequestedCheck = "requested check";
    public const string CheckedWorker = "checked worker";
    public const string CancelledGrading = "cancelled grading";
    public const string HeldArrival = "held images";
    public const string ReleasedHold = "released hold";
    public const string RejectedHold = "rejected hold";
    public const string CorrectedIdentity = "corrected identity";
    public const string IssuedKey = "issued key";
    public const string RevokedKey = "revoked key";
    public const string OpenedAccount = "opened account";
    public const string InvitedPerson = "invited person";
    public const string ChangedAccount = "changed account";
    public const string ResetPassword = "reset password";
    public const string SetPassword = "set password";
    public const string SetUpSecondFactor = "set up second factor";
    public const string SwitchedOffSecondFactor = "switched off second factor";
    public const string ResetSecondFactor = "reset second factor";
    public const string MadeRecoveryCodes = "made recovery codes";
    public const string UsedRecoveryCode = "used recovery code";
    public const string RefusedCode = "refused code";
    public const string ExportedLedger = "exported ledger";
    public const string VerifiedLedger = "verified ledger";
    public const string Reviewed = "reviewed slices";
    public const string SignedReview = "signed off review";
    public const string SentResults = "sent results";
    public const string DownloadedResult = "downloaded result";
    public const string DrewBox = "drew box";
    public const string PinnedLevel = "pinned level";
    public const string RemovedPin = "removed pin";
    public const string TookSeries = "took series by hand";
    public const string LeftSeries = "took back series by hand";
    public const string MadeReaderStudy = "made reader study";
    public const string FinishedReading = "finished reading";
    public const string ExportedReads = "exported reads";
    public const string ClosedReaderStudy = "closed reader study";
    public const string SettledCase = "settled case";
    public const string ArchivedReaderStudy = "archived reader study";
    public const string RestoredReaderStudy = "restored reader study";
    public const string DeletedReaderStudy = "deleted reader study";
    public const string MadeLabelSet = "made label set";
    public const string ImportedLabels = "imported labels";
    public const string ExportedLabels = "exported labels";
    public const string ArchivedLabelSet = "archived label set";
    public const string RestoredLabelSet = "restored label set";
    public const string DeletedLabelSet = "deleted label set";
    public const string MovedCase = "moved case";
    public const string JoinedCases = "joined cases";
    public const string SignedDecision = "signed decision";
    public const string ToldPeople = "told people";
    public const string SentNotice = "sent notification";
    public const string GaveUpNotice = "gave up notification";
    public const string RetriedNotice = "retried notification";
    public const string ChangedNoticeChoice = "changed notification choice";
    public const string ChangedRota = "changed rota";
    public const string CirculatedCase = "circulated case";
    public const string EscalatedCase = "escalated case";
    public const string AcknowledgedCase = "acknowledged case";
    public const string EndedCirculation = "ended circulation";
    public static IReadOnlyList<string> All { get; } =
        [
            SignedIn, SignInRefused, SignedOut, ViewedStudy, ListedStudies, Uploaded, Submitted, MadeLink, OpenedLink, RefusedLink, RevokedLink, ChangedClinical, Fetched, RequestedGrading, CancelledGrading, HeldArrival, ReleasedHold, RejectedHold, CorrectedIdentity, IssuedKey, RevokedKey,
            OpenedAccount, InvitedPerson, ChangedAccount, ResetPassword, SetPassword, SetUpSecondFactor, SwitchedOffSecondFactor, ResetSecondFactor, MadeRecoveryCodes, UsedRecoveryCode, RefusedCode, ExportedLedger, VerifiedLedger, Graded, GradedBox, RequestedReplay, Replayed, CancelledReplay, RequestedCheck, CheckedWorker,
            Reviewed, SignedReview, SentResults, DownloadedResult, DrewBox, PinnedLevel, RemovedPin, TookSeries, LeftSeries, MadeReaderStudy, FinishedReading, ExportedReads, ClosedReaderStudy, SettledCase,
            ArchivedReaderStudy, RestoredReaderStudy, DeletedReaderStudy, MadeLabelSet, ImportedLabels, ExportedLabels, ArchivedLabelSet, RestoredLabelSet, DeletedLabelSet,
            MovedCase, JoinedCases, SignedDecision, ToldPeople, SentNotice, GaveUpNotice, RetriedNotice, ChangedNoticeChoice, ChangedRota, CirculatedCase, EscalatedCase, AcknowledgedCase, EndedCirculation,
        ];
}

internal sealed class AuditEventTable : IEntityTypeConfiguration<AuditEvent>
{
    public void Configure(EntityTypeBuilder<AuditEvent> builder)
    {
        builder.Property(e => e.ActorName).HasMaxLength(200);
        builder.Property(e => e.Action).HasMaxLength(40);
        builder.Property(e => e.Model).HasMaxLength(64);
        builder.Property(e => e.Detail).HasMaxLength(500);
        builder.HasIndex(e => e.At);
        builder.HasIndex(e => new { e.StudyId, e.At });
        builder.HasIndex(e => new { e.ActorId, e.At });
        builder.HasIndex(e => new { e.Action, e.At });
        builder.HasIndex(e => new { e.Model, e.At }).HasFilter("\"Model\" is not null");
    }
}
