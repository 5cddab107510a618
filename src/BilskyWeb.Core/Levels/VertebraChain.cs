namespace BilskyWeb.Core.Levels;

/// <summary>A place in the row of vertebrae.</summary>
/// <param name="At">Where; between its neighbours, where it was not seen.</param>
/// <param name="Seen">False for a gap that a vertebra must fill.</param>
public readonly record struct ChainLink(SeenVertebra At, bool Seen);

/// <summary>Puts the vertebrae seen on a sagittal image in order from head to feet, drops what does not lie on the line, and counts those missing.</summary>
/// <remarks>
/// The best row is the one with the most certainty among all whose neighbours are as far apart as two vertebrae can be and in which no step leads
/// sideways: dynamic programming over points sorted by height. A step as long as two or more of its neighbours' has vertebrae missing between its ends.
/// </remarks>
public sealed class VertebraChain
{
    /// <summary>Two bodies nearer than this are one: those of C3 and C4 are 16 to 17 mm apart, of small persons 13.</summary>
    public const double NearestMm = 10;

    /// <summary>The longest step taken: three lumbar vertebrae.</summary>
    public const double FarthestMm = 100;

    // A step may lead so far aside: at the sacrum the line lies 50 to 60 degrees back.
    private const double SteepestSine = 0.9;

    // A turn by more than this between two steps is no spine.
    private const double SharpestTurn = 50 * Math.PI / 180;

    private VertebraChain(IReadOnlyList<ChainLink> links) => Links = links;

    /// <summary>Head first, those missing included.</summary>
    public IReadOnlyList<ChainLink> Links { get; }

    /// <summary>Orders what was seen.</summary>
    /// <param name="seen">In any order.</param>
    /// <returns>The row; empty where nothing was seen.</returns>
    public static VertebraChain Order(IEnumerable<SeenVertebra> seen)
    {
        ArgumentNullException.ThrowIfNull(seen);
        var points = Single(seen.Where(p => double.IsFinite(p.XMm) && double.IsFinite(p.YMm) && p.Score > 0)).OrderBy(p => p.YMm).ToArray();
        return points.Length == 0 ? new VertebraChain([]) : new VertebraChain(Filled(BestRow(points)));
    }

    /// <summary>From one link to another, both kept.</summary>
    internal VertebraChain Part(int first, int last) => new([.. Links.Skip(first).Take(last - first + 1)]);

    /// <summary>The place of the link nearest to a point; null where none is within reach.</summary>
    /// <param name="point">Where.</param>
    /// <param name="reachMm">How far at most.</param>
    public int? Nearest(SeenVertebra point, double reachMm)
    {
        var best = Enumerable.Range(0, Links.Count).Select(i => (Index: i, Away: Links[i].At.DistanceMm(point))).Where(l => l.Away <= reachMm).OrderBy(l => l.Away).ToList();
        return best.Count == 0 ? null : best[0].Index;
    }

    // The surer one of two that are one.
    private static List<SeenVertebra> Single(IEnumerable<SeenVertebra> seen)
    {
        List<SeenVertebra> kept = [];
        foreach (var point in seen.OrderByDescending(p => p.Score).ThenBy(p => p.YMm).ThenBy(p => p.XMm))
        {
            if (kept.TrueForAll(k => k.DistanceMm(point) >= NearestMm))
            {
                kept.Add(point);
            }
        }

        return kept;
    }

    // The state is the last step, since the next one's turn depends on it.
    private static List<SeenVertebra> BestRow(SeenVertebra[] points)
    {
        var n = points.Length;
        var best = new double[n, n];
        var before = new int[n, n];
        var (score, end, last) = (double.NegativeInfinity, 0, 0);
        for (var j = 0; j < n; j++)
        {
            // A row of one has no step: it stands on the diagonal.
            (best[j, j], before[j, j]) = (points[j].Score, -1);
            Keep(j, j);
            for (var i = 0; i < j; i++)
            {
                best[i, j] = double.NegativeInfinity;
                if (!IsStep(points[i], points[j]))
                {
                    continue;
                }

                for (var h = 0; h <= i; h++)
                {
                    if (h < i && (double.IsNegativeInfinity(best[h, i]) || Turn(points[h], points[i], points[j]) > SharpestTurn))
                    {
                        continue;
                    }

                    // A long step costs, so that no vertebra seen is passed over for a straighter line.
                    var sum = best[h, i] + points[j].Score - (0.004 * points[i].DistanceMm(points[j]));
                    if (sum > best[i, j])
                    {
                        (best[i, j], before[i, j]) = (sum, h);
                    }
                }

                Keep(i, j);
            }
        }

        List<SeenVertebra> row = [];
        while (true)
        {
            row.Add(points[last]);
            if (end == last)
            {
                break;
            }

            (end, last) = (before[end, last], end);
        }

        row.Reverse();
        return row;

        void Keep(int i, int j)
        {
            if (best[i, j] > score)
            {
                (score, end, last) = (best[i, j], i, j);
            }
        }
    }

    private static bool IsStep(SeenVertebra upper, SeenVertebra lower)
    {
        var away = upper.DistanceMm(lower);
        return away is >= NearestMm and <= FarthestMm && Math.Abs(lower.XMm - upper.XMm) <= SteepestSine * away;
    }

    private static double Turn(SeenVertebra a, SeenVertebra b, SeenVertebra c) =>
        Math.Abs(Math.Atan2(c.XMm - b.XMm, c.YMm - b.YMm) - Math.Atan2(b.XMm - a.XMm, b.YMm - a.YMm));

    private static List<ChainLink> Filled(List<SeenVertebra> row)
    {
        List<ChainLink> links = [new(row[0], true)];
        for (var i = 1; i < row.Count; i++)
        {
            var step = row[i - 1].DistanceMm(row[i]);
            var missing = Usual(row, i) is { } usual ? Math.Max(0, (int)Math.Round(step / usual) - 1) : 0;
            for (var k = 1; k <= missing; k++)
            {
                var t = k / (missing + 1.0);
                links.Add(new ChainLink(new SeenVertebra(row[i - 1].XMm + (t * (row[i].XMm - row[i - 1].XMm)), row[i - 1].YMm + (t * (row[i].YMm - row[i - 1].YMm)), 0), false));
            }

            links.Add(new ChainLink(row[i], true));
        }

        return links;
    }

    // The median of up to six steps around; half of them may themselves have a gap, which the shorter half tells.
    private static double? Usual(List<SeenVertebra> row, int at)
    {
        var near = Enumerable.Range(1, row.Count - 1).Where(k => k != at).OrderBy(k => Math.Abs(k - at)).Take(6)
            .Select(k => row[k - 1].DistanceMm(row[k])).Order().ToList();
        return near.Count == 0 ? null : near[(near.Count - 1) / 2];
    }
}
