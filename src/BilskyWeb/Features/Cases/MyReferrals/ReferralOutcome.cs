using BilskyWeb.Data;

namespace BilskyWeb.Features.Cases.MyReferrals;

/// <summary>What became of a referral before the team.</summary>
/// <param name="Choice">The decision, in the field's words.</param>
/// <param name="Advice">What the referrer is told to do; null when nothing.</param>
/// <param name="SignedBy">Who signed.</param>
/// <param name="SignedAt">When.</param>
/// <param name="Version">Above 1 it replaces an earlier decision.</param>
public sealed record ReferralOutcome(string Choice, string? Advice, string SignedBy, DateTimeOffset SignedAt, int Version)
{
    /// <summary>The decision, in a sentence.</summary>
    public string Words => $"The MDT decided: {Choice}.";
}

/// <summary>Reads outcomes by study; the feature that decides brings it. It is asked only for studies that the asker referred and may see.</summary>
internal sealed record ReferralOutcomes(Func<BilskyDbContext, IReadOnlyCollection<Guid>, CancellationToken, Task<IReadOnlyDictionary<Guid, ReferralOutcome>>> ReadAsync);
