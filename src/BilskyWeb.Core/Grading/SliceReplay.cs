using System.Globalization;
using System.Text.Json.Serialization;

namespace BilskyWeb.Core.Grading;

/// <summary>What is compared of a slice's answer, as it was recorded or as it comes out now.</summary>
/// <param name="SeriesInstanceUid">The image's series.</param>
/// <param name="SopInstanceUid">The image.</param>
/// <param name="Frame">Its frame, from 1.</param>
/// <param name="Status">What could be said.</param>
/// <param name="Grade">The grade; null where there is none.</param>
public sealed record SliceAnswer(string SeriesInstanceUid, string SopInstanceUid, int Frame, SliceStatus Status, BilskyGrade? Grade)
{
    /// <summary>SHA-256 of its pixels as the model saw them; null where that is not known.</summary>
    public string? PixelSha256 { get; init; }

    /// <summary>Left, top, width, height in pixels of the original image; null without a region.</summary>
    public IReadOnlyList<double>? Roi { get; init; }

    /// <summary>Six by grade; empty when there is no grade.</summary>
    public IReadOnlyList<double> Probabilities { get; init; } = [];

    internal string Words => Status switch
    {
        SliceStatus.Graded => $"grade {Grade?.ToText() ?? "none"}",
        SliceStatus.Abstained => $"withheld{(Grade is { } grade ? $" (leans to {grade.ToText()})" : "")}",
        SliceStatus.Excluded => "excluded",
        _ => "no canal",
    };
}

/// <summary>What a replay says of one slice.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ReplayedSlice>))]
public enum ReplayedSlice
{
    /// <summary>The same pixels give the same answer.</summary>
    Match,

    /// <summary>They do not.</summary>
    Mismatch,

    /// <summary>The archive gives other pixels than the model saw.</summary>
    OtherPixels,

    /// <summary>The archive no longer gives the image, or its series is no longer taken.</summary>
    Gone,

    /// <summary>An image that was not graded then is graded now.</summary>
    Added,
}

/// <summary>One slice of a grading beside its replay.</summary>
/// <param name="SopInstanceUid">The image.</param>
/// <param name="Frame">Its frame, from 1.</param>
/// <param name="Outcome">Whether both say the same.</param>
/// <param name="Then">What was recorded, in words; null for one that was not graded.</param>
/// <param name="Now">What comes out now, in words; null where nothing does.</param>
public sealed record SliceReplay(string SopInstanceUid, int Frame, ReplayedSlice Outcome, string? Then, string? Now)
{
    /// <summary>Largest difference of any probability; null where one side has none.</summary>
    public double? ProbabilityDifference { get; init; }

    /// <summary>Largest shift of the region in pixels; null where one side has none.</summary>
    public double? RoiShiftPixels { get; init; }

    /// <summary>Slices of a grading beside those of its replay, in the order of the grading, what was added at the end.</summary>
    /// <param name="then">As recorded.</param>
    /// <param name="now">As it comes out now.</param>
    /// <param name="tolerance">How far numbers may differ.</param>
    public static IReadOnlyList<SliceReplay> Compare(IReadOnlyList<SliceAnswer> then, IReadOnlyList<SliceAnswer> now, ReplayTolerance tolerance)
    {
        ArgumentNullException.ThrowIfNull(then);
        ArgumentNullException.ThrowIfNull(now);
        ArgumentNullException.ThrowIfNull(tolerance);
        var left = now.GroupBy(s => (s.SopInstanceUid, s.Frame)).ToDictionary(g => g.Key, g => g.First());
        var compared = then.Select(was => left.Remove((was.SopInstanceUid, was.Frame), out var found)
            ? Compare(was, found, tolerance)
            : new SliceReplay(was.SopInstanceUid, was.Frame, ReplayedSlice.Gone, was.Words, null)).ToList();
        return [.. compared, .. left.Values.Select(extra => new SliceReplay(extra.SopInstanceUid, extra.Frame, ReplayedSlice.Added, null, extra.Words))];
    }

    private static SliceReplay Compare(SliceAnswer then, SliceAnswer now, ReplayTolerance tolerance)
    {
        var probabilities = Largest(then.Probabilities, now.Probabilities);
        var roi = Largest(then.Roi ?? [], now.Roi ?? []);
        var isSame = then.Status == now.Status && then.Grade == now.Grade
            && then.Probabilities.Count == now.Probabilities.Count && !(probabilities > tolerance.Probability)
            && (then.Roi is null) == (now.Roi is null) && !(roi > tolerance.RoiPixels);
        var outcome = then.PixelSha256 is { } pixels && pixels != now.PixelSha256 ? ReplayedSlice.OtherPixels : isSame ? ReplayedSlice.Match : ReplayedSlice.Mismatch;
        return new SliceReplay(then.SopInstanceUid, then.Frame, outcome, then.Words, now.Words) { ProbabilityDifference = probabilities, RoiShiftPixels = roi };
    }

    // A number that is none differs from everything.
    private static double? Largest(IReadOnlyList<double> then, IReadOnlyList<double> now) =>
        then.Count == 0 || then.Count != now.Count ? null : then.Zip(now, (a, b) => double.IsFinite(a) && double.IsFinite(b) ? Math.Abs(a - b) : double.MaxValue).Max();

    /// <summary>The difference as a line: what was, what is, by how much.</summary>
    [JsonIgnore]
    public string Line => Outcome switch
    {
        ReplayedSlice.Gone => $"was {Then}; the archive no longer gives this image",
        ReplayedSlice.Added => $"was not graded; now {Now}",
        ReplayedSlice.OtherPixels => $"other pixels than the model saw: was {Then}, now {Now}{Numbers}",
        ReplayedSlice.Mismatch => $"was {Then}, now {Now}{Numbers}",
        _ => $"{Now}{Numbers}",
    };

    private string Numbers => string.Create(
        CultureInfo.InvariantCulture,
        $"{(ProbabilityDifference is { } p ? $"; probabilities differ by at most {(p == double.MaxValue ? "no number" : p.ToString("0.######", CultureInfo.InvariantCulture))}" : "")}{(RoiShiftPixels is > 0 and < double.MaxValue ? $"; region by {RoiShiftPixels:0.##} px" : "")}");
}
