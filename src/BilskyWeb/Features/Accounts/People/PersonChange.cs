using BilskyWeb.Core;
using BilskyWeb.Data;
using BilskyWeb.Platform.Audit;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Platform.Live;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Accounts.People;

/// <summary>A person's account while it is changed: who may, one change at a time, what ends with it, and its record.</summary>
internal sealed class PersonChange : IAsyncDisposable
{
    private PersonChange(BilskyDbContext database, BilskyUser person, string role, DateTimeOffset now) => (Database, Person, Role, Now) = (database, person, role, now);

    public BilskyDbContext Database { get; }
    public BilskyUser Person { get; }

    /// <summary>The person's role before the change; empty for none.</summary>
    public string Role { get; }

    /// <summary>When it is changed.</summary>
    public DateTimeOffset Now { get; }
    public bool IsDisabled => Person.LockoutEnd is { } end && end > Now;

    /// <returns>The person, with every other change of an account kept waiting until this one ends: of two admins who take each other's role, the second finds no other left.</returns>
    public static async Task<Result<PersonChange>> BeginAsync(IDbContextFactory<BilskyDbContext> contexts, TimeProvider clock, Actor actor, Guid personId, CancellationToken cancellationToken)
    {
        var database = await contexts.CreateDbContextAsync(cancellationToken);
        PersonChange? change = null;
        try
        {
            await database.Database.BeginTransactionAsync(cancellationToken);
            await LockAsync(database, cancellationToken);
            var now = clock.GetUtcNow();

            // What the page knew may be old by now: asked again behind the lock.
            if (!await IsOpenAdminAsync(database, actor.UserId, now, cancellationToken))
            {
                return new NotAnAdmin();
            }

            if (await database.Users.SingleOrDefaultAsync(u => u.Id == personId && !u.IsGuest, cancellationToken) is not { } person)
            {
                return new PersonNotFound();
            }

            return change = new PersonChange(database, person, await RoleOfAsync(database, personId, cancellationToken), now);
        }
        finally
        {
            if (change is null)
            {
                await database.DisposeAsync();
            }
        }
    }

    public static Task LockAsync(BilskyDbContext database, CancellationToken cancellationToken) =>
        database.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(hashtextextended('bilsky people', 0))", cancellationToken);

    public static Task<bool> IsOpenAdminAsync(BilskyDbContext database, Guid id, DateTimeOffset now, CancellationToken cancellationToken) => OpenAdmins(database, now).AnyAsync(u => u.Id == id, cancellationToken);

    /// <summary>True when nobody would be admin without this person.</summary>
    public async Task<bool> IsLastAdminAsync(CancellationToken cancellationToken) =>
        await OpenAdmins(Database, Now).AnyAsync(u => u.Id == Person.Id, cancellationToken) && !await OpenAdmins(Database, Now).AnyAsync(u => u.Id != Person.Id && u.PasswordHash != null, cancellationToken);

    /// <summary>Ends the person's sessions, with them what is open in their browsers, and their programs' keys.</summary>
    public async Task EndEverythingAsync(bool keys, CancellationToken cancellationToken)
    {
        Person.SecurityStamp = Guid.NewGuid().ToString("N");
        await EndEverythingAsync(Database, Person.Id, keys, Now, cancellationToken);
    }

    /// <summary>The same for whoever gives the account another stamp by other means.</summary>
    public static async Task EndEverythingAsync(BilskyDbContext database, Guid personId, bool keys, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await database.Sessions.Where(s => s.UserId == personId).ExecuteDeleteAsync(cancellationToken);
        if (keys)
        {
            await database.ApiKeys.Where(k => k.UserId == personId && k.RevokedAt == null).ExecuteUpdateAsync(k => k.SetProperty(x => x.RevokedAt, now), cancellationToken);
        }
    }

    public async Task SetRoleAsync(string role, CancellationToken cancellationToken)
    {
        await Database.UserRoles.Where(m => m.UserId == Person.Id).ExecuteDeleteAsync(cancellationToken);
        var id = await Database.Roles.Where(r => r.Name == role).Select(r => r.Id).SingleAsync(cancellationToken);
        Database.UserRoles.Add(new IdentityUserRole<Guid> { UserId = Person.Id, RoleId = id });
    }

    /// <summary>A new link, in place of those that were made before.</summary>
    /// <returns>What goes into the link.</returns>
    public static async Task<string> NewLinkAsync(BilskyDbContext database, Guid personId, Guid madeBy, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await database.Invitations.Where(i => i.UserId == personId && i.UsedAt == null).ExecuteDeleteAsync(cancellationToken);
        var token = Secret.New();
        database.Invitations.Add(new Invitation { Id = Guid.CreateVersion7(), UserId = personId, TokenSha256 = Secret.Hash(token), MadeById = madeBy, MadeAt = now, EndsAt = now + InvitePerson.LinkHolds });
        return token;
    }

    /// <summary>Saves the change and its record, and has every process look at sessions anew.</summary>
    public async Task CommitAsync(AuditTrail trail, LiveUpdates live, Actor actor, LedgerEntry entry, CancellationToken cancellationToken)
    {
        Person.ConcurrencyStamp = Guid.NewGuid().ToString();
        await trail.WriteAsync(Database, actor, entry, cancellationToken);
        await Database.Database.CommitTransactionAsync(cancellationToken);
        await live.PublishAsync(new LiveUpdate(LiveTopic.Session, Guid.Empty), cancellationToken);
    }

    /// <summary>What was not committed is undone with the context.</summary>
    public ValueTask DisposeAsync() => Database.DisposeAsync();

    private static async Task<string> RoleOfAsync(BilskyDbContext database, Guid personId, CancellationToken cancellationToken) =>
        await database.UserRoles.Where(m => m.UserId == personId).Join(database.Roles, m => m.RoleId, r => r.Id, (_, r) => r.Name).FirstOrDefaultAsync(cancellationToken) ?? "";

    private static IQueryable<BilskyUser> OpenAdmins(BilskyDbContext database, DateTimeOffset now)
    {
        var admins = database.IdsInRole(Platform.Auth.Role.Admin);
        return database.Users.Open(now).Where(u => admins.Contains(u.Id));
    }
}
