using System.ComponentModel.DataAnnotations;

namespace BilskyWeb.Platform.Jobs;

/// <summary>Settings under <c>Jobs</c>.</summary>
internal sealed class JobOptions
{
    public const string Section = "Jobs";

    /// <summary>Gradings at the same time in this process.</summary>
    [Range(0, 64)]
    public int GradingWorkers { get; set; } = 1;

    /// <summary>Other jobs at the same time in this process.</summary>
    [Range(0, 64)]
    public int DefaultWorkers { get; set; } = 4;

    /// <summary>How long a job may be silent before another process takes it over. A living worker keeps renewing its claim.</summary>
    [Range(10, 3600)]
    public int TakeOverAfterSeconds { get; set; } = 60;

    /// <summary>How often an idle worker asks for work.</summary>
    [Range(0.1, 60)]
    public double PollSeconds { get; set; } = 1;
}
