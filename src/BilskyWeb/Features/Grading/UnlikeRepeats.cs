using System.Globalization;
using BilskyWeb.Core;
using BilskyWeb.Core.Geometry;
using BilskyWeb.Imaging.Datasets;
using BilskyWeb.Imaging.Series;

namespace BilskyWeb.Features.Grading;

/// <summary>
/// Images at the same positions are left as repeats only where their pixels say so. An export that begins to count anew at each station puts the lower half of
/// a spine at the places of the upper: those are graded beside it, apart, since a further grading can only add a flag.
/// </summary>
internal sealed class UnlikeRepeats(StackFrames frames)
{
    /// <summary>So many places are compared, spread over the stack.</summary>
    private const int MostPlaces = 12;

    /// <summary>Slices farther apart along their normal claim no common place.</summary>
    private const double SamePlaceMm = 6;

    /// <summary>Where one place is left as often as this, it is a time series.</summary>
    private const int MostStacks = 8;

    /// <returns>The choices, with those taken that only claim to repeat others; an error only when the archive does not answer.</returns>
    public async Task<Result<SeriesChoices>> SettleAsync(SeriesChoices choices, IReadOnlyDictionary<string, DicomDataset> instances, CancellationToken cancellationToken)
    {
        foreach (var taken in choices.Taken)
        {
            List<SeriesChoice> others = [];
            foreach (var layer in taken.Series.LeftAsRepeats.Take(MostStacks))
            {
                var other = await UnlikeAsync(layer, [taken.Series, .. others.Select(o => o.Series)], instances, cancellationToken);
                if (other.Error is { } down)
                {
                    return down;
                }

                if (other.Value.Unlike is { } told)
                {
                    var part = layer with { IsPart = true, PartName = Part(taken.Series, others.Count) };
                    others.Add(Take(taken with { RepeatSentence = "" }, part, taken.Series, told));
                }
            }

            if (others.Count > 0)
            {
                choices = Beside(choices, taken, others);
            }
        }

        // The latest first, as among all repeats.
        var left = choices.All.Where(c => !c.Taken && c.ShownBy is not null && !IsLessThanTold(c)).OrderByDescending(c => c.Series.Number).ToList();
        foreach (var choice in left.Take(MostStacks))
        {
            var unlike = await UnlikeAsync(choice.Series, [.. choices.Taken.Where(t => MayClaim(t, choice)).Select(t => t.Series)], instances, cancellationToken);
            if (unlike.Error is { } down)
            {
                return down;
            }

            if (unlike.Value.Unlike is { } told)
            {
                var now = Take(choice, choice.Series, choice.ShownBy!, told);
                SeriesChoice Told(SeriesChoice other) => ReferenceEquals(other.Series, choice.ShownBy) ? Doubt(other, $"\"{choice.Series.Title}\" claims", "does") : other;
                choices = choices with
                {
                    All = [.. choices.All.Select(c => ReferenceEquals(c, choice) ? now : Told(c))],
                    Taken = [.. choices.Taken.Select(Told), now],
                };
            }
            else if (choices.Taken.FirstOrDefault(t => t.ClaimsOthersPlaces && ReferenceEquals(t.Series, unlike.Value.Repeats)) is { } apart)
            {
                // It repeats one that lies apart, so it lies there as well; which of the two is the sharper is asked next.
                var now = choice with
                {
                    Series = choice.Series.Apart(),
                    ShownBy = apart.Series,
                    RepeatedBy = apart.Series,
                    ClaimsOthersPlaces = true,
                    Reason = $"Would do ({char.ToLowerInvariant(choice.OwnReason[0])}{choice.OwnReason[1..].TrimEnd('.')}), but \"{apart.Series.Title}\" shows the same part.",
                };
                choices = choices with { All = [.. choices.All.Select(c => ReferenceEquals(c, choice) ? now : c)] };
            }
        }

        return choices;
    }

    /// <summary>A Dixon series that may be the fat images, beside one that says what it is: fat is never graded.</summary>
    private static bool IsLessThanTold(SeriesChoice choice) => choice.Reason.Contains("says which of a Dixon acquisition", StringComparison.Ordinal);

    /// <summary>Those that it was held against, and those that were found to lie where it does, which may show the same.</summary>
    private static bool MayClaim(SeriesChoice taken, SeriesChoice left) => taken.ClaimsOthersPlaces || taken.Series.FrameOfReferenceUid == left.Series.FrameOfReferenceUid;

    private static string Part(SeriesFacts series, int before) =>
        string.Create(CultureInfo.InvariantCulture, $"other images at the same positions{(before > 0 ? $" {before + 1}" : series.RepeatNote.Length > 0 ? $", {series.RepeatNote}" : "")}");

    /// <summary>How a stack's images differ from those of others at the same places, null where they cannot be compared; or which of them they repeat.</summary>
    private async Task<Result<(StackLikeness? Unlike, SeriesFacts? Repeats)>> UnlikeAsync(
        SeriesFacts stack, IReadOnlyList<SeriesFacts> others, IReadOnlyDictionary<string, DicomDataset> instances, CancellationToken cancellationToken)
    {
        StackLikeness? nearest = null;
        SeriesFacts? repeated = null;
        var shown = new HashSet<string>(StringComparer.Ordinal);
        foreach (var other in others)
        {
            var pairs = Pairs(stack, other);
            if (pairs.Count == 0)
            {
                continue;
            }

            var compared = await CompareAsync(stack, other, pairs, instances, cancellationToken);
            if (compared.Error is { } down)
            {
                return down;
            }

            if (compared.Value is { IsRepeat: true })
            {
                shown.UnionWith(AtSamePlace(stack, other));
                repeated = other;
            }
            else if (compared.Value is { Places: > 0 } told && (nearest is null || told.Found > nearest.Found))
            {
                nearest = told;
            }
        }

        // What others are known to repeat has been graded with them, the rest by itself.
        return nearest is not null && stack.Slices.Count - shown.Count >= Math.Max(1, stack.Slices.Count / 2) ? (nearest, null) : (null, repeated);
    }

    private async Task<Result<StackLikeness>> CompareAsync(
        SeriesFacts stack, SeriesFacts other, List<(SliceFacts Own, SliceFacts Others)> pairs, IReadOnlyDictionary<string, DicomDataset> instances, CancellationToken cancellationToken)
    {
        var first = await frames.ReadAsync(stack with { Slices = [.. pairs.Select(p => p.Own)] }, instances, 0, cancellationToken);
        var second = first.IsOk ? await frames.ReadAsync(other with { Slices = [.. pairs.Select(p => p.Others)] }, instances, 0, cancellationToken) : first;
        if ((first.Error ?? second.Error) is { } down)
        {
            return down;
        }

        List<StackLikeness.Place> own = [], others = [];
        List<double> heights = [];
        for (var i = 0; i < pairs.Count; i++)
        {
            // The frame's own view knows directions only; places are the slice's.
            if (first.Value[i].IsOk && second.Value[i].IsOk && PatientAxesView.Of(pairs[i].Own.ImagePlane).Shown is { } plane && PatientAxesView.Of(pairs[i].Others.ImagePlane).Shown is { } otherPlane)
            {
                var place = plane.Centre.Plus(otherPlane.Centre).Times(0.5);
                own.Add(new StackLikeness.Place(first.Value[i].Value.Image, plane.Project(place)));
                others.Add(new StackLikeness.Place(second.Value[i].Value.Image, otherPlane.Project(place)));
                heights.Add(plane.Centre.Z);
            }
        }

        var steps = heights.Zip(heights.Skip(1), (a, b) => Math.Abs(a - b)).Order().ToList();
        return StackLikeness.Of(own, others, steps.Count == 0 ? 0 : steps[steps.Count / 2]);
    }

    private static List<(SliceFacts Own, SliceFacts Others)> Pairs(SeriesFacts stack, SeriesFacts other)
    {
        var placed = other.Slices.Where(s => s.ImagePlane is not null).ToList();
        var pairs = stack.Slices.Where(s => s.ImagePlane is not null)
            .Select(s => (Own: s, Others: placed.MinBy(o => Math.Abs(s.ImagePlane!.DistanceMm(o.ImagePlane!.Centre)))))
            .Where(p => p.Others is not null && Math.Abs(p.Own.ImagePlane!.DistanceMm(p.Others.ImagePlane!.Centre)) <= SamePlaceMm)
            .Select(p => (p.Own, p.Others!)).ToList();
        return pairs.Count <= MostPlaces ? pairs : [.. Enumerable.Range(0, MostPlaces).Select(i => pairs[(int)((i + 0.5) * pairs.Count / MostPlaces)])];
    }

    private static IEnumerable<string> AtSamePlace(SeriesFacts stack, SeriesFacts other) =>
        stack.Slices.Where(s => s.ImagePlane is { } plane && other.Slices.Any(o => o.ImagePlane is { } theirs && Math.Abs(plane.DistanceMm(theirs.Centre)) <= SamePlaceMm))
            .Select(s => string.Create(CultureInfo.InvariantCulture, $"{s.SopInstanceUid} {s.Frame}"));

    private static SeriesChoice Take(SeriesChoice choice, SeriesFacts series, SeriesFacts other, StackLikeness told)
    {
        var which = choice.Taken ? "Other images of this series" : $"\"{other.Title}\"";
        var seen = string.Create(CultureInfo.InvariantCulture, $"{told.Found * 100:0}% of {told.Places} places find themselves again, likeness of edges {told.Likeness:0.00}");
        var now = choice with
        {
            Series = series.Apart(),
            Taken = true,
            Reason = $"{choice.OwnReason} {which} {(choice.Taken ? "lie" : "lies")} at the same positions, and the pixels do not say that both show the same ({seen}).",
            RepeatedBy = null,
            ShownBy = null,
            ClaimsOthersPlaces = true,
        };
        return Doubt(now, $"{which} {(choice.Taken ? "claim" : "claims")}", choice.Taken ? "do" : "does");
    }

    private static SeriesChoice Doubt(SeriesChoice choice, string othersClaim, string does) => choice with
    {
        Cautions = [.. choice.Cautions, $"{othersClaim} the same positions and {does} not show the same: positions of this study cannot be trusted. Both are graded and shown apart."],
    };

    private static SeriesChoices Beside(SeriesChoices choices, SeriesChoice taken, List<SeriesChoice> others)
    {
        // Earlier acquisitions are not exchanged for later ones any more: not all are acquisitions of one thing.
        var series = taken.Series with { Earlier = null, LeftAsRepeats = [] };
        var now = Doubt(taken, "Other images of this series claim", "do") with
        {
            Series = series,
            Reason = $"{taken.OwnReason} Other images of the series lie at the same positions, do not show the same, and are graded apart.",
            RepeatSentence = "",
        };
        SeriesChoice Move(SeriesChoice choice) => choice with
        {
            RepeatedBy = ReferenceEquals(choice.RepeatedBy, taken.Series) ? series : choice.RepeatedBy,
            ShownBy = ReferenceEquals(choice.ShownBy, taken.Series) ? series : choice.ShownBy,
        };
        return choices with
        {
            All = [.. choices.All.SelectMany(c => ReferenceEquals(c.Series, taken.Series) ? [now, .. others] : new[] { Move(c) })],
            Taken = [.. choices.Taken.Select(c => ReferenceEquals(c.Series, taken.Series) ? now : c), .. others],
        };
    }
}
