using System.Globalization;
using BilskyWeb.Imaging.Datasets;
using BilskyWeb.Imaging.Pixels;

namespace BilskyWeb.Imaging.Series;

/// <summary>When an image was acquired, from whichever date and time it carries; only for putting images of one study in order.</summary>
internal static class AcquisitionTime
{
    private static readonly string[] Forms = ["yyyyMMddHHmmss", "yyyyMMddHHmm", "yyyyMMddHH", "yyyyMMdd"];

    private static readonly IReadOnlyList<(DicomTag Date, DicomTag Time)> Pairs =
    [
        (DicomTag.AcquisitionDate, DicomTag.AcquisitionTime),
        (DicomTag.ContentDate, DicomTag.ContentTime),
        (DicomTag.SeriesDate, DicomTag.SeriesTime),
    ];

    /// <summary>The time; the earliest of all when none is stated.</summary>
    public static DateTime Of(FunctionalGroups groups, int frame)
    {
        if (Parse(groups.Texts(frame, DicomTag.FrameContentSequence, DicomTag.FrameAcquisitionDateTime) is [var ofFrame, ..] ? ofFrame : groups.Text(frame, DicomTag.AcquisitionDateTime)) is { } whole)
        {
            return whole;
        }

        foreach (var (date, time) in Pairs)
        {
            // A date that de-identification removed leaves the time, which orders what was made on one day.
            if (groups.Text(frame, time) is { Length: >= 4 } clock && Parse((groups.Text(frame, date) ?? groups.Text(frame, DicomTag.StudyDate) ?? "20000101") + clock) is { } at)
            {
                return at;
            }
        }

        return DateTime.MinValue;
    }

    private static DateTime? Parse(string? text)
    {
        if (text is null)
        {
            return null;
        }

        // Old files separate with dots and colons; fractions and zones do not matter for whole images.
        var plain = text.Replace(".", "", StringComparison.Ordinal).Replace(":", "", StringComparison.Ordinal);
        var end = text.IndexOfAny(['+', '&']);
        var fraction = text.Contains(':', StringComparison.Ordinal) ? -1 : text.LastIndexOf('.');
        var digits = fraction >= 14 ? text[..fraction] : end > 0 ? text[..end] : plain;
        digits = digits.Length > 14 ? digits[..14] : digits;
        return DateTime.TryParseExact(digits, Forms, CultureInfo.InvariantCulture, DateTimeStyles.None, out var at)
            ? at.AddSeconds(fraction >= 14 && double.TryParse("0" + text[fraction..].Split('+', '-', '&')[0], CultureInfo.InvariantCulture, out var part) ? part : 0)
            : null;
    }
}
