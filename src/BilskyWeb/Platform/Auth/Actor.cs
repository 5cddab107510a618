namespace BilskyWeb.Platform.Auth;

/// <summary>Who asks. Every use case that reads or changes a study takes one.</summary>
public sealed record Actor(Guid UserId, string DisplayName, IReadOnlySet<string> Roles)
{
    public bool IsReviewer => Roles.Contains(Role.Reviewer) || IsAdmin;
    public bool IsAdmin => Roles.Contains(Role.Admin);
}

/// <summary>The three roles.</summary>
public static class Role
{
    public const string Referrer = "referrer";
    public const string Reviewer = "reviewer";
    public const string Admin = "admin";
    public const string ReviewerOrAdmin = Reviewer + "," + Admin;
    public static IReadOnlyList<string> All { get; } = [Referrer, Reviewer, Admin];
}
