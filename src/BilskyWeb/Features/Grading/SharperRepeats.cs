using System.Globalization;
using BilskyWeb.Core;
using BilskyWeb.Core.Geometry;
using BilskyWeb.Imaging.Datasets;
using BilskyWeb.Imaging.Series;

namespace BilskyWeb.Features.Grading;

/// <summary>
/// Of a stack that was acquired twice the later is graded, since it was repeated for a reason; where the later is clearly the more blurred, the
/// patient moved then, and the earlier is graded. Headers do not tell, so some slices of both are read.
/// </summary>
internal sealed class SharperRepeats(StackFrames frames)
{
    /// <summary>Edge strength of the earlier over that of the later. Repeats of one protocol in a quiet patient differ by a few per cent.</summary>
    private const double ClearlySharper = 1.2;

    /// <summary>Coarse intensities of one contrast agree at least so well, a smeared image's too.</summary>
    private const double SameContrast = 0.7;

    /// <summary>Agreeing less than this they are different contrasts.</summary>
    private const double OtherContrast = 0.3;

    private const int MostPairs = 7;

    private const int MostCompared = 4;

    private const int FewestPairs = 2;

    /// <summary>A repeat is planned by hand.</summary>
    private const double SamePlaceMm = 2.5;

    /// <returns>The choices, those changed where an earlier acquisition is sharper; an error only when the archive does not answer.</returns>
    public async Task<Result<SeriesChoices>> SettleAsync(SeriesChoices choices, IReadOnlyDictionary<string, DicomDataset> instances, CancellationToken cancellationToken)
    {
        foreach (var taken in choices.Taken.Where(c => !c.ByHand))
        {
            // Of three acquisitions neither the last nor the one before it has to be the good one.
            var within = await BestAsync(taken, Chain(taken.Series), instances, cancellationToken);
            if (within.Error is { } down)
            {
                return down;
            }

            if (within.Value is var (earlier, told))
            {
                choices = Replace(choices, taken, Within(taken, earlier, told));
                continue;
            }

            var left = choices.All.Where(c => !c.Taken && !c.ByHand && ReferenceEquals(c.RepeatedBy, taken.Series)).Take(MostCompared).ToList();
            var between = await BestAsync(taken, left.Select(c => c.Series), instances, cancellationToken);
            if (between.Error is { } silent)
            {
                return silent;
            }

            choices = between.Value switch
            {
                var (series, sharper) when sharper.IsSharper => Exchange(choices, taken, left.Find(c => ReferenceEquals(c.Series, series))!, sharper),
                var (series, _) => Replace(choices, taken, Untold(taken, $"This series and \"{series.Title}\" hold images of the same places")),
                null => choices,
            };
        }

        return choices;
    }

    private static IEnumerable<SeriesFacts> Chain(SeriesFacts series)
    {
        for (var earlier = series.Earlier; earlier is not null; earlier = earlier.Earlier)
        {
            yield return earlier;
        }
    }

    /// <summary>Of several earlier acquisitions the one that is most clearly sharper than what was taken, else one of another contrast; null when neither is there.</summary>
    private async Task<Result<(SeriesFacts Series, Comparison Told)?>> BestAsync(
        SeriesChoice taken, IEnumerable<SeriesFacts> earlier, IReadOnlyDictionary<string, DicomDataset> instances, CancellationToken cancellationToken)
    {
        (SeriesFacts Series, Comparison Told)? best = null;
        foreach (var series in earlier)
        {
            var compared = await CompareAsync(taken.Series, series, instances, cancellationToken);
            if (compared.Error is { } down)
            {
                return down;
            }

            if (compared.Value is { } told && (told.IsSharper || told.IsOtherContrast)
                && (best is not var (_, before) || (told.IsSharper && (!before.IsSharper || told.Ratio > before.Ratio))))
            {
                best = (series, told);
            }
        }

        return best;
    }

    private static SeriesChoice Within(SeriesChoice taken, SeriesFacts earlier, Comparison told)
    {
        if (told.IsSharper)
        {
            var which = earlier.RepeatNote.Length > 0 ? $" ({earlier.RepeatNote})" : "";
            return taken with
            {
                Series = earlier,
                Reason = $"{taken.Reason[..^taken.RepeatSentence.Length]} {earlier.Repeats} images of the same places{which} are not graded though {(earlier.Repeats > taken.Series.Slices.Count ? "some" : "they")} are later: the earlier acquisition {told.Words}.",
            };
        }

        return Untold(taken, "The series holds two images of each place");
    }

    private static SeriesChoice Untold(SeriesChoice taken, string what) => taken with
    {
        MayBeOtherContrast = true,
        Cautions = [.. taken.Cautions, $"{what} that differ as two contrasts do, and no tag says what they are: the later ones are graded. Make sure that those are the T2-weighted ones."],
    };

    private static SeriesChoices Exchange(SeriesChoices choices, SeriesChoice taken, SeriesChoice left, Comparison told)
    {
        var now = left with { Taken = true, RepeatedBy = null, Reason = $"{left.OwnReason} \"{taken.Series.Title}\" repeats it and was acquired later, but this one {told.Words}." };
        var then = taken with { Taken = false, Reason = $"Would do ({char.ToLowerInvariant(taken.OwnReason[0])}{taken.OwnReason[1..].TrimEnd('.')}), but \"{left.Series.Title}\" shows the same part and {told.Words}, though acquired earlier." };
        return choices with
        {
            All = [.. choices.All.Select(c => ReferenceEquals(c.Series, left.Series) ? now : ReferenceEquals(c.Series, taken.Series) ? then : c)],
            Taken = [.. choices.Taken.Select(c => ReferenceEquals(c.Series, taken.Series) ? now : c)],
        };
    }

    private static SeriesChoices Replace(SeriesChoices choices, SeriesChoice old, SeriesChoice now) => choices with
    {
        All = [.. choices.All.Select(c => ReferenceEquals(c.Series, old.Series) ? now : c)],
        Taken = [.. choices.Taken.Select(c => ReferenceEquals(c.Series, old.Series) ? now : c)],
    };

    private async Task<Result<Comparison?>> CompareAsync(SeriesFacts later, SeriesFacts earlier, IReadOnlyDictionary<string, DicomDataset> instances, CancellationToken cancellationToken)
    {
        var pairs = Pairs(later, earlier);
        var first = await frames.ReadAsync(later with { Slices = [.. pairs.Select(p => p.Later)] }, instances, 0, cancellationToken);
        var second = first.IsOk ? await frames.ReadAsync(earlier with { Slices = [.. pairs.Select(p => p.Earlier)] }, instances, 0, cancellationToken) : first;
        if ((first.Error ?? second.Error) is { } down)
        {
            return down;
        }

        var images = first.Value.Zip(second.Value).Where(p => p.First.IsOk && p.Second.IsOk).Select(p => (Later: p.First.Value.Image, Earlier: p.Second.Value.Image))
            .Where(p => p.Later.Width == p.Earlier.Width && p.Later.Height == p.Earlier.Height && Math.Abs(p.Later.PixelMm - p.Earlier.PixelMm) < 0.01 * p.Later.PixelMm).ToList();
        if (images.Count < FewestPairs)
        {
            return (Comparison?)null;
        }

        var edges = images.ConvertAll(p => (Later: ImageSharpness.Of(p.Later), Earlier: ImageSharpness.Of(p.Earlier)));
        return new Comparison(
            Median(edges.Select(e => e.Later)),
            Median(edges.Select(e => e.Earlier)),
            Median(edges.Select(e => e.Later > 0 ? e.Earlier / e.Later : 0)),
            Median(images.Select(p => ImageSharpness.Likeness(p.Later, p.Earlier))));
    }

    /// <summary>Slices of the one with the slice of the other at the same place, spread over the stack.</summary>
    private static List<(SliceFacts Later, SliceFacts Earlier)> Pairs(SeriesFacts later, SeriesFacts earlier)
    {
        var kept = later.Slices.Where(s => s.ImagePlane is not null).ToList();
        var pairs = earlier.Slices
            .Where(s => s.ImagePlane is not null && !later.Slices.Any(l => l.SopInstanceUid == s.SopInstanceUid && l.Frame == s.Frame))
            .Select(s => (Later: kept.MinBy(l => Distance(l, s)), Earlier: s))
            .Where(p => p.Later is not null && Distance(p.Later, p.Earlier) <= SamePlaceMm)
            .Select(p => (p.Later!, p.Earlier)).ToList();
        return pairs.Count <= MostPairs ? pairs : [.. Enumerable.Range(0, MostPairs).Select(i => pairs[(int)((i + 0.5) * pairs.Count / MostPairs)])];
    }

    private static double Distance(SliceFacts a, SliceFacts b) => a.ImagePlane!.Centre.Minus(b.ImagePlane!.Centre).Length;

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted[sorted.Count / 2];
    }

    private sealed record Comparison(double Later, double Earlier, double Ratio, double Likeness)
    {
        public bool IsSharper => Ratio >= ClearlySharper && Likeness >= SameContrast;

        public bool IsOtherContrast => Likeness < OtherContrast;

        public string Words => string.Create(CultureInfo.InvariantCulture, $"is sharper (edge strength {Earlier:0.000} against {Later:0.000} per mm)");
    }
}
