using BilskyWeb.Clinical;
using BilskyWeb.Core.Clinical.Clocks;
using BilskyWeb.Core.Grading;
using BilskyWeb.Features.Grading;
using BilskyWeb.Features.Intake.Studies;

namespace BilskyWeb.Features.Cases.Worklist;

/// <summary>One study as the worklist shows it.</summary>
public sealed record WorklistRow
{
    public required Guid StudyId { get; init; }
    public required string PatientName { get; init; }
    public required string PatientId { get; init; }
    public DateOnly? BirthDate { get; init; }
    public string? Sex { get; init; }
    public string? AccessionNumber { get; init; }

    /// <summary>The date of the MRI.</summary>
    public DateOnly? StudyDate { get; init; }
    public required DateTimeOffset ArrivedAt { get; init; }
    public required CaseState State { get; init; }

    /// <summary>Why it is held, failed or rejected, or what it waits for.</summary>
    public string? Why { get; init; }
    public int SlicesDone { get; init; }
    public int SlicesTotal { get; init; }

    /// <summary>The highest grade, reviewers' grades counting before the model's; from the last complete grading, also while a newer one runs.</summary>
    public BilskyGrade? Grade { get; init; }
    public bool GradeByReviewer { get; init; }

    /// <summary>The worst grade of any slice alone, counted in the same way.</summary>
    public BilskyGrade? HighestSingleGrade { get; init; }

    /// <summary>True where a part of the spine has no answer, so that a person must look.</summary>
    public bool NeedsReader { get; init; }

    /// <summary>True where the newest grading could not say anything of the study and nobody has signed since.</summary>
    public bool IsRefused { get; init; }

    /// <summary>What the model alone says.</summary>
    public BilskyGrade? ModelGrade { get; init; }

    /// <summary>How far the review is; null while nobody has read a slice.</summary>
    public ReviewNote? Review { get; init; }
    public bool Flagged { get; init; }
    public string? FlagReason { get; init; }

    /// <summary>Which part of the spine was looked at; null while nothing was.</summary>
    public CoverageNote? Coverage { get; init; }

    /// <summary>The earlier, more severe grade that stands beside the newest until a reviewer signs; null when there is none.</summary>
    public BilskyGrade? EarlierGrade { get; init; }

    /// <summary>Images that arrived after the study was first graded, oldest first.</summary>
    public IReadOnlyList<Addition> Additions { get; init; } = [];
    public Guid? GradedRunId { get; init; }
    public string? PrimaryCancer { get; init; }
    public string? Referrer { get; init; }

    /// <summary>True when a referrer wrote a note for the team; it stands on the study's page.</summary>
    public bool HasNote { get; init; }

    /// <summary>How urgent the referrer calls it, in a word; null where nobody does.</summary>
    public string? Urgency { get; init; }

    /// <summary>True when something was added to the clinical picture, or changed, after the referral.</summary>
    public bool ClinicalChanged { get; init; }

    /// <summary>The running clock that is due first; null where none runs.</summary>
    public CaseClock? Clock { get; init; }

    /// <summary>The levels of the highest grade, head first.</summary>
    public IReadOnlyList<string> Levels { get; init; } = [];

    /// <summary>The slices as <see cref="StripText"/>: rows travel with the page, and a spine of 200 slices must stay small.</summary>
    public string Strip { get; init; } = "";
}

/// <summary>A review in short.</summary>
public sealed record ReviewNote(int SlicesRead, int Conflicts, DateTimeOffset? SignedOffAt, string? SignedOffBy, int Addenda, bool ChangedSinceSigned)
{
    /// <summary>Null while nobody has read a slice.</summary>
    public static ReviewNote? Of(ReviewStanding? standing) => standing is null || (standing.SlicesRead == 0 && standing.SignedOffAt is null) ? null
        : new ReviewNote(standing.SlicesRead, standing.Conflicts, standing.SignedOffAt, standing.SignedOffBy, standing.Addenda, standing.ChangedSinceSigned);
}

/// <summary>One page of the worklist.</summary>
public sealed record WorklistView(IReadOnlyList<WorklistRow> Rows, int Total);
