namespace BilskyWeb.Features.Accounts.Sessions;

/// <summary>One browser in which a person is signed in. The cookie names it, and is worth nothing once the row is gone.</summary>
public sealed class Session
{
    public Guid Id { get; set; }
    public Guid UserId { get; set; }
    public DateTimeOffset StartedAt { get; set; }

    /// <summary>When it ends at the latest, however busy it is.</summary>
    public DateTimeOffset EndsAt { get; set; }
}
