using System.Globalization;
using BilskyWeb.Core.Grading;
using BilskyWeb.Features.Grading;
using BilskyWeb.Shell.Components;
using Microsoft.AspNetCore.Components;

namespace BilskyWeb.Features.Cases.Viewer;

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
        SliceStatus.Abstained when Slice.IsWithheldByOpinions => $"withheld: no grade. Prototypes lean to {Slice.Grade?.ToText()}, and the measurements do not.",
        SliceStatus.Abstained => Slice.Grade is { } nearest ? $"abstained: no grade. It leans to {nearest.ToText()}." : "abstained: no grade.",
        SliceStatus.Excluded => "not graded",
        SliceStatus.NoCanal => "found no canal",
    };

    /// <summary>A grade that the table beside it does not explain needs its words: another one is the most probable, or the line lies elsewhere.</summary>
    private string? WhyThisGrade
    {
        get
        {
            if (Slice is not { Status: SliceStatus.Graded, Grade: { } grade, Probabilities.Length: BilskyGrades.Count } || Run?.HighGradeFrom is not { } line)
            {
                return null;
            }

            if (!grade.IsHighGrade() && Slice.HighGradeProbability >= line)
            {
                return $"Alone the model calls high grade from {ShareText.Percent(line)} on. Nothing measured here comes near the cord, so {ShareText.Percent(TwoOpinions.ClearlyLowFrom)} are asked.";
            }

            var likeliest = BilskyGrades.All.MaxBy(g => Slice.Probabilities[(int)g]);
            return likeliest == grade ? null
                : grade.IsHighGrade() && Slice.HighGradeProbability < 0.5
                    ? $"Grade {likeliest.ToText()} is the most probable. High grade is called from {ShareText.Percent(line)} on all the same: to miss one is worse than a false alarm."
                    : $"Grade {likeliest.ToText()} is the most probable single one; the {(grade.IsHighGrade() ? "high" : "low")} grades together decide.";
        }
    }

    private string Canal(double score) => Slice!.RoiSource switch
    {
        RoiSource.Neighbours => "Canal not seen, box from its neighbours.",
        RoiSource.Faint => $"Canal faint (confidence {ShareText.Percent(score)}), found on the line of its neighbours.",
        RoiSource.Seen or null => $"Canal found with confidence {ShareText.Percent(score)}.",
    };

    private string Bar(BilskyGrade grade) => (Slice!.Probabilities[(int)grade] * 48).ToString("0", CultureInfo.InvariantCulture) + "px";
}
