using Microsoft.AspNetCore.Identity;

namespace BilskyWeb.Features.Accounts;

/// <summary>A person who signs in, or a guest.</summary>
public sealed class BilskyUser : IdentityUser<Guid>
{
    public string DisplayName { get; set; } = "";

    /// <summary>No person with an account, but whoever a link was made for: named beside what came by it. In no role, without address or password; never signs in otherwise.</summary>
    public bool IsGuest { get; set; }

    /// <summary>Step (of 30 s since 1970) of the last code of an authenticator app that was taken: none of it or before it is taken again.</summary>
    public long? LastCodeStep { get; set; }
}
