using BilskyWeb.Core;
using BilskyWeb.Data;
using BilskyWeb.Features.Intake.Studies;
using BilskyWeb.Features.Notifications;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Platform.Live;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Mdt.Notes;

/// <summary>Adds a comment to a case and finds who it mentions.</summary>
internal sealed class AddComment(IDbContextFactory<BilskyDbContext> contexts, TellPeople tell, LiveUpdates live, TimeProvider clock)
{
    /// <returns>The comment with its mentions: those that reach nobody are the author's to know.</returns>
    public async Task<Result<CaseComment>> HandleAsync(Actor actor, Guid caseId, Guid id, string? text, CancellationToken cancellationToken)
    {
        if (!actor.IsReviewer)
        {
            return new NotAReviewer();
        }

        var words = text?.Trim() ?? "";
        if (words.Length is 0 or > CaseCommentTable.TextLength || !words.CanBeKept())
        {
            return new CommentEmpty();
        }

        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        var locked = await CaseLock.TakeAsync(database, caseId, cancellationToken);
        if (locked.Error is { } error)
        {
            return error;
        }

        if (await database.CaseComments.AsNoTracking().Include(c => c.Mentions).SingleOrDefaultAsync(c => c.Id == id, cancellationToken) is { } there)
        {
            return there.CaseId == caseId ? there : new NoteIdTaken();
        }

        var now = clock.GetUtcNow();
        var comment = new CaseComment { Id = id, CaseId = caseId, AuthorId = actor.UserId, AuthorName = actor.DisplayName, At = now, Text = words };
        comment.Mentions.AddRange(MentionedNames.In(words, await ListMembers.ReadAsync(database, now, cancellationToken)));
        database.CaseComments.Add(comment);
        var mentioned = comment.Mentions.Where(m => m.Reach == MentionReach.Told && m.UserId != actor.UserId).Select(m => m.UserId!.Value).ToList();
        await tell.AddAsync(
            database, actor, new NewNotice($"mention:{id}", NoticeKind.Mentioned, $"Case {locked.Value.Number}: {actor.DisplayName} mentions you in a comment.", CaseLink.Of(caseId)) { CaseId = caseId }, mentioned, cancellationToken);
        await database.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await live.PublishAsync(new LiveUpdate(LiveTopic.Case, caseId), cancellationToken);
        return comment;
    }

    /// <summary>Notes that somebody has opened a case in which they are mentioned.</summary>
    public async Task SeeAsync(Actor actor, Guid caseId, CancellationToken cancellationToken)
    {
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        var now = clock.GetUtcNow();
        await database.CaseMentions.Where(m => m.UserId == actor.UserId && m.SeenAt == null && database.CaseComments.Any(c => c.Id == m.CommentId && CaseLock.WithJoined(database, caseId).Contains(c.CaseId)))
            .ExecuteUpdateAsync(m => m.SetProperty(x => x.SeenAt, now), cancellationToken);
    }
}
