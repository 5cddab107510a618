using BilskyWeb.Core.Cases;
using BilskyWeb.Core.Grading;

namespace BilskyWeb.Features.Mdt;

/// <summary>Why a case was opened.</summary>
public enum CaseOpening
{
    /// <summary>A study was flagged, or needs a reader.</summary>
    Flagged,

    /// <summary>A referrer put a study before the team.</summary>
    Referred,

    /// <summary>A person opened it.</summary>
    ByHand,
}

/// <summary>
/// A patient's problem, as the team decides about it. It gathers studies (<see cref="CaseStudy"/>) and with them their referrals; the archive has the images and each study its
/// patient, of which nothing is copied here, so that a name that is put right is right in the case too.
/// </summary>
public sealed class PatientCase
{
    public Guid Id { get; set; }

    /// <summary>What people call it by: an address or a title may not hold a name.</summary>
    public int Number { get; private set; }
    public CaseStage Stage { get; set; }

    /// <summary>When it came to <see cref="Stage"/>.</summary>
    public DateTimeOffset StageSince { get; set; }

    /// <summary>Counts the steps: who moves a case says from which one, so that of two at once the second is told.</summary>
    public int Version { get; set; }
    public CaseOpening Opening { get; set; }
    public DateTimeOffset OpenedAt { get; set; }

    /// <summary>The case that this one was joined to and is shown with; never one that is joined itself.</summary>
    public Guid? JoinedIntoId { get; set; }

    /// <summary>The most urgent of its studies (<see cref="CaseResult.Priority"/>). The database keeps it, as it keeps theirs: the board is read by index.</summary>
    public int Priority { get; private set; }
}

/// <summary>A study in a case. A study is in one case at most.</summary>
public sealed class CaseStudy
{
    public Guid StudyId { get; set; }
    public Guid CaseId { get; set; }
    public DateTimeOffset AddedAt { get; set; }

    /// <summary>The grade that counted when the case took it: what has become milder since is still told.</summary>
    public BilskyGrade? GradeThen { get; set; }

    /// <summary>How urgent it was when the team settled the case last, or the most urgent that the case has known it since (<see cref="CaseResult.Priority"/>): more is news.</summary>
    public int PriorityKnown { get; set; }
}

/// <summary>
/// That a study may have to open a case, or that its case has to hear of it. The database writes it in the transaction in which a study is flagged, graded otherwise, referred or given
/// another patient (migration PatientCases), so that no writer has to remember it; <see cref="PlaceStudy"/> takes it away.
/// </summary>
public sealed class CaseDue
{
    public Guid StudyId { get; set; }
    public DateTimeOffset Since { get; set; }
}

/// <summary>What happened to a case.</summary>
public enum CaseEventKind
{
    Opened,
    StudyAdded,
    StudyTaken,
    Moved,
    Joined,
    Signed,
    TaskGiven,
    TaskDone,
    Discussed,
    Circulated,
    Escalated,
    Acknowledged,
    CirculationEnded,
}

/// <summary>A line of a case's history: who did what, and when. Lines are added and never changed; the database refuses it.</summary>
public sealed class CaseEvent
{
    public long Id { get; set; }
    public Guid CaseId { get; set; }
    public DateTimeOffset At { get; set; }

    /// <summary>Null when the program did it.</summary>
    public Guid? ActorId { get; set; }

    /// <summary>As it was then.</summary>
    public required string ActorName { get; set; }
    public CaseEventKind Kind { get; set; }

    /// <summary>For a step: from where.</summary>
    public CaseStage? From { get; set; }

    /// <summary>For a step: to where.</summary>
    public CaseStage? To { get; set; }
    public Guid? StudyId { get; set; }

    /// <summary>For a joining: the other case.</summary>
    public Guid? OtherCaseId { get; set; }

    /// <summary>In a person's words, or the program's; without patient identifiers of ours.</summary>
    public string? Words { get; set; }
}
