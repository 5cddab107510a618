using System.Globalization;

namespace BilskyWeb.Imaging.Series;

/// <summary>Stacks that the rules leave and that a reviewer, who has looked at them, has graded all the same.</summary>
internal static class TakenByHand
{
    /// <summary>Further from axial than this no slice crosses the canal.</summary>
    private const double SteepestDegrees = 60;

    /// <summary>The sentence that goes with every result of such a stack.</summary>
    public const string Caution = "Series taken by hand by a reviewer, against the rules that choose series.";

    /// <summary>Rules about whether there are images that the pipeline can read at all.</summary>
    private static readonly string[] Readable = ["modality", "image", "numbers"];

    /// <summary>Takes what a reviewer wants, and says of the rest why it cannot be taken.</summary>
    /// <param name="choices">As the rules decided.</param>
    /// <param name="wanted">Series instance UIDs.</param>
    public static List<SeriesChoice> Apply(IReadOnlyList<SeriesChoice> choices, IReadOnlySet<string> wanted) => [.. choices.Select(choice =>
        choice.Taken ? choice
        : WhyNot(choice) is { } why ? choice with { NotByHand = why, Reason = wanted.Contains(choice.Series.SeriesInstanceUid) ? $"{choice.Reason} A reviewer wanted it graded: {why}" : choice.Reason }
        : wanted.Contains(choice.Series.SeriesInstanceUid) ? Take(choice)
        : choice)];

    private static SeriesChoice Take(SeriesChoice choice) => choice with
    {
        Taken = true,
        ByHand = true,
        Reason = $"Series taken by hand by a reviewer: {choice.Series.Layout.Describe()}. The rules had against it: {choice.Reason}",
        Cautions = [Caution, .. choice.Series.Cautions, .. choice.Cautions.Except(choice.Series.Cautions)],
    };

    private static string? WhyNot(SeriesChoice choice)
    {
        var series = choice.Series;
        if (choice.Rules.FirstOrDefault(rule => !rule.Passed && Readable.Contains(rule.Rule)) is { } unreadable)
        {
            return unreadable.Sentence;
        }

        if (series.Plane != SlicePlane.Axial && !(series.Layout.TiltDegrees <= SteepestDegrees))
        {
            return series.Plane == SlicePlane.Unknown
                ? "It does not say how its slices lie in the patient, so left and right cannot be told."
                : $"Its slices are {series.Plane.ToString().ToLowerInvariant()}{(series.Layout.TiltDegrees is { } tilt ? $" ({Math.Round(tilt).ToString(CultureInfo.InvariantCulture)}° from axial)" : "")}; the scale is read across the canal.";
        }

        // What a tag says is certain. What a name seems to say may be wrong, which is what a reviewer is for.
        var byTag = !series.KindTerm.EndsWith(DixonNames.InItsName, StringComparison.Ordinal);
        return series.Kind switch
        {
            FrameKind.Fat when byTag => "CSF and cord are dark on fat-only images: every canal would look free.",
            FrameKind.OutOfPhase when byTag => "Out-of-phase images have dark lines along the canal that look like disease.",
            FrameKind.Map or FrameKind.Phase or FrameKind.Projection when byTag => "Its images are computed, not slices as the scanner acquired them.",
            _ => null,
        };
    }
}
