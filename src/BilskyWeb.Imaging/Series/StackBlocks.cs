using BilskyWeb.Core.Geometry;

namespace BilskyWeb.Imaging.Series;

/// <summary>
/// Parts a stack into blocks: slices of one tilt that follow each other, as they are angled to the discs. Where nearly every slice has a tilt of its own
/// (reformats along a curve) the stack is one block.
/// </summary>
internal static class StackBlocks
{
    /// <summary>Headers round their cosines; a scanner operator turns a block by a degree or more.</summary>
    private static readonly double SameTiltCosine = Math.Cos(0.5 * Math.PI / 180);

    /// <summary>In a stack of several tilts, slices of one tilt farther apart than so many steps are two blocks with others between them.</summary>
    private const double ApartSteps = 2.5;

    private const double LeastApartMm = 8;

    /// <returns>The blocks, head first by their middle, each in order along its own normal, head first.</returns>
    /// <param name="items">Anything that has a geometry.</param>
    /// <param name="geometryOf">Its geometry.</param>
    public static List<List<T>> Of<T>(IEnumerable<T> items, Func<T, SliceGeometry> geometryOf)
    {
        var tilts = new List<List<T>>();
        foreach (var item in items)
        {
            var normal = geometryOf(item).Normal;
            if (tilts.Find(t => Math.Abs(geometryOf(t[0]).Normal.Dot(normal)) >= SameTiltCosine) is { } tilt)
            {
                tilt.Add(item);
            }
            else
            {
                tilts.Add([item]);
            }
        }

        var count = tilts.Sum(t => t.Count);
        var blocks = tilts.Count == 1 || tilts.Count * 2 > count ? [[.. tilts.SelectMany(t => t)]] : tilts.SelectMany(t => Apart(Sorted(t, geometryOf), geometryOf)).ToList();

        // By height, and not along a mean normal, which a block of many slices would tilt.
        var up = Reference(geometryOf(blocks[0][0]));
        return [.. blocks.Select(b => Sorted(b, geometryOf)).OrderByDescending(b => b.Average(i => geometryOf(i).Centre.Dot(up)))];
    }

    /// <summary>Towards the head for axial stacks, to the left and to the back for the others; each normal is turned to agree.</summary>
    public static PatientVector MeanNormal(IEnumerable<SliceGeometry> slices)
    {
        var reference = default(PatientVector);
        var sum = default(PatientVector);
        foreach (var slice in slices)
        {
            reference = reference == default ? Reference(slice) : reference;
            sum = sum.Plus(slice.Normal.Times(slice.Normal.Dot(reference) < 0 ? -1 : 1));
        }

        return sum.Length > 0 ? sum.Unit() : reference;
    }

    private static PatientVector Reference(SliceGeometry slice) => slice.Plane switch
    {
        SlicePlane.Axial => new PatientVector(0, 0, 1),
        SlicePlane.Sagittal => new PatientVector(1, 0, 0),
        _ => new PatientVector(0, 1, 0),
    };

    private static List<T> Sorted<T>(List<T> block, Func<T, SliceGeometry> geometryOf)
    {
        var axis = MeanNormal(block.Select(geometryOf));

        // Stable: of images at one place the first handed over stays the first.
        return [.. block.OrderByDescending(i => Math.Round(geometryOf(i).Centre.Dot(axis), 6))];
    }

    private static IEnumerable<List<T>> Apart<T>(List<T> tilt, Func<T, SliceGeometry> geometryOf)
    {
        var axis = MeanNormal(tilt.Select(geometryOf));
        var steps = tilt.Zip(tilt.Skip(1), (a, b) => geometryOf(a).Centre.Dot(axis) - geometryOf(b).Centre.Dot(axis)).ToArray();
        var known = steps.Where(s => s > 0.05).Order().ToArray();
        var longest = known.Length == 0 ? double.PositiveInfinity : Math.Max(LeastApartMm, ApartSteps * known[(known.Length - 1) / 2]);
        List<T> block = [tilt[0]];
        for (var i = 1; i < tilt.Count; i++)
        {
            if (steps[i - 1] > longest)
            {
                yield return block;
                block = [];
            }

            block.Add(tilt[i]);
        }

        yield return block;
    }
}
