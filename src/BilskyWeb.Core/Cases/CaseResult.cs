using BilskyWeb.Core.Grading;

namespace BilskyWeb.Core.Cases;

/// <summary>
/// What counts as a study's result: the one meaning that every list, page, export and answer to a program takes its grade, its flag, its levels and its key
/// images from. The newest complete clinical run counts, also while another is under way; a person's reading counts before it.
/// </summary>
/// <remarks>
/// A reading counts once somebody has read a slice or signed; who has only chosen a key image has not judged. A reading that was laid over an earlier run
/// (<see cref="ReadingIsBehind"/>: the study has been graded again and the review not yet brought over) counts together with the new run, the more severe of
/// each: neither a person's word nor a new finding is lost in the moment between the two.
/// <para>
/// A study that a later grading refuses (<see cref="CaseGrading.Refusal"/>: a series left to the rules again, images that spoil the rest) has no answer of today.
/// "Not graded" is worse than a low grade, because it may be anything, and milder than a high one: a flag and a high grade stay, a low grade steps back to
/// what was said before, until a person who knows of it signs.
/// </para>
/// </remarks>
public sealed record CaseResult
{
    /// <summary>The highest grade as it counts; null where there is none.</summary>
    public BilskyGrade? Grade { get; private init; }

    /// <summary>What the model alone says.</summary>
    public BilskyGrade? ModelGrade { get; private init; }

    /// <summary>The worst grade of any slice alone: a second fact beside <see cref="Grade"/>, which neighbours support.</summary>
    public BilskyGrade? HighestSingleGrade { get; private init; }

    /// <summary>Whether the study is put before the team.</summary>
    public bool Flagged { get; private init; }

    /// <summary>True where a part of the spine has no answer.</summary>
    public bool NeedsReader { get; private init; }

    /// <summary>Why flagged or not; null while there is no result.</summary>
    public string? Reason { get; private init; }

    /// <summary>True when <see cref="Grade"/> is a person's.</summary>
    public bool GradeByReviewer { get; private init; }

    /// <summary>The earlier, more severe grade that stands beside <see cref="Grade"/> until a reviewer signs; null when there is none.</summary>
    public BilskyGrade? EarlierGrade { get; private init; }

    /// <summary>The run that <see cref="EarlierGrade"/> comes from.</summary>
    public Guid? EarlierRunId { get; private init; }

    /// <summary>True where the newest grading could not say anything of the study and nobody has signed since: a reader must look.</summary>
    public bool IsRefused { get; private init; }

    /// <summary>True when a person's reading decides, alone or together with a newer run.</summary>
    public bool ReadingCounts { get; private init; }

    /// <summary>True when the reading was laid over an earlier run than the one that counts.</summary>
    public bool ReadingIsBehind { get; private init; }

    /// <summary>Whether a reading counts.</summary>
    /// <param name="reading">The reading; null when there is none.</param>
    /// <param name="audience">Who asks.</param>
    public static bool Counts(CaseReading? reading, CaseAudience audience) => audience switch
    {
        CaseAudience.Team => reading is { SlicesRead: > 0 } or { IsSigned: true },
        CaseAudience.Referrer => reading is { IsSigned: true, ChangedSinceSigned: false },
    };

    /// <summary>Decides.</summary>
    /// <param name="grading">The newest complete clinical run; null while there is none.</param>
    /// <param name="reading">What people made of it, or of the run before it; null when nobody has begun.</param>
    /// <param name="audience">Who asks.</param>
    public static CaseResult Of(CaseGrading? grading, CaseReading? reading, CaseAudience audience)
    {
        var read = Counts(reading, audience) ? reading : null;

        // The run speaks where nobody has read it: alone, or beside a reading of the run before.
        var unread = read is null || grading?.RunId != read.RunId ? grading : null;
        var grade = Worse(read?.Grade, unread?.Grade);
        var keepsEarlier = unread is not null || read is { IsSignedOnRun: false };
        var result = new CaseResult
        {
            Grade = grade,
            ModelGrade = grading?.Grade,
            HighestSingleGrade = Worse(read?.HighestSingleGrade, unread?.HighestSingleGrade),
            Flagged = read?.Flagged == true || unread?.Flagged == true,
            NeedsReader = read?.NeedsReader == true || unread?.NeedsReader == true,
            Reason = read is null ? unread?.Reason : unread is { Flagged: true } && !read.Flagged ? $"{unread.Reason} {read.Reason}".Trim() : read.Reason,
            GradeByReviewer = read is { GradeByReviewer: true } && grade == read.Grade,
            EarlierGrade = keepsEarlier ? grading?.EarlierGrade : null,
            EarlierRunId = keepsEarlier ? grading?.EarlierRunId : null,
            ReadingCounts = read is not null,
            ReadingIsBehind = read is not null && unread is not null,
        };
        var settled = unread is null && read is { IsSigned: true, ChangedSinceSigned: false, IsSignedOnRun: true, IsSignedAfterRefusal: true };
        return grading?.Refusal is { } refusal && !settled ? result.Refused(refusal, grade == read?.Grade ? read?.RunId : grading.RunId) : result;
    }

    private CaseResult Refused(string refusal, Guid? gradeOf)
    {
        var stays = Grade >= BilskyGrades.FirstHighGrade;
        var before = new StudyResult(Worse(Grade, EarlierGrade), Flagged);
        return this with
        {
            IsRefused = true,
            NeedsReader = true,
            Reason = $"The newest grading could not grade the study, so a reader must look at the images. {refusal} Before: {before.Words}.{(Flagged ? $" The flag stays. {Reason}" : "")}".TrimEnd(),
            Grade = stays ? Grade : null,
            ModelGrade = stays ? ModelGrade : null,
            GradeByReviewer = stays && GradeByReviewer,
            EarlierGrade = stays ? EarlierGrade : before.Grade,
            EarlierRunId = stays || EarlierGrade >= before.Grade ? EarlierRunId : before.Grade is null ? null : gradeOf,
        };
    }

    /// <summary>
    /// How urgent a case is, larger first: high grades by the worst slice, supported or not, an earlier result that still stands counting; then what is flagged
    /// for a reader's look; then what has no grade yet, because it may be anything; then low grades.
    /// </summary>
    public int Priority
    {
        get
        {
            var worst = Worse(Grade, EarlierGrade);
            return worst >= BilskyGrades.FirstHighGrade ? CasePriority.Flagged + (int)Worse(HighestSingleGrade, worst)!.Value
                : Flagged ? CasePriority.Flagged
                : Grade is { } low ? (int)low
                : CasePriority.Ungraded;
        }
    }

    private static BilskyGrade? Worse(BilskyGrade? one, BilskyGrade? other) => one is null || other > one ? other : one;
}

/// <summary>The steps of <see cref="CaseResult.Priority"/>, named because the database orders by them too.</summary>
public static class CasePriority
{
    /// <summary>Flagged for a reader's look; a high grade lies above it by its number.</summary>
    public const int Flagged = 20;

    /// <summary>Without a grade.</summary>
    public const int Ungraded = 10;
}
