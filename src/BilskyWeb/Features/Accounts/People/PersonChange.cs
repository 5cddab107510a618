using System.Security.Cryptography;
using System.Text;
using BilskyWeb.Core;
using BilskyWeb.Data;
using BilskyWeb.Platform.Audit;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Platform.Live;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace BilskyWeb.Features.Accounts.People;

/// <summary>A person's account while it is changed: who may, one change at a time, what ends with it, and its record.</summary>
internal sealed class PersonChange : IAsyncDisposable
{
    private readonly IDbContextTransaction _transaction;

    private PersonChange(BilskyDbContext database, IDbContextTransaction transaction, BilskyUser person, string role)
    {
        (Database, _transaction, Person, Role) = (database, transaction, person, role);
    }

    public BilskyDbContext Database { get; }
    public BilskyUser Person { get; }

    /// <summary>The person's role before the change; empty for none.</summary>
    public string Role { get; }
    public bool IsDisabled => Person.LockoutEnd is { } end && end > DateTimeOffset.UtcNow;

    /// <returns>The person, with every other change of an account kept waiting until this one ends: of two admins who take each other's role, the second finds no other left.</returns>
    public static async Task<Result<PersonChange>> BeginAsync(IDbContextFactory<BilskyDbContext> contexts, Actor actor, Guid personId, CancellationToken cancellationToken)
    {
        var database = await contexts.CreateDbContextAsync(cancellationToken);
        var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        await LockAsync(database, cancellationToken);

        // What the page knew may be old by now: asked again behind the lock.
        var admitted = await IsOpenAdminAsync(database, actor.UserId, cancellationToken);
        var person = admitted ? await database.Users.SingleOrDefaultAsync(u => u.Id == personId, cancellationToken) : null;
        if (person is null)
        {
            await transaction.DisposeAsync();
            await database.DisposeAsync();
            return admitted ? new PersonNotFound() : new NotAnAdmin();
        }

        return new PersonChange(database, transaction, person, await RoleOfAsync(database, personId, cancellationToken));
    }

    public static Task LockAsync(BilskyDbContext database, CancellationToken cancellationToken) =>
        database.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(hashtextextended('bilsky people', 0))", cancellationToken);

    public static Task<bool> IsOpenAdminAsync(BilskyDbContext database, Guid id, CancellationToken cancellationToken) => OpenAdmins(database).AnyAsync(u => u.Id == id, cancellationToken);

    /// <summary>True when nobody would be admin without this person.</summary>
    public async Task<bool> IsLastAdminAsync(CancellationToken cancellationToken) =>
        await OpenAdmins(Database).AnyAsync(u => u.Id == Person.Id, cancellationToken) && !await OpenAdmins(Database).AnyAsync(u => u.Id != Person.Id && u.PasswordHash != null, cancellationToken);

    /// <summary>Ends the person's sessions, with them what is open in their browsers, and their programs' keys.</summary>
    public async Task EndEverythingAsync(bool keys, DateTimeOffset now, CancellationToken cancellationToken)
    {
        Person.SecurityStamp = Guid.NewGuid().ToString("N");
        await Database.Sessions.Where(s => s.UserId == Person.Id).ExecuteDeleteAsync(cancellationToken);
        if (keys)
        {
            await Database.ApiKeys.Where(k => k.UserId == Person.Id && k.RevokedAt == null).ExecuteUpdateAsync(k => k.SetProperty(x => x.RevokedAt, now), cancellationToken);
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
        var token = System.Buffers.Text.Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        database.Invitations.Add(new Invitation { Id = Guid.CreateVersion7(), UserId = personId, TokenSha256 = Hash(token), MadeById = madeBy, MadeAt = now, EndsAt = now + InvitePerson.LinkHolds });
        return token;
    }

    /// <summary>256 random bits: a plain hash cannot be guessed backwards.</summary>
    public static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));

    /// <summary>Saves the change and its record, and has every process look at sessions anew.</summary>
    public async Task CommitAsync(AuditTrail trail, LiveUpdates live, Actor actor, LedgerEntry entry, CancellationToken cancellationToken)
    {
        Person.ConcurrencyStamp = Guid.NewGuid().ToString();
        await trail.WriteAsync(Database, actor, entry, cancellationToken);
        await _transaction.CommitAsync(cancellationToken);
        await live.PublishAsync(new LiveUpdate(LiveTopic.Session, Guid.Empty), cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _transaction.DisposeAsync();
        await Database.DisposeAsync();
    }

    private static async Task<string> RoleOfAsync(BilskyDbContext database, Guid personId, CancellationToken cancellationToken) =>
        await database.UserRoles.Where(m => m.UserId == personId).Join(database.Roles, m => m.RoleId, r => r.Id, (_, r) => r.Name).FirstOrDefaultAsync(cancellationToken) ?? "";

    private static IQueryable<BilskyUser> OpenAdmins(BilskyDbContext database)
    {
        var now = DateTimeOffset.UtcNow;
        return database.Users.Where(u => (u.LockoutEnd == null || u.LockoutEnd < now)
            && database.UserRoles.Any(m => m.UserId == u.Id && database.Roles.Any(r => r.Id == m.RoleId && r.Name == Platform.Auth.Role.Admin)));
    }
}
