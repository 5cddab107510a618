using BilskyWeb.Core.Clinical.Facts;
using BilskyWeb.Data;
using BilskyWeb.Platform.Auth;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Intake.Referrals;

/// <summary>One field of a study's clinical picture with everything that was ever said of it.</summary>
/// <param name="Rule">The field.</param>
/// <param name="Versions">Oldest first; the last one counts.</param>
public sealed record ClinicalLine(ClinicalFieldRule Rule, IReadOnlyList<ClinicalVersion> Versions)
{
    /// <summary>What counts.</summary>
    public ClinicalVersion Now => Versions[^1];

    /// <summary>True where something was said after the referral was submitted that is not what was said before.</summary>
    public bool IsChanged => Versions.Count > 1 || Now.AfterSubmission;
}

/// <summary>What one person said, when.</summary>
/// <param name="Value">As it is stored; null where it was taken back.</param>
/// <param name="By">Their name then.</param>
/// <param name="At">When.</param>
/// <param name="AfterSubmission">True where it came after the form was submitted with its images.</param>
public sealed record ClinicalVersion(string? Value, string By, DateTimeOffset At, bool AfterSubmission);

/// <summary>An answer of a form about a study.</summary>
/// <param name="StudyId">Which study.</param>
/// <param name="OwnerId">Whose form.</param>
/// <param name="Late">True where it came after the form was submitted with its images; on a form about a study that was here already everything did.</param>
/// <param name="Answer">The answer.</param>
internal sealed record SaidOfStudy(Guid StudyId, Guid OwnerId, bool Late, ClinicalAnswer Answer);

/// <summary>What is known of the patient of a study, from everybody who said something.</summary>
public sealed class ClinicalPicture
{
    /// <summary>Nothing said.</summary>
    public static ClinicalPicture None { get; } = new([], ClinicalFacts.None);

    private ClinicalPicture(IReadOnlyList<ClinicalLine> lines, ClinicalFacts facts) => (Lines, Facts) = (lines, facts);

    /// <summary>In the order of the form.</summary>
    public IReadOnlyList<ClinicalLine> Lines { get; }

    /// <summary>What counts.</summary>
    public ClinicalFacts Facts { get; }

    /// <summary>True when nobody said anything.</summary>
    public bool IsEmpty => Lines.Count == 0;

    /// <summary>When somebody last changed something after submission; null where nobody did.</summary>
    public DateTimeOffset? ChangedAt => Lines.SelectMany(l => l.Versions).Where(v => v.AfterSubmission).Select(v => (DateTimeOffset?)v.At).Max();

    /// <summary>What counts of some answers, oldest first.</summary>
    internal static ClinicalFacts FactsOf(IEnumerable<ClinicalAnswer> answers)
    {
        var newest = new Dictionary<ClinicalField, string>();
        foreach (var answer in answers)
        {
            newest[answer.Field] = answer.Value ?? "";
        }

        return new ClinicalFacts(newest);
    }

    /// <param name="database">The database.</param>
    /// <param name="studyIds">Studies that the asker may see.</param>
    /// <param name="actor">The asker: a referrer reads what they wrote themselves, as with referrals.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>One for every study asked for.</returns>
    internal static async Task<IReadOnlyDictionary<Guid, ClinicalPicture>> ReadAsync(
        BilskyDbContext database, IReadOnlyCollection<Guid> studyIds, Actor actor, CancellationToken cancellationToken) =>
        Of(studyIds, await SaidAsync(database, studyIds, actor, cancellationToken));

    /// <returns>One for every study asked for, of what <see cref="SaidAsync"/> read.</returns>
    internal static IReadOnlyDictionary<Guid, ClinicalPicture> Of(IReadOnlyCollection<Guid> studyIds, ILookup<Guid, SaidOfStudy> said) =>
        studyIds.Distinct().ToDictionary(id => id, id => Of(said[id]));

    /// <param name="database">The database.</param>
    /// <param name="studyIds">Studies that the asker may see.</param>
    /// <param name="actor">The asker: a referrer reads their own forms alone.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>What submitted forms say, by study, oldest first.</returns>
    internal static async Task<ILookup<Guid, SaidOfStudy>> SaidAsync(
        BilskyDbContext database, IReadOnlyCollection<Guid> studyIds, Actor actor, CancellationToken cancellationToken) =>
        (await (
            from link in database.StudyForms.AsNoTracking()
            join form in database.ClinicalForms on link.FormId equals form.Id
            join answer in database.ClinicalAnswers on form.Id equals answer.FormId
            where studyIds.Contains(link.StudyId) && form.SubmittedAt != null && (actor.IsReviewer || form.OwnerId == actor.UserId)
            orderby answer.At, answer.Id
            select new SaidOfStudy(link.StudyId, form.OwnerId, form.UploadId == null || answer.At > form.SubmittedAt, answer)).ToListAsync(cancellationToken)).ToLookup(s => s.StudyId);

    private static ClinicalPicture Of(IEnumerable<SaidOfStudy> answers)
    {
        // Of a draft only what it said when it was submitted: what stood there before, or in another tab, was never told to anybody.
        var told = answers.GroupBy(a => (a.Answer.FormId, a.Answer.Field))
            .SelectMany(g =>
            {
                var ordered = g.OrderBy(a => a.Answer.Id).ToList();
                var lastOfDraft = ordered.FindLastIndex(a => !a.Late);
                return ordered.Skip(Math.Max(0, lastOfDraft));
            })
            .OrderBy(a => a.Answer.At).ThenBy(a => a.Answer.Id).ToList();
        if (told.Count == 0)
        {
            return None;
        }

        var lines = told.GroupBy(a => a.Answer.Field).Where(g => g.Any(a => a.Answer.Value is not null))
            .Select(g => new ClinicalLine(
                ClinicalFields.RuleOf(g.Key),
                [.. g.Select(a => new ClinicalVersion(a.Answer.Value, a.Answer.ByName, a.Answer.At, a.Late))]))
            .OrderBy(l => ClinicalFields.All.TakeWhile(r => r != l.Rule).Count());
        return new ClinicalPicture([.. lines], FactsOf(told.Select(a => a.Answer)));
    }
}
