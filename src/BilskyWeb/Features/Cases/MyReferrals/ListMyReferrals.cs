using BilskyWeb.Core.Cases;
using BilskyWeb.Core.Clinical.Clocks;
using BilskyWeb.Core.Grading;
using BilskyWeb.Data;
using BilskyWeb.Features.Cases.Clocks;
using BilskyWeb.Features.Cases.Worklist;
using BilskyWeb.Features.Grading;
using BilskyWeb.Features.Intake.Referrals;
using BilskyWeb.Features.Intake.Holds;
using BilskyWeb.Features.Intake.Studies;
using BilskyWeb.Features.Intake.Uploads;
using BilskyWeb.Platform.Auth;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace BilskyWeb.Features.Cases.MyReferrals;

/// <summary>Where a referral stands.</summary>
public enum ReferralState
{
    /// <summary>Uploaded and checked, not submitted yet.</summary>
    NotSubmitted,

    /// <summary>Submitted; on its way to the archive.</summary>
    Sending,

    /// <summary>In the archive, waiting for grading.</summary>
    Submitted,
    InProgress,
    Complete,

    /// <summary>Cannot be graded, or was not stored: says why.</summary>
    Rejected,
    Failed,

    /// <summary>Waits until a person has settled whose images these are.</summary>
    Held,
}

/// <summary>One line of a referrer's own list.</summary>
public sealed record MyReferral
{
    public Guid? StudyId { get; init; }
    public Guid? UploadId { get; init; }
    public required string PatientName { get; init; }
    public required string PatientId { get; init; }
    public DateOnly? StudyDate { get; init; }
    public string? Description { get; init; }
    public string? PrimaryCancer { get; init; }
    public DateTimeOffset At { get; init; }
    public ReferralState State { get; init; }

    /// <summary>A sentence about the state; null when it needs none.</summary>
    public string? Detail { get; init; }
    public int Done { get; init; }
    public int Total { get; init; }
    public BilskyGrade? HighestGrade { get; init; }

    /// <summary>True when a grading is complete: its grade and flag stand whatever became of a later one.</summary>
    public bool IsGraded { get; init; }

    /// <summary>True when the grade is what a reviewer signed; else it is the model's.</summary>
    public bool GradeByReviewer { get; init; }
    public bool Flagged { get; init; }

    /// <summary>Which part of the spine was looked at; null while nothing was.</summary>
    public CoverageNote? Coverage { get; init; }

    /// <summary>True where a part of the spine has no answer, so that a person must look.</summary>
    public bool NeedsReader { get; init; }

    /// <summary>The earlier, more severe grade that stands beside the newest until a reviewer signs; null when there is none.</summary>
    public BilskyGrade? EarlierGrade { get; init; }

    /// <summary>Who signed the review and when; null while nobody has. What is under way is not the referrer's to see.</summary>
    public ReviewNote? Review { get; init; }

    /// <summary>How far it is, in the order in which it goes; empty while it is no referral yet.</summary>
    public IReadOnlyList<ReferralStep> Steps { get; init; } = [];

    /// <summary>What the team decided; null while it has not.</summary>
    public ReferralOutcome? Outcome { get; init; }
}

/// <summary>A step on a referral's way.</summary>
/// <param name="Words">In the referrer's words.</param>
/// <param name="At">When it was reached; null while it is not.</param>
public sealed record ReferralStep(string Words, DateTimeOffset? At);

/// <summary>What the asker has referred, newest first, with where each stands. Only their own, whatever their role.</summary>
internal sealed class ListMyReferrals(IDbContextFactory<BilskyDbContext> contexts, IOptions<ClockOptions> clocks, ReferralOutcomes? outcomes = null)
{
    private const int Most = 100;

    public async Task<IReadOnlyList<MyReferral>> HandleAsync(Actor actor, CancellationToken cancellationToken)
    {
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        List<MyReferral> all = [.. await UploadsAsync(database, actor, cancellationToken), .. await ReferralsAsync(database, actor, cancellationToken)];
        var shown = all.OrderByDescending(r => r.At).Take(Most).ToList();
        if (outcomes is null)
        {
            return shown;
        }

        var decided = await outcomes.ReadAsync(database, [.. shown.Where(r => r.State != ReferralState.Held).Select(r => r.StudyId).OfType<Guid>()], cancellationToken);
        return [.. shown.Select(r => r.StudyId is { } study && r.State != ReferralState.Held && decided.TryGetValue(study, out var outcome) ? r with { Outcome = outcome } : r)];
    }

    // Uploads that are no referral yet, or that became none and should say why.
    private static async Task<IEnumerable<MyReferral>> UploadsAsync(BilskyDbContext database, Actor actor, CancellationToken cancellationToken)
    {
        var uploads = await database.Uploads.AsNoTracking()
            .Where(u => u.OwnerId == actor.UserId && (u.State == UploadState.Checked || u.State == UploadState.Sending
                || u.State == UploadState.Failed && u.SubmittedAt != null
                || u.Files.Any(f => f.Outcome == FileOutcome.Held)))
            .OrderByDescending(u => u.StartedAt).Take(Most)
            .Select(u => new
            {
                u.Id,
                u.State,
                u.StartedAt,
                u.SubmittedAt,
                u.Error,
                u.Notice,
                u.PrimaryCancer,
                u.Preflight,
                Files = u.Files.Count(f => f.Outcome == FileOutcome.Accepted || f.Outcome == FileOutcome.Stored),
                Stored = u.Files.Count(f => f.Outcome == FileOutcome.Stored),
                Held = u.Files.Where(f => f.Outcome == FileOutcome.Held).Select(f => new { f.StudyInstanceUid, f.PatientId }).Distinct().ToList(),
            })
            .ToListAsync(cancellationToken);
        return uploads.SelectMany(u => (Preflight.FromJson(u.Preflight)?.Studies ?? [])
            // Of an upload that is through, what is held; the rest of it is a referral of its own.
            .Where(s => u.State is not UploadState.Sent || u.Held.Exists(h => h.StudyInstanceUid == s.StudyInstanceUid && h.PatientId == s.Patient.PatientId))
            .Take(u.State is UploadState.Sent ? int.MaxValue : 1).Select(study => new MyReferral
            {
                UploadId = u.Id,
                PatientName = study.Patient.PatientName,
                PatientId = study.Patient.PatientId,
                StudyDate = study.StudyDate,
                Description = study.Description,
                PrimaryCancer = u.PrimaryCancer,
                At = u.SubmittedAt ?? u.StartedAt,
                State = u.State switch
                {
                    UploadState.Checked => ReferralState.NotSubmitted,
                    UploadState.Sending => ReferralState.Sending,
                    UploadState.Failed => ReferralState.Failed,
                    _ => ReferralState.Held,
                },
                Detail = u.State switch
                {
                    UploadState.Checked => "The images are checked and wait for you to submit them.",
                    UploadState.Sending => u.Notice,
                    UploadState.Failed => u.Error,
                    _ => HeldWords.Reason,
                },
                Done = u.Stored,
                Total = u.Files,
            }));
    }

    private async Task<IEnumerable<MyReferral>> ReferralsAsync(BilskyDbContext database, Actor actor, CancellationToken cancellationToken)
    {
        var newest = database.Referrals.AsNoTracking()
            .Where(r => r.ReferrerId == actor.UserId && database.Studies.Any(s => s.Id == r.StudyId && s.InstanceCount > 0))
            .OrderByDescending(r => r.SubmittedAt).Take(Most);
        var referrals = await (
            from referral in newest
            join found in database.CasesOf(database.Studies) on referral.StudyId equals found.Study.Id
            orderby referral.SubmittedAt descending
            select new { Referral = referral, Case = found }).ToListAsync(cancellationToken);
        List<Study> studies = [.. referrals.Select(r => r.Case.Study)];
        List<Guid> ids = [.. studies.Select(s => s.Id)];

        // What they say themselves, also where they are of the team and may read what everybody says.
        var pictures = await ClinicalPicture.ReadAsync(database, ids, actor with { Roles = new HashSet<string>() }, cancellationToken);
        var steps = await StagesReached.ReadAsync(database, ids, cancellationToken);
        var times = await ReadCaseTimes.ReadAsync(database, studies, pictures, clocks.Value.Zone, cancellationToken, steps);
        return referrals.Select(r => Line(r.Referral, r.Case, r.Case.Result(CaseAudience.Referrer)) with
        {
            PrimaryCancer = pictures[r.Case.Study.Id].Facts.PrimaryWords ?? r.Referral.PrimaryCancer,
            Steps = StepsOf(r.Referral, r.Case, times[r.Case.Study.Id], [.. steps[r.Case.Study.Id]]),
        });
    }

    // Held, and what comes after it, is told by the state alone: until a person has settled whose images they are there is nothing to follow.
    private static IReadOnlyList<ReferralStep> StepsOf(Referral referral, CaseRow found, CaseTimes times, List<StageReached> team) => found.Study.HoldReason is not null ? [new("Received", referral.SubmittedAt)] :
    [
        new("Received", referral.SubmittedAt),
        new("Graded", found.Graded?.FinishedAt),
        new("Seen by the team", times.ViewedAt ?? found.Standing?.SignedOffAt),
        new("Read and signed", found.Standing?.SignedOffAt),
        .. team.LastOrDefault(s => s.IsOfHome) is { } last && WordsOf(last.Stage) is { } words ? new[] { new ReferralStep(words, last.At) } : [],
    ];

    // Where the team has the case now, in words that tell the referrer whether it is their turn.
    private static string? WordsOf(string stage) => stage switch
    {
        nameof(CaseStage.NeedsInformation) => "The team needs information from you",
        nameof(CaseStage.Listed) => "Listed for the team's meeting",
        nameof(CaseStage.Decided) => "Decided by the team",
        nameof(CaseStage.Treated) => "Treated",
        nameof(CaseStage.Closed) => "Closed by the team",
        _ => null,
    };

    private static MyReferral Line(Referral referral, CaseRow found, CaseResult counts) => new()
    {
        StudyId = found.Study.Id,
        PatientName = found.Study.PatientName,
        PatientId = found.Study.PatientId,
        StudyDate = found.Study.StudyDate,
        Description = found.Study.Description,
        PrimaryCancer = referral.PrimaryCancer,
        At = referral.SubmittedAt,
        State = found.Study.HoldReason is not null ? ReferralState.Held : found.Last?.State switch
        {
            GradingState.InProgress => ReferralState.InProgress,
            GradingState.Complete => ReferralState.Complete,
            GradingState.Failed or GradingState.Cancelled => ReferralState.Failed,
            GradingState.Rejected => ReferralState.Rejected,
            GradingState.Submitted or null => ReferralState.Submitted,
        },
        Detail = found.Study.HoldReason ?? (counts.IsRefused ? counts.Reason : null) ?? found.Last?.State switch
        {
            GradingState.Complete => counts.Reason,
            GradingState.Cancelled => "The grading was cancelled. The images are in the archive; ask the team.",
            null or GradingState.Submitted or GradingState.InProgress => null,
            GradingState.Failed or GradingState.Rejected => found.Last.Error,
        },
        Done = found.Last?.SlicesDone ?? 0,
        Total = found.Last?.SlicesTotal ?? 0,
        HighestGrade = counts.Grade,
        GradeByReviewer = counts.GradeByReviewer,
        Flagged = counts.Flagged,
        Coverage = counts is { IsRefused: true, Grade: null } ? null : CoverageNote.Of(found.Graded?.Coverage),
        NeedsReader = counts.NeedsReader,
        EarlierGrade = counts.EarlierGrade,
        IsGraded = found.Graded is not null,
        Review = found.Standing is { SignedOffAt: not null } signed ? ReviewNote.Of(signed) : null,
    };
}
