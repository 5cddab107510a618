using BilskyWeb.Data;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Mdt.Notes;

/// <summary>What was said and what is to be done in a case.</summary>
/// <param name="Comments">Oldest first, with their mentions.</param>
/// <param name="Tasks">Those to be done first, by when they are due; then those that are done.</param>
/// <param name="Members">Everybody with an account.</param>
public sealed record CaseNotes(IReadOnlyList<CaseComment> Comments, IReadOnlyList<CaseTask> Tasks, IReadOnlyList<Member> Members);

/// <summary>Reads the notes of a case and of those that were joined to it, for the team.</summary>
internal sealed class ReadNotes(IDbContextFactory<BilskyDbContext> contexts, TimeProvider clock)
{
    public async Task<CaseNotes> HandleAsync(Guid caseId, CancellationToken cancellationToken)
    {
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        var cases = CaseLock.WithJoined(database, caseId);
        var comments = await database.CaseComments.AsNoTracking().Include(c => c.Mentions).Where(c => cases.Contains(c.CaseId)).OrderBy(c => c.At).ThenBy(c => c.Id).ToListAsync(cancellationToken);
        var tasks = await database.CaseTasks.AsNoTracking().Where(t => cases.Contains(t.CaseId)).OrderBy(t => t.DoneAt != null).ThenBy(t => t.DueAt).ThenBy(t => t.Id).ToListAsync(cancellationToken);
        return new CaseNotes(comments, tasks, await ListMembers.ReadAsync(database, clock.GetUtcNow(), cancellationToken));
    }
}
