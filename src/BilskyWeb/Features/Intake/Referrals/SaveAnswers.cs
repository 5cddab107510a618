using BilskyWeb.Core;
using BilskyWeb.Core.Clinical.Facts;
using BilskyWeb.Data;
using BilskyWeb.Features.Intake.Links;
using BilskyWeb.Features.Intake.Studies;
using BilskyWeb.Platform.Audit;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Platform.Live;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Intake.Referrals;

/// <summary>An answer as a browser sends it.</summary>
/// <param name="Field">Code of the field.</param>
/// <param name="Value">What was written; null or blank takes it back.</param>
public sealed record NewAnswer(string? Field, string? Value);

/// <summary>An answer that cannot be saved, and why.</summary>
public sealed record RefusedAnswer(string Field, string Reason);

/// <summary>
/// Saves answers on a form of one's own, which the first of them begins. A draft is written on as it is typed; on a form that was submitted every answer is another version, and the
/// team's pages show the change.
/// </summary>
internal sealed class SaveAnswers(IDbContextFactory<BilskyDbContext> contexts, LiveUpdates live, AuditTrail trail, TimeProvider clock)
{
    public const int MostAtOnce = 60;
    private const int MostOnAForm = 3000;

    /// <param name="actor">Whose form.</param>
    /// <param name="formId">Chosen by the page.</param>
    /// <param name="studyId">For a form that begins with a study that is here already: which.</param>
    /// <param name="tabId">The tab that writes.</param>
    /// <param name="answers">In the order in which they were given.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>Those that were refused; the others are saved.</returns>
    public async Task<Result<IReadOnlyList<RefusedAnswer>>> HandleAsync(
        Actor actor, Guid formId, Guid? studyId, Guid tabId, IReadOnlyList<NewAnswer> answers, CancellationToken cancellationToken)
    {
        if (answers.Count > MostAtOnce)
        {
            return new TooManyAnswers(MostAtOnce);
        }

        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        if (await GuestLinks.LockAsync(database, actor, cancellationToken) is { } link && (!link.IsOpen(clock.GetUtcNow()) || formId != link.Id || studyId is not null))
        {
            return new LinkOver(); // one form, and no word more once it is submitted
        }
        var begun = await BeginAsync(database, actor, formId, studyId, cancellationToken);
        if (begun.Error is { } error)
        {
            return error;
        }

        var form = begun.Value;
        if (await database.ClinicalAnswers.CountAsync(a => a.FormId == formId, cancellationToken) + answers.Count > MostOnAForm)
        {
            return new FormFull();
        }

        var newest = await NewestAsync(database, formId, cancellationToken);
        List<RefusedAnswer> refused = [];
        foreach (var answer in answers)
        {
            var rule = ClinicalFields.Find(answer.Field);
            if (rule is null || (rule.Section == FieldSection.Images && !actor.IsReviewer))
            {
                refused.Add(new RefusedAnswer(answer.Field ?? "", "There is no such question, or it is for reviewers."));
                continue;
            }

            var read = FieldValue.Read(rule, answer.Value, clock.GetUtcNow());
            if (read.Error is { } wrong)
            {
                refused.Add(new RefusedAnswer(rule.Code, wrong.Message));
                continue;
            }

            if (Write(database, actor, form, tabId, rule.Field, read.Value.Text, newest.GetValueOrDefault(rule.Field)) is { } written)
            {
                newest[rule.Field] = written;
            }
        }

        if (!database.ChangeTracker.HasChanges())
        {
            await transaction.CommitAsync(cancellationToken);
            return refused;
        }

        form.ChangedAt = clock.GetUtcNow();
        List<Guid> told = form.SubmittedAt is null ? [] : await database.StudyForms.Where(f => f.FormId == form.Id).Select(f => f.StudyId).ToListAsync(cancellationToken);
        told.ForEach(study => trail.Add(database, actor, new LedgerEntry(AuditAction.ChangedClinical, study)));
        await database.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await live.PublishAsync(new LiveUpdate(LiveTopic.ClinicalForm, form.Id), cancellationToken);
        foreach (var study in told)
        {
            await live.PublishAsync(new LiveUpdate(LiveTopic.Study, study), cancellationToken);
        }

        return refused;
    }

    // Chosen by the browser: whoever guesses another's is told what they would be told of none. The row is locked, so that two tabs write one after the other.
    private async Task<Result<ClinicalForm>> BeginAsync(BilskyDbContext database, Actor actor, Guid formId, Guid? studyId, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (studyId is { } given && !await database.StudiesOpenTo(actor).AnyAsync(s => s.Id == given, cancellationToken))
        {
            return new StudyNotFound();
        }

        // A form about a study that is here is never a draft: it is seen as it is written.
        DateTimeOffset? submittedAt = studyId is null ? null : now;
        await database.Database.ExecuteSqlAsync(
            $"""
            insert into "ClinicalForms" ("Id", "OwnerId", "StartedAt", "ChangedAt", "SubmittedAt") values ({formId}, {actor.UserId}, {now}, {now}, {submittedAt})
            on conflict do nothing
            """, cancellationToken);
        var form = await database.LockOwnFormAsync(actor, formId, cancellationToken);
        if (form is null)
        {
            return new FormNotFound();
        }

        if (studyId is { } study)
        {
            if (form.SubmittedAt is null)
            {
                return new FormNotFound(); // a draft is put to a study by submitting it, and in no other way
            }

            await database.Database.ExecuteSqlAsync($"""insert into "StudyForms" ("StudyId", "FormId") values ({study}, {formId}) on conflict do nothing""", cancellationToken);
        }

        return form;
    }

    private ClinicalAnswer? Write(BilskyDbContext database, Actor actor, ClinicalForm form, Guid tabId, ClinicalField field, string? value, ClinicalAnswer? before)
    {
        if (before?.Value == value)
        {
            return before; // nothing new; or taken back what was never given
        }

        if (before is not null && form.SubmittedAt is null && before.TabId == tabId)
        {
            (before.Value, before.At) = (value, clock.GetUtcNow());
            return before;
        }

        var answer = new ClinicalAnswer { FormId = form.Id, Field = field, Value = value, At = clock.GetUtcNow(), ById = actor.UserId, ByName = actor.DisplayName, TabId = tabId };
        database.ClinicalAnswers.Add(answer);
        return answer;
    }

    private static async Task<Dictionary<ClinicalField, ClinicalAnswer>> NewestAsync(BilskyDbContext database, Guid formId, CancellationToken cancellationToken)
    {
        var newest = new Dictionary<ClinicalField, ClinicalAnswer>();
        foreach (var answer in await database.AnswersOf(formId).ToListAsync(cancellationToken))
        {
            newest[answer.Field] = answer;
        }

        return newest;
    }
}
