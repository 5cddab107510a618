using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using BilskyWeb.Core;
using BilskyWeb.Data;
using BilskyWeb.Platform.Audit;
using BilskyWeb.Platform.Auth;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Accounts;

/// <summary>Makes a bearer key that acts for a person in one role. The key is shown once; only its SHA-256 is kept.</summary>
internal sealed class IssueApiKey(IDbContextFactory<BilskyDbContext> contexts, AuditTrail trail, TimeProvider clock)
{
    /// <summary>Lets a scanner of leaked secrets recognise a key.</summary>
    public const string Prefix = "bilsky_";

    /// <param name="role">The key's role, which the account must have.</param>
    /// <param name="address">Whose key it is; null takes the oldest account in that role.</param>
    /// <param name="name">What the key is for.</param>
    public async Task<Result<string>> HandleAsync(string role, string? address, string name, CancellationToken cancellationToken)
    {
        if (!Role.All.Contains(role))
        {
            return new UnknownRole(role);
        }

        var normalized = address?.ToUpperInvariant();
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        var owner = await database.Users
            .Where(u => normalized == null || u.NormalizedEmail == normalized)
            .Where(u => database.UserRoles.Any(m => m.UserId == u.Id && database.Roles.Any(r => r.Id == m.RoleId && r.Name == role)))
            .Where(u => u.LockoutEnd == null || u.LockoutEnd < clock.GetUtcNow())
            .OrderBy(u => u.Id)
            .Select(u => new { u.Id, u.DisplayName })
            .FirstOrDefaultAsync(cancellationToken);
        if (owner is null)
        {
            return new UnknownAccount();
        }

        var key = Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        database.ApiKeys.Add(new ApiKey { Id = Guid.CreateVersion7(), Name = name, KeySha256 = Hash(key), Role = role, UserId = owner.Id, CreatedAt = clock.GetUtcNow() });
        await trail.WriteAsync(database, new Actor(owner.Id, owner.DisplayName, new HashSet<string> { role }), new LedgerEntry(AuditAction.IssuedKey, Detail: name), cancellationToken);
        return key;
    }

    /// <summary>A key has 256 random bits, so a plain hash cannot be guessed backwards.</summary>
    public static byte[] Hash(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}
