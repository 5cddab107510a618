using System.ComponentModel.DataAnnotations;

namespace BilskyWeb.Features.Intake.Links;

/// <summary>Settings under <c>ReferralLinks</c>.</summary>
internal sealed class ReferralLinkOptions
{
    public const string Section = "ReferralLinks";

    /// <summary>Hours that a link holds unless somebody chooses otherwise.</summary>
    [Range(1, 24 * 14)]
    public int DefaultHours { get; set; } = 72;

    /// <summary>Most hours that somebody may choose.</summary>
    [Range(1, 24 * 14)]
    public int LongestHours { get; set; } = 24 * 14;

    /// <summary>Most bytes that may come by a link, unpacked; who makes one may say fewer.</summary>
    [Range(1 << 20, 1L << 40)]
    public long MaxBytes { get; set; } = 4L << 30;

    /// <summary>Most files that may come by a link; who makes one may say fewer.</summary>
    [Range(1, 200_000)]
    public int MaxFiles { get; set; } = 10_000;

    /// <summary>Hours after which a browser has to open the link again, however busy it is.</summary>
    [Range(0.01, 24)]
    public double SessionHours { get; set; } = 12;
}
