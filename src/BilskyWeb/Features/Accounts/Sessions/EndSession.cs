using System.Security.Claims;
using BilskyWeb.Data;
using BilskyWeb.Platform.Audit;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Platform.Live;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Accounts.Sessions;

/// <summary>Ends the session that a request or page belongs to: its cookie and its open pages are worth nothing from then on. The person's other browsers go on.</summary>
internal sealed class EndSession(IDbContextFactory<BilskyDbContext> contexts, OpenSessions open, AuditTrail trail, LiveUpdates live)
{
    public async Task HandleAsync(ClaimsPrincipal user)
    {
        if (OpenSessions.IdOf(user) is not { } id)
        {
            return;
        }

        await using var database = await contexts.CreateDbContextAsync();
        await using (var transaction = await database.Database.BeginTransactionAsync())
        {
            if (await database.Sessions.Where(s => s.Id == id).ExecuteDeleteAsync() > 0)
            {
                await trail.WriteAsync(database, ActorAccessor.From(user), new LedgerEntry(AuditAction.SignedOut), default);
            }

            await transaction.CommitAsync();
        }

        open.Forget(id);
        await live.PublishAsync(new LiveUpdate(LiveTopic.Session, id));
    }
}
