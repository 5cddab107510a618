namespace BilskyWeb.Core.Clinical;

/// <summary>How one fact of two identities stands.</summary>
public enum Likeness
{
    /// <summary>Both give it, and the same.</summary>
    Agree,

    /// <summary>Both give it, and not the same.</summary>
    Differ,

    /// <summary>Only one of them gives it.</summary>
    OneMissing,

    /// <summary>Neither gives it.</summary>
    BothMissing,

    /// <summary>It was given and cannot be compared: undecodable, or in writings that the other does not have.</summary>
    Unreadable,
}
