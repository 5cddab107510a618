using Microsoft.AspNetCore.Identity;

namespace BilskyWeb.Features.Accounts;

/// <summary>A person who signs in.</summary>
public sealed class BilskyUser : IdentityUser<Guid>
{
    public string DisplayName { get; set; } = "";
}
