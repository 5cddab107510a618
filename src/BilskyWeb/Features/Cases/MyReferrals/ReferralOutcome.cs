using BilskyWeb.Data;

namespace BilskyWeb.Features.Cases.MyReferrals;

/// <summary>What became of a referral before the team.</summary>
/// <param name="Words">The decision, in a sentence.</param>
/// <param name="Advice">What the referrer is told to do; null when nothing.</param>
/// <param name="SignedBy">Who signed.</param>
/// <param name="SignedAt">When.</param>
public sealed record ReferralOutcome(string Words, string? Advice, string SignedBy, DateTimeOffset SignedAt);

/// <summary>Reads outcomes by study; the feature that decides brings it. It is asked only for studies that the asker referred and may see.</summary>
internal sealed record ReferralOutcomes(Func<BilskyDbContext, IReadOnlyCollection<Guid>, CancellationToken, Task<IReadOnlyDictionary<Guid, ReferralOutcome>>> ReadAsync);
