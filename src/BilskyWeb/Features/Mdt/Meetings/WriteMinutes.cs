using BilskyWeb.Core;
using BilskyWeb.Data;
using BilskyWeb.Features.Intake.Studies;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Platform.Live;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Mdt.Meetings;

/// <summary>Writes what was said of a case in a meeting.</summary>
internal sealed class WriteMinutes(IDbContextFactory<BilskyDbContext> contexts, LiveUpdates live, TimeProvider clock)
{
    /// <param name="actor">Who.</param>
    /// <param name="meetingId">In which meeting.</param>
    /// <param name="caseId">Of which case.</param>
    /// <param name="text">The minutes; nothing only notes that the case was discussed.</param>
    /// <param name="basedOn">The version on the writer's screen.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The version after it.</returns>
    public async Task<Result<int>> HandleAsync(Actor actor, Guid meetingId, Guid caseId, string? text, int basedOn, CancellationToken cancellationToken)
    {
        if (!actor.IsReviewer)
        {
            return new NotAReviewer();
        }

        var words = text.TrimmedOrNull();
        if (words is { Length: > MeetingCaseTable.MinutesLength } || !words.CanBeKept())
        {
            return new MinutesTooLong();
        }

        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        var line = await database.MeetingCases.FromSql($"""select * from "MeetingCases" where "MeetingId" = {meetingId} and "CaseId" = {caseId} for update""").SingleOrDefaultAsync(cancellationToken);
        if (line is null)
        {
            return new NotOnAgenda();
        }

        if (line.MinutesVersion != basedOn)
        {
            return line.Minutes == words ? line.MinutesVersion : new MinutesChangedMeanwhile(line.MinutesByName ?? CaseLine.Program);
        }

        if (line.DiscussedAt is null)
        {
            line.DiscussedAt = clock.GetUtcNow();
            database.CaseEvents.Add(CaseLine.Of(caseId, CaseEventKind.Discussed, actor, line.DiscussedAt.Value));
        }

        (line.Minutes, line.MinutesByName, line.MinutesVersion) = (words, actor.DisplayName, line.MinutesVersion + 1);
        await database.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await live.PublishAsync(new LiveUpdate(LiveTopic.Meeting, meetingId), cancellationToken);
        await live.PublishAsync(new LiveUpdate(LiveTopic.Case, caseId), cancellationToken);
        return line.MinutesVersion;
    }
}
