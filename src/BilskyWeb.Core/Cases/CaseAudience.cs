namespace BilskyWeb.Core.Cases;

/// <summary>Who asks what counts.</summary>
public enum CaseAudience
{
    /// <summary>The team: what is under way is theirs to see.</summary>
    Team,

    /// <summary>A referrer: of a reading only what was signed, for what is under way may still change.</summary>
    Referrer,
}
