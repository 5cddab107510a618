using BilskyWeb.Platform.Auth;

namespace BilskyWeb.Features.Accounts;

/// <summary>A bearer key for a program. Only its SHA-256 is stored.</summary>
public sealed class ApiKey
{
    public Guid Id { get; set; }
    public required string Name { get; set; }
    public required byte[] KeySha256 { get; set; }
    public required string Role { get; set; }

    /// <summary>The person on whose behalf the program acts: their studies are its studies.</summary>
    public Guid UserId { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
    public DateTimeOffset? LastUsedAt { get; set; }
    public DateTimeOffset? RevokedAt { get; set; }

    /// <summary>What it may do of what its role may.</summary>
    public KeyScope Scope { get; set; }

    /// <summary>Null only for keys from before keys ended.</summary>
    public DateTimeOffset? ExpiresAt { get; set; }
}
