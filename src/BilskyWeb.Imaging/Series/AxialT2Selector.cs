using System.Globalization;

namespace BilskyWeb.Imaging.Series;

/// <summary>Chooses the axial T2-weighted series of a study by stated rules, and says about every series why it was taken or left.</summary>
public static class AxialT2Selector
{
    /// <summary>Stacks whose lengths differ by less are as long as each other.</summary>
    private const double SameLengthMm = 20;

    /// <summary>Of several T2 echoes at each place, the one nearest to what is usual.</summary>
    private const double UsualEchoMs = 100;

    /// <summary>Decides about every stack of one study.</summary>
    /// <param name="series">The stacks of one study, from <see cref="SeriesFacts.FromInstances"/>.</param>
    /// <param name="byHand">Series that a reviewer wants graded though the rules leave them, or null.</param>
    /// <returns>Each stack taken or left with its reason; never fails.</returns>
    public static SeriesChoices Choose(IReadOnlyList<SeriesFacts> series, IReadOnlySet<string>? byHand = null)
    {
        ArgumentNullException.ThrowIfNull(series);
        var chosen = ByRules(series);
        var all = TakenByHand.Apply(chosen.All, byHand ?? new HashSet<string>());
        if (!all.Exists(choice => choice.ByHand))
        {
            return chosen with { All = all };
        }

        List<SeriesChoice> taken = [.. chosen.Taken, .. all.Where(choice => choice.ByHand)];
        return new SeriesChoices(all, taken, Found(taken));
    }

    private static SeriesChoices ByRules(IReadOnlyList<SeriesFacts> series)
    {
        var judged = SharedImageNumbers.Leave([.. series.Select(Judge)]);
        var candidates = judged
            .Where(candidate => candidate.Rank is not null)
            .OrderBy(candidate => candidate.Rank)
            .ThenBy(candidate => LaterRepeats.MayBeFat(candidate.Series))
            .ThenByDescending(candidate => Math.Round((candidate.Series.Layout.CoverageMm ?? 0) / SameLengthMm))
            .ThenByDescending(candidate => candidate.Series.Slices.Count)
            .ThenBy(candidate => candidate.Series.PixelSpacing?.RowMm ?? double.MaxValue)
            .ThenBy(candidate => Math.Abs((candidate.Series.EchoTimeMs ?? UsualEchoMs) - UsualEchoMs))
            .ThenBy(candidate => candidate.Series.Number ?? int.MaxValue)
            .ToList();
        LaterRepeats.PutFirst(candidates);
        if (candidates.Sum(c => c.Series.Slices.Count) < SeriesRules.FewestSlices)
        {
            judged = judged.ConvertAll(choice => choice.Rank is null ? choice : RefuseLoneSlice(choice));
            return new SeriesChoices(judged, [], NothingFound(judged));
        }

        var taken = new List<SeriesChoice>();
        var decisions = new Dictionary<SeriesChoice, SeriesChoice>(ReferenceEqualityComparer.Instance);
        foreach (var candidate in candidates)
        {
            var decision = taken.Count == 0 ? Take(candidate, "") : Beside(candidate, taken);
            decisions[candidate] = decision;
            if (decision.Taken)
            {
                taken.Add(decision);
            }
        }

        foreach (var (candidate, decision) in decisions.Where(d => d.Value.Taken && d.Value.Series.Slices.Count == 1 && IsAlone(d.Value, taken)).ToList())
        {
            var alone = decision with { Cautions = [.. decision.Cautions, "A single slice: none beside it supports or refutes its grade."] };
            decisions[candidate] = alone;
            taken[taken.IndexOf(decision)] = alone;
        }

        return new SeriesChoices([.. judged.Select(choice => decisions.GetValueOrDefault(choice, choice))], taken, Found(taken));
    }

    private static SeriesChoice Judge(SeriesFacts series)
    {
        var rules = SeriesRules.All.Select(rule => rule.Apply(series)).ToList();
        var weighting = T2Weighting.Judge(series);
        if (rules.Find(rule => !rule.Passed) is { } against)
        {
            return new SeriesChoice(series, false, null, against.Sentence, [], rules);
        }

        var reason = $"{Plane(rules)}. {weighting.Sentence}: {series.Layout.Describe()}{Coverage(series)}.";
        return new SeriesChoice(series, false, weighting.Rank, reason, [.. series.Cautions, .. weighting.Cautions], rules) { OwnReason = reason };
    }

    private static SeriesChoice Take(SeriesChoice candidate, string prefix)
    {
        var which = candidate.Series.RepeatNote.Length > 0 ? $" ({candidate.Series.RepeatNote})" : "";
        var repeats = candidate.Series.Repeats switch
        {
            0 => "",
            1 => $" One image of the same place{which} is not graded: a later one is.",
            var n => $" {n} images of the same places{which} are not graded: later ones are.",
        };
        return candidate with
        {
            Taken = true,
            Reason = prefix + candidate.Reason + repeats,
            RepeatSentence = repeats,
        };
    }

    /// <summary>A further suitable stack: graded too unless better ones are known to show the same, so that no part of the spine is lost in silence.</summary>
    private static SeriesChoice Beside(SeriesChoice candidate, List<SeriesChoice> taken)
    {
        var best = taken[0];
        if (candidate.Rank == SeriesRank.OtherGradientEcho && best.Rank != candidate.Rank)
        {
            return Leave(candidate, best, "has the better contrast");
        }

        var comparable = taken.FindAll(other => StackGround.AreComparable(other.Series, candidate.Series));
        if (comparable.Count == 0)
        {
            return Take(candidate, "") with
            {
                Cautions = [.. candidate.Cautions, $"How it lies to \"{best.Series.Title}\" is not known ({WhyApart(candidate.Series, best.Series)}): both are graded and shown apart."],
            };
        }

        var count = candidate.Series.Slices.Count;
        var fresh = StackGround.FreshSlices(candidate.Series, [.. comparable.Select(other => other.Series)]);
        if (fresh >= SeriesRules.FewestSlices || fresh * 2 >= count)
        {
            return Take(candidate, fresh == count ? "Shows another part of the spine. " : $"Shows more of the spine on {fresh} of its {count} slices. ");
        }

        var repeated = comparable.MinBy(other => StackGround.FreshSlices(candidate.Series, [other.Series]))!;
        if (LaterRepeats.AreEqual(candidate, repeated) && LaterRepeats.IsLater(repeated.Series, candidate.Series))
        {
            return Leave(candidate, repeated, "repeats it and was acquired later") with
            {
                ShownBy = repeated.Series,
                RepeatedBy = LaterRepeats.RepeatEachOther(repeated.Series, candidate.Series) ? repeated.Series : null,
            };
        }

        return Leave(
            candidate,
            repeated,
            candidate.Rank != repeated.Rank ? "shows the same part with the better contrast"
            : LaterRepeats.MayBeFat(candidate.Series) && !LaterRepeats.MayBeFat(repeated.Series) ? "shows the same part and says which of a Dixon acquisition's images it holds"
            : repeated.Series.Slices.Count > count ? "has more slices of the same part"
            : "shows the same part at least as finely") with
        {
            ShownBy = repeated.Series,
        };
    }

    private static SeriesChoice Leave(SeriesChoice candidate, SeriesChoice other, string why) =>
        candidate with { Reason = $"Would do ({Lower(candidate.Reason.TrimEnd('.'))}), but \"{other.Series.Title}\" {why}." };

    private static SeriesChoice RefuseLoneSlice(SeriesChoice choice) => choice with
    {
        Rank = null,
        Reason = SeriesRules.LoneSlice.Sentence,
        Cautions = [],
        Rules = [.. choice.Rules.Select(rule => rule.Rule == SeriesRules.LoneSlice.Rule ? SeriesRules.LoneSlice : rule)],
    };

    private static bool IsAlone(SeriesChoice choice, List<SeriesChoice> taken)
    {
        const double NearMm = 10;
        var others = taken.Where(other => other.Series != choice.Series && StackGround.AreComparable(other.Series, choice.Series)).Select(other => other.Series);
        return !StackGround.HasNeighbour(choice.Series.Slices[0], others, NearMm);
    }

    private static string WhyApart(SeriesFacts a, SeriesFacts b) =>
        a.FrameOfReferenceUid.Length == 0 || b.FrameOfReferenceUid.Length == 0 ? "no frame of reference is stated"
        : a.FrameOfReferenceUid != b.FrameOfReferenceUid ? "another frame of reference"
        : "positions are missing";

    private static string Found(List<SeriesChoice> taken)
    {
        var best = taken[0];
        var what = best.Rank switch
        {
            SeriesRank.T2 => "axial T2 present",
            SeriesRank.T2Variant => "axial T2 present",
            _ when best.ByHand => "series taken by hand by a reviewer",
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
