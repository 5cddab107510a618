namespace BilskyWeb.Core.Grading;

/// <summary>Outlines of where a share lies above a level: marching squares, linear between samples (Lorensen and Cline 1987, in the plane).</summary>
internal static class ShareOutline
{
    // Sides of a square of four samples, and which of them an outline runs through, from and to, for each set of samples inside (top left 1, top right 2, bottom right 4, bottom left 8).
    private const int Top = 0, Right = 1, Bottom = 2, Left = 3;

    private static readonly (int From, int To)[][] Ways =
    [
        [], [(Top, Left)], [(Right, Top)], [(Right, Left)], [(Bottom, Right)], [(Top, Left), (Bottom, Right)], [(Bottom, Top)], [(Bottom, Left)],
        [(Left, Bottom)], [(Top, Bottom)], [(Right, Top), (Left, Bottom)], [(Right, Bottom)], [(Left, Right)], [(Top, Right)], [(Left, Top)], [],
    ];

    /// <param name="shares">Row-major, <paramref name="side"/> × <paramref name="side"/>; beyond the edge is none.</param>
    /// <param name="side">Samples along each side.</param>
    /// <param name="level">The level, above 0.</param>
    /// <returns>Closed outlines; points in samples from the top-left corner of the region, sample i having its centre at i + 0.5.</returns>
    public static List<List<(double X, double Y)>> Around(ReadOnlySpan<float> shares, int side, float level)
    {
        var next = new Dictionary<(int X, int Y, bool Down), (int X, int Y, bool Down)>();
        for (var y = -1; y < side; y++)
        {
            for (var x = -1; x < side; x++)
            {
                var inside = (At(shares, side, x, y) >= level ? 1 : 0) + (At(shares, side, x + 1, y) >= level ? 2 : 0)
                    + (At(shares, side, x + 1, y + 1) >= level ? 4 : 0) + (At(shares, side, x, y + 1) >= level ? 8 : 0);
                foreach (var (from, to) in Ways[inside])
                {
                    next[Edge(x, y, from)] = Edge(x, y, to);
                }
            }
        }

        List<List<(double X, double Y)>> loops = [];
        while (next.Count > 0)
        {
            List<(double X, double Y)> loop = [];
            for (var edge = next.Keys.First(); next.Remove(edge, out var following); edge = following)
            {
                loop.Add(Crossing(shares, side, edge, level));
            }

            loops.Add(loop);
        }

        return loops;
    }

    /// <summary>What an outline encloses, in squares of its unit.</summary>
    public static double Area(List<(double X, double Y)> loop)
    {
        var sum = 0.0;
        for (var i = 0; i < loop.Count; i++)
        {
            var (one, other) = (loop[i], loop[(i + 1) % loop.Count]);
            sum += (one.X * other.Y) - (other.X * one.Y);
        }

        return Math.Abs(sum) / 2;
    }

    /// <summary>The same outline with fewer points: those left out lie within a tolerance of what is left.</summary>
    public static List<(double X, double Y)> Thinned(List<(double X, double Y)> loop, double tolerance)
    {
        List<(double X, double Y)> kept = [loop[0]];
        var from = 0;
        for (var to = 2; to <= loop.Count; to++)
        {
            var (start, end) = (loop[from], loop[to % loop.Count]);
            if (loop[(from + 1)..to].Exists(point => Away(point, start, end) > tolerance))
            {
                from = to - 1;
                kept.Add(loop[from]);
            }
        }

        return kept;
    }

    private static double Away((double X, double Y) point, (double X, double Y) start, (double X, double Y) end)
    {
        double dx = end.X - start.X, dy = end.Y - start.Y, length = double.Hypot(dx, dy);
        return length == 0 ? double.Hypot(point.X - start.X, point.Y - start.Y) : Math.Abs((dx * (point.Y - start.Y)) - (dy * (point.X - start.X))) / length;
    }

    // An edge of the grid leads from a sample to the next on its right, or to the one below.
    private static (int X, int Y, bool Down) Edge(int x, int y, int side) => side switch
    {
        Top => (x, y, false),
        Right => (x + 1, y, true),
        Bottom => (x, y + 1, false),
        _ => (x, y, true),
    };

    private static (double X, double Y) Crossing(ReadOnlySpan<float> shares, int side, (int X, int Y, bool Down) edge, float level)
    {
        double from = At(shares, side, edge.X, edge.Y), to = At(shares, side, edge.Down ? edge.X : edge.X + 1, edge.Down ? edge.Y + 1 : edge.Y);
        var share = (level - from) / (to - from);
        return (edge.X + 0.5 + (edge.Down ? 0 : share), edge.Y + 0.5 + (edge.Down ? share : 0));
    }

    private static float At(ReadOnlySpan<float> shares, int side, int x, int y) => x >= 0 && y >= 0 && x < side && y < side ? shares[(y * side) + x] : 0;
}
