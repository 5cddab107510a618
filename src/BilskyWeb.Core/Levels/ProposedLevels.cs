using System.Globalization;

namespace BilskyWeb.Core.Levels;

/// <summary>One way to name the vertebrae seen.</summary>
/// <param name="Top">The uppermost one of the row.</param>
/// <param name="Probability">In [0, 1], among all ways that the row leaves open.</param>
/// <param name="SpeaksFor">Why, each in a few words.</param>
public sealed record LevelsNaming(Vertebra Top, double Probability, IReadOnlyList<string> SpeaksFor);

/// <summary>Names for a row of vertebrae as a proposal: never more than that until a person confirms.</summary>
/// <remarks>
/// Each way to count is weighed by the anchors seen (C2, the sacrum) and by how the distances from body to body grow from neck to loins (mean spine of
/// <see cref="Vertebrae"/>, scale free by 9%, a single distance by 9%). A person's pin decides alone.
/// </remarks>
public sealed class ProposedLevels
{
    /// <summary>From this probability on one naming is proposed alone.</summary>
    public const double Certain = 0.9;

    // An anchor's place must be a body of the row.
    private const double AnchorReachMm = 12;

    // The least score of an anchor, and how often one that sure is a vertebra off, or not there at all.
    private const double LeastAnchorScore = 0.5, AnchorOff = 0.04;

    private const double ScaleSd = 0.09, StepSd = 0.09;

    private ProposedLevels(VertebraChain chain, LevelsNaming first, LevelsNaming? second, IReadOnlyList<string> doubts) =>
        (Chain, First, Second, Doubts) = (chain, first, second, doubts);

    /// <summary>The row that is named.</summary>
    public VertebraChain Chain { get; }

    /// <summary>The likeliest naming.</summary>
    public LevelsNaming First { get; }

    /// <summary>The next likeliest, where nothing decides between the two, and where an anchor in view contradicts the first.</summary>
    public LevelsNaming? Second { get; }

    /// <summary>What a person should look at before confirming; never empty, since a count of ribs is not seen.</summary>
    public IReadOnlyList<string> Doubts { get; }

    /// <summary>True once a person has named one of them.</summary>
    public bool ByPerson { get; private init; }

    /// <summary>The name of a link; null where the row is longer than a spine from C2 to S1.</summary>
    public Vertebra? NameOf(int link) => Named(First.Top, link);

    /// <summary>Proposes names.</summary>
    /// <param name="seen">What was seen.</param>
    /// <returns>The proposal; null where fewer than three vertebrae were seen in a row.</returns>
    public static ProposedLevels? From(SeenSpine seen)
    {
        ArgumentNullException.ThrowIfNull(seen);
        var chain = VertebraChain.Order(seen.Bodies);
        if (chain.Links.Count(l => l.Seen) < 3)
        {
            return null;
        }

        // What was seen above C2 (skull, pons) or below S1 (more of the sacrum) has no name to take.
        if (Anchor(chain, Vertebra.C2, seen.C2) is { } head)
        {
            chain = chain.Part(head.Link, chain.Links.Count - 1);
        }

        if (Anchor(chain, Vertebra.S1, seen.S1) is { } foot)
        {
            chain = chain.Part(0, foot.Link);
        }

        var anchors = new[] { Anchor(chain, Vertebra.C2, seen.C2), Anchor(chain, Vertebra.S1, seen.S1) }.OfType<PlacedAnchor>().ToList();
        var ways = Vertebrae.All.Where(top => Named(top, chain.Links.Count - 1) is not null)
            .Select(top => (Top: top, Log: LogOfSteps(chain, top) + anchors.Sum(a => LogOfAnchor(a, top)))).ToList();
        if (ways.Count == 0)
        {
            return null;
        }

        var most = ways.Max(w => w.Log);
        var sum = ways.Sum(w => Math.Exp(w.Log - most));
        var bySize = ways.MaxBy(w => LogOfSteps(chain, w.Top)).Top;
        var ordered = ways.OrderByDescending(w => w.Log).Select(w => new LevelsNaming(w.Top, Math.Exp(w.Log - most) / sum, Reasons(chain, anchors, w.Top, bySize))).ToList();
        var isOpen = ordered[0].Probability < Certain || anchors.Exists(a => ordered[0].Top + a.Link != a.Name);
        return new ProposedLevels(chain, ordered[0], isOpen && ordered.Count > 1 ? ordered[1] : null, Doubted(chain, anchors, ordered[0].Top));
    }

    /// <summary>The same row named by a person: the pin wins over every anchor.</summary>
    /// <param name="link">The link that was named.</param>
    /// <param name="vertebra">Its name.</param>
    /// <returns>The naming; this one where the row would reach beyond C2 or S1.</returns>
    public ProposedLevels Pinned(int link, Vertebra vertebra)
    {
        var top = vertebra - link;
        return link < 0 || link >= Chain.Links.Count || !Enum.IsDefined(top) || Named(top, Chain.Links.Count - 1) is null
            ? this
            : new ProposedLevels(Chain, new LevelsNaming(top, 1, [$"counted from {vertebra}, which a person named"]), null, Doubts) { ByPerson = true };
    }

    private static Vertebra? Named(Vertebra top, int link) => Enum.IsDefined(top + link) ? top + link : null;

    private static PlacedAnchor? Anchor(VertebraChain chain, Vertebra name, SeenVertebra? at) =>
        at is { Score: >= LeastAnchorScore } sure && chain.Nearest(sure, AnchorReachMm) is { } link ? new PlacedAnchor(name, link) : null;

    private static double LogOfAnchor(PlacedAnchor anchor, Vertebra top) =>
        (int)(top + anchor.Link - anchor.Name) switch { 0 => Math.Log(1 - AnchorOff), 1 or -1 => Math.Log(AnchorOff / 3), _ => Math.Log(AnchorOff / 60) };

    // The scale that fits best is weighed by how usual it is; then every step by how far it is from its own.
    private static double LogOfSteps(VertebraChain chain, Vertebra top)
    {
        double sumXy = 0, sumXx = 0;
        List<(double Measured, double Mean)> steps = [];
        for (var i = 1; i < chain.Links.Count; i++)
        {
            if (chain.Links[i - 1].Seen && chain.Links[i].Seen)
            {
                steps.Add((chain.Links[i - 1].At.DistanceMm(chain.Links[i].At), (top + i).CentreMm() - (top + i - 1).CentreMm()));
                var (measured, mean) = steps[^1];
                (sumXy, sumXx) = (sumXy + (measured / mean), sumXx + 1);
            }
        }

        var precision = 1 / (ScaleSd * ScaleSd);
        var single = 1 / (StepSd * StepSd);
        var scale = (precision + (single * sumXy)) / (precision + (single * sumXx));
        var log = -precision * (scale - 1) * (scale - 1) / 2;
        foreach (var (measured, mean) in steps)
        {
            // A broken vertebra is shorter by half: no step costs more than three deviations.
            var off = Math.Min(3, Math.Abs((measured / mean) - scale) / StepSd);
            log -= off * off / 2;
        }

        return log;
    }

    private static List<string> Reasons(VertebraChain chain, List<PlacedAnchor> anchors, Vertebra top, Vertebra bySize)
    {
        List<string> reasons = [.. anchors.Where(a => top + a.Link == a.Name).Select(a => a.Name == Vertebra.C2 ? "C2 with its dens is in view" : "the sacrum is in view")];
        if (bySize == top)
        {
            reasons.Add(string.Create(CultureInfo.InvariantCulture, $"the distances of {chain.Links.Count} vertebrae fit it best"));
        }

        return reasons.Count == 0 ? ["the distances from one vertebra to the next allow it"] : reasons;
    }

    private static List<string> Doubted(VertebraChain chain, List<PlacedAnchor> anchors, Vertebra top)
    {
        List<string> doubts = [];
        if (anchors.Count == 0)
        {
            doubts.Add("Neither C2 nor the sacrum is in view: the series is cut off at both ends, and names go by the vertebrae's size alone.");
        }

        if (anchors.Count == 2 && anchors[1].Link - anchors[0].Link != Vertebra.S1 - Vertebra.C2)
        {
            doubts.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"From C2 to the sacrum {anchors[1].Link - anchors[0].Link - 1} vertebrae were counted, {Vertebra.S1 - Vertebra.C2 - 1} are usual: one was missed, or there is one more or fewer than usual."));
        }

        foreach (var anchor in anchors.Where(a => top + a.Link != a.Name))
        {
            doubts.Add($"What looks like {anchor.Name} would be {Named(top, anchor.Link)?.ToString() ?? "no vertebra"} in this count.");
        }

        if (chain.Links.Count(l => !l.Seen) is > 0 and var missing)
        {
            doubts.Add(missing == 1 ? "One vertebra was not seen and is counted by its gap." : string.Create(CultureInfo.InvariantCulture, $"{missing} vertebrae were not seen and are counted by their gaps."));
        }

        doubts.Add("Ribs are not counted: with 11 or 13 pairs, or a transitional vertebra, the names are one off.");
        return doubts;
    }

    private sealed record PlacedAnchor(Vertebra Name, int Link);
}
