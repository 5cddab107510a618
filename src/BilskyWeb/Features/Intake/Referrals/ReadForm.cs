using BilskyWeb.Core;
using BilskyWeb.Core.Clinical.Facts;
using BilskyWeb.Data;
using BilskyWeb.Features.Intake.Studies;
using BilskyWeb.Platform.Auth;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Intake.Referrals;

/// <summary>One's own form as its page shows it.</summary>
public sealed record FormView
{
    public required Guid Id { get; init; }
    public DateTimeOffset? SubmittedAt { get; init; }

    /// <summary>By code of the field.</summary>
    public required IReadOnlyDictionary<string, FormAnswer> Answers { get; init; }

    /// <summary>Codes of what has to be there, by code of the urgency; "" stands for no urgency.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<string>> Required { get; init; }
}

/// <summary>The newest answer of a field.</summary>
/// <param name="Value">As it is stored; null where it was taken back.</param>
/// <param name="At">When it was written.</param>
/// <param name="TabId">The tab that wrote it.</param>
/// <param name="Elsewhere">What another tab had written in the same field before, and which nobody may lose; null where there is nothing.</param>
public sealed record FormAnswer(string? Value, DateTimeOffset At, Guid TabId, string? Elsewhere);

/// <summary>A draft of one's own, in a line.</summary>
public sealed record DraftLine(Guid Id, Guid? UploadId, DateTimeOffset ChangedAt, string? Primary, string? Urgency);

/// <summary>Reads one's own forms. Nobody else's, whatever the role: what the team may see of a form they see with its study.</summary>
internal sealed class ReadForm(IDbContextFactory<BilskyDbContext> contexts)
{
    private const int MostDrafts = 10;

    internal static IReadOnlyDictionary<string, IReadOnlyList<string>> RequiredByUrgency { get; } = ClinicalTerms.Urgency.Terms
        .Select(t => (t.Code, Urgency: (Urgency?)t.Value)).Append((Code: "", Urgency: null))
        .ToDictionary(u => u.Code, u => (IReadOnlyList<string>)[.. ClinicalFields.RequiredFor(u.Urgency).Select(f => ClinicalFields.RuleOf(f).Code)]);

    /// <returns>The form; an empty one where none was begun under this id.</returns>
    public async Task<Result<FormView>> HandleAsync(Actor actor, Guid formId, CancellationToken cancellationToken)
    {
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        var form = await database.ClinicalForms.AsNoTracking().SingleOrDefaultAsync(f => f.Id == formId, cancellationToken);
        if (form is not null && form.OwnerId != actor.UserId)
        {
            return new FormNotFound();
        }

        var answers = await database.AnswersOf(formId).AsNoTracking().ToListAsync(cancellationToken);
        return new FormView
        {
            Id = formId,
            SubmittedAt = form?.SubmittedAt,
            Required = RequiredByUrgency,
            Answers = answers.GroupBy(a => a.Field).ToDictionary(g => ClinicalFields.RuleOf(g.Key).Code, g => Newest([.. g], form?.SubmittedAt)),
        };
    }

    /// <summary>Drafts that hold something, newest first.</summary>
    public async Task<IReadOnlyList<DraftLine>> DraftsAsync(Actor actor, CancellationToken cancellationToken)
    {
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        var drafts = await database.ClinicalForms.AsNoTracking()
            .Where(f => f.OwnerId == actor.UserId && f.SubmittedAt == null && database.ClinicalAnswers.Any(a => a.FormId == f.Id && a.Value != null))
            .OrderByDescending(f => f.ChangedAt).Take(MostDrafts).ToListAsync(cancellationToken);
        var ids = drafts.ConvertAll(d => d.Id);
        var facts = (await database.ClinicalAnswers.AsNoTracking().Where(a => ids.Contains(a.FormId)).OrderBy(a => a.Id).ToListAsync(cancellationToken)).ToLookup(a => a.FormId);
        return [.. drafts.Select(d => (Draft: d, Facts: ClinicalPicture.FactsOf(facts[d.Id])))
            .Select(d => new DraftLine(d.Draft.Id, d.Draft.UploadId, d.Draft.ChangedAt, d.Facts.PrimaryWords, d.Facts.WordsOf(ClinicalField.Urgency)))];
    }

    /// <summary>The draft that goes with an upload of one's own; null where there is none.</summary>
    public async Task<Guid?> DraftOfAsync(Actor actor, Guid uploadId, CancellationToken cancellationToken)
    {
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        return await database.ClinicalForms.Where(f => f.OwnerId == actor.UserId && f.UploadId == uploadId && f.SubmittedAt == null).Select(f => (Guid?)f.Id).FirstOrDefaultAsync(cancellationToken);
    }

    /// <summary>One's own form about a study; null where one has said nothing of it yet.</summary>
    public async Task<Guid?> OfStudyAsync(Actor actor, Guid studyId, CancellationToken cancellationToken)
    {
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        return await database.ClinicalForms.Where(f => f.OwnerId == actor.UserId && f.SubmittedAt != null && database.StudyForms.Any(s => s.StudyId == studyId && s.FormId == f.Id))
            .OrderByDescending(f => f.SubmittedAt).Select(f => (Guid?)f.Id).FirstOrDefaultAsync(cancellationToken);
    }

    /// <summary>Puts a draft and the upload under way on the same page together, so that coming back to one finds the other.</summary>
    public async Task PutTogetherAsync(Actor actor, Guid formId, Guid uploadId, CancellationToken cancellationToken)
    {
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        await database.ClinicalForms.Where(f => f.Id == formId && f.OwnerId == actor.UserId && f.SubmittedAt == null)
            .ExecuteUpdateAsync(f => f.SetProperty(x => x.UploadId, uploadId), cancellationToken);
    }

    /// <summary>Throws a draft of one's own away.</summary>
    public async Task DiscardAsync(Actor actor, Guid formId, CancellationToken cancellationToken)
    {
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        await database.ClinicalForms.Where(f => f.Id == formId && f.OwnerId == actor.UserId && f.SubmittedAt == null).ExecuteDeleteAsync(cancellationToken);
    }

    private static FormAnswer Newest(List<ClinicalAnswer> answers, DateTimeOffset? submittedAt)
    {
        var newest = answers[^1];
        var other = submittedAt is not null ? null : answers.FindLast(a => a.TabId != newest.TabId && a.Value is not null && a.Value != newest.Value);
        return new FormAnswer(newest.Value, newest.At, newest.TabId, other?.Value);
    }
}
