using BilskyWeb.Core.Cases;
using BilskyWeb.Core.Clinical;
using BilskyWeb.Features.Intake.Holds;

namespace BilskyWeb.Features.Intake.Studies;

/// <summary>A study in the archive, with the facts that lists need. The archive holds the images.</summary>
public sealed class Study
{
    public Guid Id { get; set; }
    public required string StudyInstanceUid { get; set; }
    public required string PatientId { get; set; }

    /// <summary>As DICOM writes it: family^given^middle^prefix^suffix.</summary>
    public required string PatientName { get; set; }
    public DateOnly? BirthDate { get; set; }
    public string? Sex { get; set; }

    /// <summary>Who gave the patient ID, when the images say so.</summary>
    public string? Issuer { get; set; }
    public string? AccessionNumber { get; set; }
    public DateOnly? StudyDate { get; set; }

    /// <summary>As the scanner's clock showed it; null where the images do not say, and of studies from before this was kept.</summary>
    public TimeOnly? StudyTime { get; set; }

    /// <summary>That clock's distance from UTC (0008,0201), where the images say so; else it is the site's (<c>Clocks:TimeZone</c>).</summary>
    public int? UtcOffsetMinutes { get; set; }
    public string? Description { get; set; }
    public int InstanceCount { get; set; }
    public DateTimeOffset ArrivedAt { get; set; }

    /// <summary>When the newest instance arrived: grading waits until the study is quiet.</summary>
    public DateTimeOffset LastInstanceAt { get; set; }

    /// <summary>That the study is held for a person and not graded; null when it is not held. Its referrers read this: the cause stands in the <see cref="IdentityHold"/> alone.</summary>
    public string? HoldReason { get; set; }
    public DateTimeOffset? HoldReleasedAt { get; set; }
    public Guid? HoldReleasedById { get; set; }

    /// <summary>Number of instances for which grading was last asked for; another number than <see cref="InstanceCount"/> means that it is due.</summary>
    public int? GradingRequestedFor { get; set; }

    /// <summary>When the study counts as quiet and grading may be asked for.</summary>
    public DateTimeOffset GradingDueAt { get; set; }

    /// <summary>The newest clinical run, whatever became of it. This and what follows the database keeps itself, whoever changes a run or a review: lists read it by index.</summary>
    public Guid? LastRunId { get; private set; }

    /// <summary>The newest complete clinical run, which counts.</summary>
    public Guid? GradedRunId { get; private set; }

    /// <summary>The newest clinical run since then that refused the study.</summary>
    public Guid? RefusalRunId { get; private set; }

    /// <summary>Whether the study is put before the team (<see cref="CaseResult.Flagged"/>).</summary>
    public bool Flagged { get; private set; }

    /// <summary>How urgent it is, larger first (<see cref="CaseResult.Priority"/>).</summary>
    public int Priority { get; private set; } = CasePriority.Ungraded;

    public PatientIdentity Identity() => new() { PatientId = PatientId, PatientName = PatientName, BirthDate = BirthDate, Sex = Sex, Issuer = Issuer };
}
