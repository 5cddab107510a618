using BilskyWeb.Clinical;
using BilskyWeb.Core.Grading;

namespace BilskyWeb.Features.Cases.Worklist;

/// <summary>States in the reader's words.</summary>
internal static class CaseWords
{
    public static string Of(CaseState state) => state switch
    {
        CaseState.Arriving => "Arriving",
        CaseState.Submitted => "Submitted",
        CaseState.InProgress => "In progress",
        CaseState.Complete => "Complete",
        CaseState.Failed => "Failed",
        CaseState.Rejected => "Rejected",
        CaseState.Cancelled => "Cancelled",
        CaseState.Held => "Held",
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, null),
    };

    /// <summary>The state with its progress: "In progress, slice 12 of 31".</summary>
    public static string Of(WorklistRow row) =>
        row.State == CaseState.InProgress && row.SlicesTotal > 0 ? $"In progress, slice {row.SlicesDone} of {row.SlicesTotal}" : Of(row.State);

    /// <summary>What the flag asks for, the same on every list and on the study's page: a grade to act on, a reader's look, or both.</summary>
    /// <param name="flagged">Whether the study is flagged.</param>
    /// <param name="needsReader">Whether a part of the spine has no answer.</param>
    /// <param name="grade">The grade that counts.</param>
    /// <param name="by">"by the model"; null where whose flag it is stands elsewhere.</param>
    public static string OfFlag(bool flagged, bool needsReader, BilskyGrade? grade, string? by = null) => (flagged, needsReader, grade >= BilskyGrades.FirstHighGrade) switch
    {
        (false, _, _) => $"Not flagged {by}".TrimEnd(),
        (true, true, false) => $"Needs a reader, flagged {by}".TrimEnd(),
        (true, true, true) => $"{$"Flagged {by}".TrimEnd()}, needs a reader too",
        (true, false, _) => $"Flagged {by}".TrimEnd(),
    };

    /// <summary>What one slice shows beyond the grade that its neighbours support; null where it is no more.</summary>
    public static string? OfSingle(BilskyGrade? supported, BilskyGrade? single) =>
        single > supported ? $"highest single slice {single.Value.ToText()}" : null;

    /// <summary>How far the review is; null while nobody has read a slice.</summary>
    public static string? OfReview(ReviewNote? review, DateTimeOffset now, TimeZoneInfo zone)
    {
        if (review is null)
        {
            return null;
        }

        var differ = review.Conflicts > 0 ? $" Two reviewers differ on {(review.Conflicts == 1 ? "one slice" : $"{review.Conflicts} slices")}." : "";
        return review.SignedOffAt is not { } signed
            ? $"Review under way, {(review.SlicesRead == 1 ? "one slice" : $"{review.SlicesRead} slices")} read.{differ}"
            : $"Reviewed by {review.SignedOffBy}, {ClinicalTimes.Absolute(signed, now, zone)}"
                + (review.Addenda == 0 ? "" : review.Addenda == 1 ? ", one addendum" : $", {review.Addenda} addenda")
                + (review.ChangedSinceSigned ? "; changed since, addendum not signed yet." : ".") + differ;
    }

    /// <summary>"62 F", "62", "F" or nothing.</summary>
    public static string AgeAndSex(DateOnly? birthDate, string? sex, DateOnly today)
    {
        var age = PatientText.AgeInYears(birthDate, today);
        return string.Join(' ', new[] { age?.ToString(System.Globalization.CultureInfo.InvariantCulture), sex }.Where(t => !string.IsNullOrWhiteSpace(t)));
    }
}
