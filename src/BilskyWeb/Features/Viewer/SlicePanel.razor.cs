using System.Globalization;
using BilskyWeb.Core.Grading;
using BilskyWeb.Features.Grading;
using Microsoft.AspNetCore.Components;

namespace BilskyWeb.Features.Viewer;

/// <summary>What the model says of the slice on show, with its evidence.</summary>
public sealed partial class SlicePanel
{
    /// <summary>The slice on show; null when the series on show was not graded.</summary>
    [Parameter]
    public SliceResult? Slice { get; set; }

    /// <summary>The run on show; null when the study has no complete one.</summary>
    [Parameter]
    public GradingRun? Run { get; set; }

    private string Words => Slice!.Status switch
    {
        SliceStatus.Graded => Slice.Grade?.IsHighGrade() == true ? "high grade" : "low grade",
        SliceStatus.Abstained => Slice.Grade is { } nearest ? $"abstained: no grade. The nearest prototype is {nearest.ToText()}." : "abstained: no grade.",
        SliceStatus.Excluded => "not graded",
        _ => "found no canal",
    };

    private string Bar(BilskyGrade grade) => (Slice!.Probabilities[(int)grade] * 48).ToString("0", CultureInfo.InvariantCulture) + "px";

    private static string Percent(double share) => share.ToString("0.0%", CultureInfo.InvariantCulture).Replace(" ", "", StringComparison.Ordinal);
}
