using BilskyWeb.Core.Clinical;
using BilskyWeb.Features.Intake.Studies;

namespace BilskyWeb.Features.Intake.Holds;

/// <summary>What does not fit together.</summary>
public enum HoldKind
{
    /// <summary>Images of a known study that name another patient.</summary>
    StudyOfAnotherPatient,

    /// <summary>A known patient ID with another name.</summary>
    PatientWithAnotherName,

    /// <summary>A known patient ID with another birth date, or with one where there was none.</summary>
    PatientWithAnotherBirthDate,

    /// <summary>A known patient ID with another sex.</summary>
    PatientWithAnotherSex,

    /// <summary>A known patient ID, and too little that can be read to tell whose images these are.</summary>
    IdentityNotComparable,

    /// <summary>A known study, sent by a referrer who may not see it.</summary>
    StudyFromElsewhere,

    /// <summary>Series or images whose identifiers belong to another study here.</summary>
    ImagesOfAnotherStudy,
}

/// <summary>What a person decided about a held identity.</summary>
public enum HoldDecision
{
    /// <summary>The same person after all: the images are kept and graded.</summary>
    Accepted,

    /// <summary>Somebody else or unclear: the images that came in are not kept.</summary>
    Rejected,

    /// <summary>One study, two patient IDs: the one known here is right, and the images that came in were given it.</summary>
    KnownIsRight,

    /// <summary>One study, two patient IDs: the one on the images that came in is right, and all of the study were given it.</summary>
    IncomingIsRight,

    /// <summary>Another study after all: the images that came in were given identifiers of their own.</summary>
    KeptApart,
}

/// <summary>Images whose identity contradicts what is known, held for a person. Rows are never changed after the decision: they are its record.</summary>
public sealed class IdentityHold
{
    public Guid Id { get; set; }
    public HoldKind Kind { get; set; }
    public required string StudyInstanceUid { get; set; }

    /// <summary>The study that is held; null when the images wait in staging and no study was touched.</summary>
    public Guid? StudyId { get; set; }

    /// <summary>The upload that brought the images; null when they came by the archive. Its files wait in staging unless <see cref="StudyId"/> is set: then they met the study on the way.</summary>
    public Guid? UploadId { get; set; }

    /// <summary>The archive's own id of the conflicting study; null when it holds none yet.</summary>
    public string? ArchiveStudyId { get; set; }
    public required PatientIdentity Known { get; set; }
    public required PatientIdentity Incoming { get; set; }

    /// <summary>A study that the known identity comes from.</summary>
    public Guid KnownStudyId { get; set; }
    public DateTimeOffset HeldAt { get; set; }

    /// <summary>For images that were kept apart: the study that they became.</summary>
    public string? NewStudyInstanceUid { get; set; }
    public HoldDecision? Decision { get; set; }
    public DateTimeOffset? DecidedAt { get; set; }
    public Guid? DecidedById { get; set; }

    /// <summary>Why, in the words of who decided.</summary>
    public string? DecisionNote { get; set; }

    /// <summary>True when the images wait in staging, untouched.</summary>
    public bool IsStaged => UploadId is not null && StudyId is null;

    /// <summary>True when the known and the incoming identity meet in one study.</summary>
    public bool IsWithinOneStudy => KnownStudyUid == StudyInstanceUid || Kind == HoldKind.StudyOfAnotherPatient;

    /// <summary>True when the images may be kept as they are: one patient ID, and identifiers that are theirs or that the archive keeps apart already.</summary>
    public bool MayBeAccepted => Kind != HoldKind.StudyOfAnotherPatient && !(IsStaged && Kind == HoldKind.ImagesOfAnotherStudy);

    /// <summary>True when the images that came in can be given the identity known here.</summary>
    public bool MayTakeKnownIdentity => Kind == HoldKind.StudyOfAnotherPatient || (IsStaged && IsWithinOneStudy && Known != Incoming);

    /// <summary>True when the study can be given the identity on the images that came in. Under one patient ID the archive cannot write it anew.</summary>
    public bool MayTakeIncomingIdentity => Kind == HoldKind.StudyOfAnotherPatient;

    /// <summary>True when the images can be given identifiers of their own.</summary>
    public bool MayBeKeptApart => IsStaged && (IsWithinOneStudy || Kind == HoldKind.ImagesOfAnotherStudy);

    /// <summary>True when all of the held study came in with it: what is known lies in another one. A study that was here before keeps what it had.</summary>
    public bool IsOfAllOf(Study study) => KnownStudyId != study.Id && study.ArrivedAt >= HeldAt;

    /// <summary>UID of the study that the known identity comes from.</summary>
    public string? KnownStudyUid { get; set; }
}
