using System.ComponentModel.DataAnnotations;

namespace BilskyWeb.Features.Oversight.Workers;

/// <summary>Settings under <c>WorkerCheck</c>.</summary>
internal sealed class WorkerCheckOptions
{
    public const string Section = "WorkerCheck";

    /// <summary>False leaves out the check of each morning; a person can still ask for one.</summary>
    public bool IsOn { get; set; } = true;

    /// <summary>From when on, each day, in the hospital's time.</summary>
    public TimeOnly At { get; set; } = new(5, 0);

    /// <summary>Seconds after its start in which a process is left alone.</summary>
    [Range(0, 3600)]
    public double StartDelaySeconds { get; set; } = 60;

    /// <summary>Seconds between two looks whether a check is due.</summary>
    [Range(0.1, 60)]
    public double LookSeconds { get; set; } = 5;
}
