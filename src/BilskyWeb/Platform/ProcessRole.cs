namespace BilskyWeb.Platform;

/// <summary>What a process of this program is for.</summary>
internal enum ProcessRole
{
    /// <summary>Pages, API and jobs.</summary>
    Serve,

    /// <summary>Jobs, with health and metrics for the operator.</summary>
    Worker,
}
