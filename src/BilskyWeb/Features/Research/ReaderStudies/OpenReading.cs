using BilskyWeb.Core;
using BilskyWeb.Core.Statistics;
using BilskyWeb.Data;
using BilskyWeb.Platform.Auth;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Research.ReaderStudies;

/// <summary>All that a reader may know: no patient, no study, no model, no other reader, not even a case's number in the results.</summary>
/// <param name="Name">Name of the reader study.</param>
/// <param name="Question">What is asked.</param>
/// <param name="CaseId">The case to read; null when all are read.</param>
/// <param name="Position">Its place in this reader's order, from 0.</param>
/// <param name="Answer">The reader's own earlier answer, after going back.</param>
/// <param name="NextCaseId">The case after it, to fetch its image ahead.</param>
/// <param name="Read">How many cases this reader has read.</param>
/// <param name="Total">How many there are.</param>
internal sealed record Reading(string Name, ReadScale Question, Guid? CaseId, int Position, short? Answer, Guid? NextCaseId, int Read, int Total);

/// <summary>Gives a reader the next case in their own order, or one they want to see again.</summary>
internal sealed class OpenReading(IDbContextFactory<BilskyDbContext> contexts)
{
    /// <param name="actor">The reader.</param>
    /// <param name="readerStudyId">The reader study.</param>
    /// <param name="position">A place in the reader's order up to the first unread case; null for that one.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<Result<Reading>> HandleAsync(Actor actor, Guid readerStudyId, int? position, CancellationToken cancellationToken)
    {
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        if (await database.ReaderStudiesReadBy(actor.UserId).AsNoTracking().Where(s => s.Id == readerStudyId)
            .Select(s => new { s.Name, s.Question, s.ClosedAt, Cases = s.Cases.Select(c => c.Id).ToList() }).SingleOrDefaultAsync(cancellationToken) is not { } study)
        {
            return new ReaderStudyNotFound();
        }

        if (study.ClosedAt is not null)
        {
            return new ReaderStudyClosed();
        }

        var answers = await database.ReaderStudyReads.AsNoTracking().Where(r => r.ReaderId == actor.UserId && study.Cases.Contains(r.CaseId))
            .ToDictionaryAsync(r => r.CaseId, r => r.Answer, cancellationToken);
        var order = study.Cases.OrderBy(c => ReaderStudyAccess.OrderOf(c, actor.UserId)).ToList();
        var unread = order.FindIndex(c => !answers.ContainsKey(c));
        var last = unread < 0 ? order.Count : unread;
        var at = Math.Clamp(position ?? last, 0, last);
        return at == order.Count
            ? new Reading(study.Name, study.Question, null, at, null, null, answers.Count, order.Count)
            : new Reading(
                study.Name, study.Question, order[at], at, answers.TryGetValue(order[at], out var answer) ? answer : null,
                order.ElementAtOrDefault(at + 1) is var next && next != Guid.Empty ? next : null, answers.Count, order.Count);
    }
}
