using BilskyWeb.Core;
using BilskyWeb.Data;
using BilskyWeb.Features.Accounts;
using BilskyWeb.Features.Grading;
using BilskyWeb.Platform.Auth;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Research.ReaderStudies;

/// <summary>Somebody who could read.</summary>
internal sealed record ReaderChoice(Guid UserId, string Name, string Role);

/// <summary>What an admin chooses from.</summary>
internal sealed record ReaderStudyChoices(IReadOnlyList<GradedStudy> Studies, IReadOnlyList<ReaderChoice> Readers);

/// <summary>Lists the studies and people that a reader study can be made of: the graded studies, newest first, and everybody with an account.</summary>
internal sealed class PrepareReaderStudy(IDbContextFactory<BilskyDbContext> contexts, ListGradedStudies graded, TimeProvider clock)
{
    public async Task<Result<ReaderStudyChoices>> HandleAsync(Actor actor, CancellationToken cancellationToken)
    {
        if (!actor.IsAdmin)
        {
            return new NotAnAdmin();
        }

        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        var now = clock.GetUtcNow();
        var readers = await (
            from user in database.Users.Open(now)
            join given in database.UserRoles on user.Id equals given.UserId
            join role in database.Roles on given.RoleId equals role.Id
            where role.Name != Role.Auditor // may not read
            orderby user.DisplayName, user.Id
            select new ReaderChoice(user.Id, user.DisplayName, role.Name!)).ToListAsync(cancellationToken);
        return new ReaderStudyChoices(await graded.HandleAsync(actor, cancellationToken), [.. readers.DistinctBy(r => r.UserId)]);
    }
}
