namespace BilskyWeb.Platform.Auth;

/// <summary>Who asks. Every use case that reads or changes a study takes one.</summary>
public sealed record Actor(Guid UserId, string DisplayName, IReadOnlySet<string> Roles)
{
    public bool IsReviewer => Roles.Contains(Role.Reviewer) || IsAdmin;
    public bool IsAdmin => Roles.Contains(Role.Admin);

    /// <summary>May read what the program did and who did what, and change nothing by it.</summary>
    public bool IsAuditor => Roles.Contains(Role.Auditor) || IsAdmin;

    /// <summary>Somebody without an account, whom a link lets send one referral. Their id is the link's.</summary>
    public bool IsGuest => Roles.Contains(Role.Guest);
}

/// <summary>The roles of people with an account, and what a guest is.</summary>
public static class Role
{
    public const string Referrer = "referrer";
    public const string Reviewer = "reviewer";
    public const string Admin = "admin";
    public const string ReviewerOrAdmin = Reviewer + "," + Admin;

    /// <summary>Reads the ledger and what the models said, has gradings replayed, and does nothing with a study.</summary>
    public const string Auditor = "auditor";

    /// <summary>No account has it: a session that a link opened. What asks for a signed-in person does not mean a guest.</summary>
    public const string Guest = "guest by link";

    /// <summary>Those who work with studies. What does not say otherwise is for them.</summary>
    public static IReadOnlyList<string> Clinical { get; } = [Referrer, Reviewer, Admin];

    /// <summary>All that an account can have.</summary>
    public static IReadOnlyList<string> All { get; } = [.. Clinical, Auditor];
}
