using BilskyWeb.Core.Clinical;

namespace BilskyWeb.Features.Studies;

/// <summary>What does not fit together.</summary>
public enum HoldKind
{
    /// <summary>Images of a known study that name another patient.</summary>
    StudyOfAnotherPatient,

    /// <summary>A known patient ID with another name.</summary>
    PatientWithAnotherName,

    /// <summary>A known patient ID with another birth date.</summary>
    PatientWithAnotherBirthDate,
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
}

/// <summary>Images whose identity contradicts what is known, held for a person. Rows are never changed after the decision: they are its record.</summary>
public sealed class IdentityHold
{
    public Guid Id { get; set; }
    public HoldKind Kind { get; set; }
    public required string StudyInstanceUid { get; set; }

    /// <summary>The study that is held; null when the images wait in staging because their study belongs to another patient.</summary>
    public Guid? StudyId { get; set; }

    /// <summary>The upload whose files wait in staging; null when the images are in the archive already.</summary>
    public Guid? UploadId { get; set; }

    /// <summary>The archive's own id of the conflicting study; null when it holds none yet.</summary>
    public string? ArchiveStudyId { get; set; }
    public required PatientIdentity Known { get; set; }
    public required PatientIdentity Incoming { get; set; }

    /// <summary>A study that the known identity comes from.</summary>
    public Guid KnownStudyId { get; set; }
    public DateTimeOffset HeldAt { get; set; }
    public HoldDecision? Decision { get; set; }
    public DateTimeOffset? DecidedAt { get; set; }
    public Guid? DecidedById { get; set; }

    /// <summary>Why, in the words of who decided.</summary>
    public string? DecisionNote { get; set; }
}
