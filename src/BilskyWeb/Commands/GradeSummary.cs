using System.Globalization;
using System.Text;
using BilskyWeb.Core.Grading;
using BilskyWeb.Features.Grading;

namespace BilskyWeb.Commands;

/// <summary>What <c>grade</c> prints for a person.</summary>
internal static class GradeSummary
{
    public static string Write(GradingJson grading)
    {
        var text = new StringBuilder();
        foreach (var study in grading.Studies)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"Study {study.StudyInstanceUid}");
            if (study.State != "complete")
            {
                text.AppendLine(CultureInfo.InvariantCulture, $"  {study.State}: {study.Reason}");
                continue;
            }

            text.AppendLine(CultureInfo.InvariantCulture, $"  highest grade {study.HighestGrade ?? "none"}{(study.HighestSingleGrade is { } single && single != study.HighestGrade ? $" (highest single slice {single})" : "")}{(study.Flagged ? ", FLAGGED" : "")}{(study.NeedsReader ? ", NEEDS A READER" : "")}. {study.FlagReason}");
            if (study.Coverage is { } coverage)
            {
                text.AppendLine(CultureInfo.InvariantCulture, $"  {coverage.Text}");
            }

            text.AppendLine(CultureInfo.InvariantCulture, $"  {study.SeriesReason}");
            foreach (var caution in study.Series.SelectMany(s => s.Cautions).Distinct())
            {
                text.AppendLine(CultureInfo.InvariantCulture, $"  caution: {caution}");
            }

            foreach (var level in study.Levels)
            {
                text.AppendLine(CultureInfo.InvariantCulture, $"  {level.Grade,2} {SpinePosition.Of(SliceAxes.At([.. study.Slices.Select(s => s.Axis)], level.KeySliceOrdinal), level.FromMm, level.ToMm)}, key slice {level.KeySliceOrdinal + 1}");
            }

            text.AppendLine(CultureInfo.InvariantCulture, $"  slices, head first: {string.Join(' ', study.Slices.Select(s => s.Status == "graded" ? s.Grade : s.Status == "abstained" ? "?" : s.NotAssessable ? "!" : "–"))}");
            WriteSecondOpinion(text, study.Slices);
        }

        if (grading.Skipped.Count > 0)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"{grading.Skipped.Count} files were left out:");
            foreach (var file in grading.Skipped)
            {
                text.AppendLine(CultureInfo.InvariantCulture, $"  {file.File}: {file.Reason}");
            }
        }

        return text.ToString().TrimEnd();
    }

    // Where both say "low" there is nothing to tell.
    private static void WriteSecondOpinion(StringBuilder text, IReadOnlyList<SliceJson> slices)
    {
        if (slices.All(s => s.Agreement is null))
        {
            return;
        }

        text.AppendLine(CultureInfo.InvariantCulture, $"  measured, head first: {string.Join(' ', slices.Select(s => s.Geometry?.Grade ?? "–"))}");
        foreach (var (slice, number) in slices.Select((slice, i) => (slice, i + 1)))
        {
            if (slice.Geometry?.Measured() is { } measured && (slice.Agreement == "differ" || measured.Grade?.IsHighGrade() == true))
            {
                var differ = slice.Agreement == "differ" && BilskyGrades.TryParse(slice.Grade, out var grade) ? $"opinions differ, {TwoOpinions.Words(grade, measured)} " : "";
                text.AppendLine(CultureInfo.InvariantCulture, $"  slice {number}: {differ}{GeometryText.Line(measured)}");
            }
        }
    }
}
