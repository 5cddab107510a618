namespace BilskyWeb.Core.Geometry;

/// <summary>Finds the pieces of an image that hang together along rows and columns.</summary>
public static class ConnectedPieces
{
    /// <param name="width">Columns.</param>
    /// <param name="height">Rows.</param>
    /// <param name="wanted">True for a pixel that belongs to a piece, by its row-major place.</param>
    /// <returns>The pixels of each piece, the pieces in the order of their first pixels.</returns>
    public static IReadOnlyList<IReadOnlyList<int>> Of(int width, int height, Func<int, bool> wanted)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        var seen = new bool[width * height];
        var pieces = new List<IReadOnlyList<int>>();
        for (var start = 0; start < seen.Length; start++)
        {
            if (seen[start] || !wanted(start))
            {
                continue;
            }

            List<int> piece = [];
            Take(true, start, piece);
            for (var next = 0; next < piece.Count; next++)
            {
                var (at, column) = (piece[next], piece[next] % width);
                Take(column < width - 1, at + 1, piece);
                Take(column > 0, at - 1, piece);
                Take(at + width < seen.Length, at + width, piece);
                Take(at >= width, at - width, piece);
            }

            pieces.Add(piece);
        }

        return pieces;

        void Take(bool inside, int at, List<int> piece)
        {
            if (inside && !seen[at] && wanted(at))
            {
                seen[at] = true;
                piece.Add(at);
            }
        }
    }
}
