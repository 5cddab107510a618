namespace BilskyWeb.Core.Geometry;

/// <summary>
/// Whether two stacks that claim the same places show the same. Edges are compared, which contrast, intensity and coils leave where they are, and each place
/// of the one is looked for in the whole of the other: parts of a spine look alike, but a repeat finds itself again at its own place.
/// </summary>
/// <param name="Places">Places that were compared.</param>
/// <param name="Found">Share of the places that are most like their own place in the other stack, 0 to 1, both ways.</param>
/// <param name="Likeness">Median correlation of the edges at the same place, −1 to 1.</param>
public sealed record StackLikeness(int Places, double Found, double Likeness)
{
    /// <summary>Cells of the grid on which edges are compared; coarser than noise, finer than a vertebra's parts.</summary>
    private const double CellMm = 2;

    /// <summary>A patient moves by some millimetres between two acquisitions: 4 cells.</summary>
    private const int MostShift = 4;

    private const int FewestCells = 12;

    private const int MostCells = 40;

    /// <summary>Nearer places may be taken for each other, since a patient also moves along the spine.</summary>
    private const double NeighbourMm = 6;

    /// <summary>From so many places on, finding itself again at its own place is no chance.</summary>
    private const int EnoughPlaces = 8;

    private const double FoundOfMany = 0.85;

    private const double FoundOfFew = 0.7;

    private const double AlikeOfFew = 0.8;

    /// <summary>True when the one is known to repeat the other. Numbers: docs/conformance.md.</summary>
    public bool IsRepeat => Places > 0 && ((Places >= EnoughPlaces && Found >= FoundOfMany) || (Found >= FoundOfFew && Likeness >= AlikeOfFew));

    /// <summary>One image on a patient's axes, and the pixel of it that shows the place which is compared.</summary>
    /// <param name="Image">Intensities in any unit.</param>
    /// <param name="Centre">The place, in pixels from the top left corner.</param>
    public sealed record Place(GreyImage Image, ImagePoint Centre);

    /// <summary>Compares stacks of which places of the same index claim to be the same.</summary>
    /// <param name="first">Places of one stack, in order along the body.</param>
    /// <param name="second">The other's, as many.</param>
    /// <param name="stepMm">Median distance from one place to the next.</param>
    /// <exception cref="ArgumentException">The numbers of places differ.</exception>
    public static StackLikeness Of(IReadOnlyList<Place> first, IReadOnlyList<Place> second, double stepMm)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        if (first.Count != second.Count)
        {
            throw new ArgumentException($"{first.Count} places cannot be compared with {second.Count}.", nameof(second));
        }

        if (first.Count == 0)
        {
            return new StackLikeness(0, 0, 0);
        }

        // Half of the smaller field of view: the body's outline, which is much the same everywhere, lies outside.
        var fieldMm = first.Concat(second).Min(p => Math.Min(p.Image.Width * p.Image.ColumnSpacingMm, p.Image.Height * p.Image.RowSpacingMm));
        var side = Math.Clamp((int)(fieldMm / 2 / CellMm), FewestCells, MostCells);
        var patterns = first.Select(p => Unit(Edges(p, side), side, 0, 0)).ToList();
        var windows = second.Select(p => Windows(p, side)).ToList();
        var like = patterns.ConvertAll(pattern => windows.ConvertAll(window => window.Max(w => Product(pattern, w))));
        var near = stepMm < NeighbourMm ? 1 : 0;
        var found = 0;
        for (var i = 0; i < first.Count; i++)
        {
            var row = like[i];
            found += Math.Abs(row.IndexOf(row.Max()) - i) <= near ? 1 : 0;
            var column = like.ConvertAll(l => l[i]);
            found += Math.Abs(column.IndexOf(column.Max()) - i) <= near ? 1 : 0;
        }

        var own = Enumerable.Range(0, first.Count).Select(i => like[i][i]).Order().ToList();
        return new StackLikeness(first.Count, found / (2.0 * first.Count), own[own.Count / 2]);
    }

    private static List<float[]> Windows(Place place, int side)
    {
        var wide = Edges(place, side + (2 * MostShift));
        List<float[]> windows = [];
        for (var down = 0; down <= 2 * MostShift; down++)
        {
            for (var right = 0; right <= 2 * MostShift; right++)
            {
                windows.Add(Unit(wide, side, right, down));
            }
        }

        return windows;
    }

    /// <summary>Roots of gradient magnitudes: strong edges do not drown the weak ones.</summary>
    private static float[,] Edges(Place place, int side)
    {
        var cells = new float[side + 2, side + 2];
        for (var y = 0; y < side + 2; y++)
        {
            for (var x = 0; x < side + 2; x++)
            {
                cells[y, x] = Mean(place, (x - ((side + 1) / 2.0)) * CellMm, (y - ((side + 1) / 2.0)) * CellMm);
            }
        }

        var edges = new float[side, side];
        for (var y = 0; y < side; y++)
        {
            for (var x = 0; x < side; x++)
            {
                edges[y, x] = MathF.Sqrt(float.Hypot(cells[y + 1, x + 2] - cells[y + 1, x], cells[y + 2, x + 1] - cells[y, x + 1]));
            }
        }

        return edges;
    }

    /// <summary>Mean over a cell, of 3 × 3 places in it.</summary>
    private static float Mean(Place place, double rightMm, double downMm)
    {
        var image = place.Image;
        float sum = 0;
        for (var dy = -1; dy <= 1; dy++)
        {
            for (var dx = -1; dx <= 1; dx++)
            {
                var x = (int)Math.Floor(place.Centre.X + ((rightMm + (dx * CellMm / 3)) / image.ColumnSpacingMm));
                var y = (int)Math.Floor(place.Centre.Y + ((downMm + (dy * CellMm / 3)) / image.RowSpacingMm));
                sum += image.Pixels[(Math.Clamp(y, 0, image.Height - 1) * image.Width) + Math.Clamp(x, 0, image.Width - 1)];
            }
        }

        return sum / 9;
    }

    /// <summary>A part of edges with mean 0 and length 1, so that products are correlations; zeros where there are none.</summary>
    private static float[] Unit(float[,] edges, int side, int right, int down)
    {
        var part = new float[side * side];
        for (var i = 0; i < part.Length; i++)
        {
            part[i] = edges[down + (i / side), right + (i % side)];
        }

        var mean = part.Average();
        var length = MathF.Sqrt(part.Sum(v => (v - mean) * (v - mean)));
        return Array.ConvertAll(part, v => length > 0 ? (v - mean) / length : 0);
    }

    private static float Product(float[] a, float[] b)
    {
        float sum = 0;
        for (var i = 0; i < a.Length; i++)
        {
            sum += a[i] * b[i];
        }

        return sum;
    }
}
