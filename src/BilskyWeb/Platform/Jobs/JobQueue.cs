namespace BilskyWeb.Platform.Jobs;

/// <summary>The queues of the job server.</summary>
public static class JobQueue
{
    /// <summary>Short work: notices, sweeps, sending to the archive.</summary>
    public const string Default = "default";

    /// <summary>Gradings: they fill the processor, so few run at once.</summary>
    public const string Grading = "grading";
}
