namespace BilskyWeb.Platform.Auth;

/// <summary>Names of authorisation policies. Everything without one asks for a signed-in person who works with studies, which neither a guest by link nor an auditor is.</summary>
public static class Policy
{
    /// <summary>May hand over studies: every role but the auditor's.</summary>
    public const string Referrer = Role.Referrer;

    /// <summary>May send images and say what they are of: every role but the auditor's, and a guest by link, whose one referral it is.</summary>
    public const string Sender = "sender";

    /// <summary>A guest by link, and nobody else.</summary>
    public const string Guest = Role.Guest;

    /// <summary>May see all studies: reviewer or admin.</summary>
    public const string Reviewer = Role.Reviewer;

    /// <summary>May read the ledger and what the models said: auditor or admin.</summary>
    public const string Auditor = Role.Auditor;

    /// <summary>Whoever has an account, in any role: their own keys and second factor.</summary>
    public const string Account = "account";

    /// <summary>Admin only.</summary>
    public const string Admin = Role.Admin;

    /// <summary>The holder of the metrics token, or without one a request from this very machine, not through a proxy; or an admin.</summary>
    public const string Operator = "operator";
}
