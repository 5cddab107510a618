using BilskyWeb.Core.Geometry;

namespace BilskyWeb.Imaging.Documents;

/// <summary>Which pixels lie within outlines: those whose centre does, by the even-odd rule, so that an outline within another is a hole.</summary>
internal static class OutlineMask
{
    /// <param name="bits">Receives ones; bit 0 of a byte is its first pixel (PS3.5 8.1.1).</param>
    /// <param name="first">Number of the frame's first pixel.</param>
    /// <param name="rows">Rows of the frame.</param>
    /// <param name="columns">Columns of the frame.</param>
    /// <param name="outlines">Closed, in pixels from the top-left corner.</param>
    public static void Fill(byte[] bits, int first, int rows, int columns, IReadOnlyList<IReadOnlyList<ImagePoint>> outlines)
    {
        var crossings = new List<double>();
        for (var row = 0; row < rows; row++)
        {
            var y = row + 0.5;
            crossings.Clear();
            foreach (var outline in outlines)
            {
                for (var i = 0; i < outline.Count; i++)
                {
                    var (a, b) = (outline[i], outline[(i + 1) % outline.Count]);
                    if ((a.Y <= y) != (b.Y <= y))
                    {
                        crossings.Add(a.X + ((y - a.Y) / (b.Y - a.Y) * (b.X - a.X)));
                    }
                }
            }

            crossings.Sort();
            for (var pair = 0; pair + 1 < crossings.Count; pair += 2)
            {
                var end = Math.Min(columns - 1, (int)Math.Ceiling(crossings[pair + 1] - 0.5) - 1);
                for (var column = Math.Max(0, (int)Math.Ceiling(crossings[pair] - 0.5)); column <= end; column++)
                {
                    var pixel = first + (row * columns) + column;
                    bits[pixel >> 3] |= (byte)(1 << (pixel & 7));
                }
            }
        }
    }
}
