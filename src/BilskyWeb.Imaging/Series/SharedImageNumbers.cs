namespace BilskyWeb.Imaging.Series;

/// <summary>
/// Two series with the same SOP Instance UIDs: an archive asked for an image of one may give the other's, so neither is graded. Archives keep
/// both without a word (Orthanc counts the series among what makes an instance); scanners and converters that count images from 1 make them.
/// </summary>
internal static class SharedImageNumbers
{
    /// <summary>Leaves every stack that shares an image number with another series.</summary>
    internal static List<SeriesChoice> Leave(IReadOnlyList<SeriesChoice> judged)
    {
        var seriesOf = judged
            .SelectMany(choice => choice.Series.Slices.Select(slice => (slice.SopInstanceUid, choice.Series)))
            .Where(image => image.SopInstanceUid.Length > 0)
            .ToLookup(image => image.SopInstanceUid, image => image.Series, StringComparer.Ordinal);
        return [.. judged.Select(choice => Other(choice) is { } other ? Left(choice, other) : choice)];

        SeriesFacts? Other(SeriesChoice choice) => choice.Series.Slices
            .SelectMany(slice => seriesOf[slice.SopInstanceUid])
            .FirstOrDefault(series => series.SeriesInstanceUid != choice.Series.SeriesInstanceUid);
    }

    private static SeriesChoice Left(SeriesChoice choice, SeriesFacts other)
    {
        var sentence = $"Two series use the same image numbers (SOP Instance UIDs): this one and \"{other.Title}\". Their images cannot be told apart, so none is graded. Have the sender export the study again from the scanner.";
        return choice with { Rank = null, Reason = sentence, Rules = [.. choice.Rules, new RuleOutcome("numbers", false, sentence)] };
    }
}
