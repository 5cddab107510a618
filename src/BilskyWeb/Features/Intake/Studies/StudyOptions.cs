using System.ComponentModel.DataAnnotations;

namespace BilskyWeb.Features.Intake.Studies;

/// <summary>Settings under <c>Studies</c>.</summary>
internal sealed class StudyOptions
{
    public const string Section = "Studies";

    /// <summary>Seconds without a new image after which a study counts as complete.</summary>
    [Range(0, 3600)]
    public double QuietSeconds { get; set; } = 5;

    /// <summary>Seconds between two looks at the archive's change feed.</summary>
    [Range(0.05, 600)]
    public double PollSeconds { get; set; } = 1;
}
