using BilskyWeb.Core;
using BilskyWeb.Core.Statistics;
using BilskyWeb.Data;
using BilskyWeb.Platform.Auth;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Research.ReaderStudies;

/// <summary>A case on which readers differ.</summary>
/// <param name="CaseId">The case.</param>
/// <param name="Answers">What they said, lowest first and without names.</param>
/// <param name="Settled">What it was settled as; null when it was not.</param>
internal sealed record DisputedCase(Guid CaseId, IReadOnlyList<short> Answers, short? Settled);

/// <summary>What the readers of a closed study differ on. The model has no vote: where only it differs there is nothing to settle.</summary>
internal sealed record DisputedCases(string Name, ReadScale Question, IReadOnlyList<DisputedCase> Cases)
{
    /// <summary>Reads them in an order that gives away no study and no place along the spine.</summary>
    public static async Task<Result<DisputedCases>> ReadAsync(BilskyDbContext database, Actor actor, Guid readerStudyId, CancellationToken cancellationToken)
    {
        if (!actor.IsAdmin)
        {
            return new NotAnAdmin();
        }

        var study = await database.ReaderStudies.AsNoTracking().Where(s => s.Id == readerStudyId)
            .Select(s => new { s.Name, s.Question, s.ClosedAt, Cases = s.Cases.Select(c => c.Id).ToList() }).SingleOrDefaultAsync(cancellationToken);
        if (study is null)
        {
            return new ReaderStudyNotFound();
        }

        if (study.ClosedAt is null)
        {
            return new StillOpen();
        }

        var reads = await database.ReaderStudyReads.AsNoTracking().Where(r => study.Cases.Contains(r.CaseId)).Select(r => new { r.CaseId, r.Answer }).ToListAsync(cancellationToken);
        var settled = await database.ReaderStudyConsensus.AsNoTracking().Where(c => study.Cases.Contains(c.CaseId)).ToDictionaryAsync(c => c.CaseId, c => c.Answer, cancellationToken);
        return new DisputedCases(study.Name, study.Question, [.. reads.GroupBy(r => r.CaseId, r => r.Answer)
            .Where(c => c.Distinct().Count() > 1)
            .OrderBy(c => ReaderStudyAccess.OrderOf(c.Key, readerStudyId))
            .Select(c => new DisputedCase(c.Key, [.. c.Order()], settled.TryGetValue(c.Key, out var answer) ? answer : null))]);
    }
}
