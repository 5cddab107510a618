using System.Globalization;

namespace BilskyWeb.Imaging.Series;

/// <summary>Chooses the axial T2-weighted series of a study by stated rules, and says about every series why it was taken or left.</summary>
public static class AxialT2Selector
{
    /// <summary>What another series must cover beyond the better ones, in millimetres, to be worth grading too.</summary>
    private const double WorthwhileMm = 20;

    /// <summary>Decides about every stack of one study.</summary>
    /// <param name="series">The stacks of one study, from <see cref="SeriesFacts.FromInstances"/>.</param>
    /// <returns>Each stack taken or left with its reason; never fails.</returns>
    public static SeriesChoices Choose(IReadOnlyList<SeriesFacts> series)
    {
        ArgumentNullException.ThrowIfNull(series);
        var judged = series.Select(Judge).ToList();
        var candidates = judged
            .Where(candidate => candidate.Rank is not null)
            .OrderBy(candidate => candidate.Rank)
            .ThenByDescending(candidate => Math.Round((candidate.Series.Layout.CoverageMm ?? 0) / WorthwhileMm))
            .ThenByDescending(candidate => candidate.Series.Slices.Count)
            .ThenBy(candidate => candidate.Series.PixelSpacing?.RowMm ?? double.MaxValue)
            .ThenBy(candidate => candidate.Series.Number ?? int.MaxValue)
            .ToList();
        if (candidates.Count == 0)
        {
            return new SeriesChoices(judged, [], NothingFound(judged));
        }

        var best = candidates[0];
        var taken = new List<SeriesChoice>();
        var decisions = new Dictionary<SeriesChoice, SeriesChoice>(ReferenceEqualityComparer.Instance);
        foreach (var candidate in candidates)
        {
            var decision = candidate == best ? Take(candidate, "") : Beside(candidate, best, taken);
            decisions[candidate] = decision;
            if (decision.Taken)
            {
                taken.Add(decision);
            }
        }

        return new SeriesChoices([.. judged.Select(choice => decisions.GetValueOrDefault(choice, choice))], taken, Found(taken));
    }

    private static SeriesChoice Judge(SeriesFacts series)
    {
        var rules = SeriesRules.All.Select(rule => rule.Apply(series)).ToList();
        var weighting = T2Weighting.Judge(series);
        return rules.Find(rule => !rule.Passed) is { } against
            ? new SeriesChoice(series, false, null, against.Sentence, null, rules)
            : new SeriesChoice(series, false, weighting.Rank, $"{Plane(rules)}. {weighting.Sentence}: {series.Layout.Describe()}{Coverage(series)}.", weighting.Caution, rules);
    }

    private static SeriesChoice Take(SeriesChoice candidate, string prefix)
    {
        var repeats = candidate.Series.Repeats switch
        {
            0 => "",
            1 => " One repeated image is not graded.",
            var n => $" {n} repeated images are not graded.",
        };
        return candidate with
        {
            Taken = true,
            Reason = prefix + candidate.Reason + repeats + (candidate.Caution is { } caution ? $" {caution}" : ""),
        };
    }

    /// <summary>A second suitable stack: graded too when it is as good and shows another part of the spine, else left for the better one.</summary>
    private static SeriesChoice Beside(SeriesChoice candidate, SeriesChoice best, List<SeriesChoice> taken)
    {
        if (candidate.Rank > SeriesRank.T2Variant && candidate.Rank != best.Rank)
        {
            return Leave(candidate, best, "has the better contrast");
        }

        if (NewGround(candidate.Series, taken) is { } newMm and >= WorthwhileMm)
        {
            return Take(candidate, $"Shows {Math.Round(newMm).ToString(CultureInfo.InvariantCulture)} mm more of the spine. ");
        }

        return Leave(
            candidate,
            best,
            candidate.Rank != best.Rank ? "has the better contrast"
            : best.Series.Slices.Count > candidate.Series.Slices.Count ? "has more slices of the same part"
            : "shows the same part at least as finely");
    }

    private static SeriesChoice Leave(SeriesChoice candidate, SeriesChoice best, string why) =>
        candidate with { Reason = $"Would do ({Lower(candidate.Reason.TrimEnd('.'))}), but \"{best.Series.Title}\" {why}." };

    /// <summary>Millimetres that a stack covers beyond those already taken; null when its position or frame of reference does not tell.</summary>
    private static double? NewGround(SeriesFacts series, List<SeriesChoice> taken)
    {
        if (Range(series) is not var (top, bottom) || taken.Any(other => other.Series.FrameOfReferenceUid != series.FrameOfReferenceUid))
        {
            return null;
        }

        var covered = taken.Select(other => Range(other.Series)).OfType<(double Top, double Bottom)>().ToList();
        const double StepMm = 1;
        var fresh = 0.0;
        for (var position = bottom; position < top; position += StepMm)
        {
            if (!covered.Any(range => position <= range.Top && position >= range.Bottom))
            {
                fresh += StepMm;
            }
        }

        return fresh;
    }

    /// <summary>Highest and lowest centre along the patient's length, comparable between stacks of different tilt.</summary>
    private static (double Top, double Bottom)? Range(SeriesFacts series)
    {
        var heights = series.Slices.Select(slice => slice.Geometry?.Centre.Z).OfType<double>().ToList();
        return heights.Count == 0 ? null : (heights.Max(), heights.Min());
    }

    private static string Found(List<SeriesChoice> taken)
    {
        var best = taken[0];
        var what = best.Rank switch
        {
            SeriesRank.T2 => "axial T2 present",
            SeriesRank.T2Variant => "axial T2 present",
            SeriesRank.T2Star => "no axial T2 spin echo, axial T2* gradient echo instead",
            _ => "no axial T2: only an axial gradient echo that is not T2-weighted",
        };
        return taken.Count == 1
            ? $"{what}, {best.Series.Layout.Describe()}"
            : $"{what} in {taken.Count} series, {taken.Sum(choice => choice.Series.Slices.Count)} slices: {string.Join("; ", taken.Select(choice => choice.Series.Layout.Describe()))}";
    }

    private static string NothingFound(List<SeriesChoice> judged)
    {
        if (judged.Count == 0)
        {
            return "no images";
        }

        // The series that came furthest through the rules is the one that the sender meant.
        var nearest = judged.MaxBy(choice => choice.Rules.TakeWhile(rule => rule.Passed).Count())!;
        return judged.Count == 1
            ? $"no axial T2-weighted series. {nearest.Reason}"
            : $"no axial T2-weighted series among {judged.Count}. The nearest is \"{nearest.Series.Title}\": {nearest.Reason}";
    }

    private static string Plane(List<RuleOutcome> rules) => rules.First(rule => rule.Rule == "orientation").Sentence.TrimEnd('.');

    private static string Coverage(SeriesFacts series) =>
        series.Layout.CoverageMm is { } mm and > 0 ? $", covering {StackLayout.Millimetres(mm)} mm" : "";

    private static string Lower(string sentence) => char.ToLowerInvariant(sentence[0]) + sentence[1..];
}
