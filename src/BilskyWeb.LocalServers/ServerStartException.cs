namespace BilskyWeb.LocalServers;

/// <summary>A private server that is missing, did not start or did not answer. The message says what to do.</summary>
public sealed class ServerStartException : Exception
{
    /// <summary>Makes the fault.</summary>
    public ServerStartException(string message)
        : base(message)
    {
    }

    /// <summary>Makes the fault.</summary>
    public ServerStartException(string message, Exception inner)
        : base(message, inner)
    {
    }

    /// <summary>Makes the fault.</summary>
    public ServerStartException()
    {
    }
}
