using System.ComponentModel.DataAnnotations;

namespace BilskyWeb.Features.Accounts.Sessions;

/// <summary>Settings under <c>Sessions</c>.</summary>
internal sealed class SessionLimits
{
    public const string Section = "Sessions";

    /// <summary>Hours without a request after which a session ends.</summary>
    [Range(0.01, 24 * 30)]
    public double IdleHours { get; set; } = 12;

    /// <summary>Hours after which a session ends, however busy it is (NIST SP 800-63B: a day at most).</summary>
    [Range(0.01, 24 * 30)]
    public double LongestHours { get; set; } = 24;
}
