namespace BilskyWeb.Core.Grading;

/// <summary>Ends of the spine that a stack is said to reach: beyond them there is no canal, and none is missing.</summary>
[Flags]
public enum SpineEnds
{
    /// <summary>Nothing says that the spine ends in it.</summary>
    None = 0,

    /// <summary>The head.</summary>
    Above = 1,

    /// <summary>The sacrum.</summary>
    Below = 2,

    /// <summary>Both, or one of the two where head and feet cannot be told apart.</summary>
    Both = Above | Below,
}
