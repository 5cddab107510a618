namespace BilskyWeb.Platform.Auth;

/// <summary>Names of authorisation policies. Everything without one asks for a signed-in person.</summary>
public static class Policy
{
    /// <summary>May hand over studies: every role.</summary>
    public const string Referrer = Role.Referrer;

    /// <summary>May see all studies: reviewer or admin.</summary>
    public const string Reviewer = Role.Reviewer;

    /// <summary>Admin only.</summary>
    public const string Admin = Role.Admin;

    /// <summary>The holder of the metrics token, or without one a request from this very machine, not through a proxy; or an admin.</summary>
    public const string Operator = "operator";
}
