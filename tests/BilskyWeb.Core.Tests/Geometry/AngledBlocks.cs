using BilskyWeb.Core.Geometry;
using CsCheck;

namespace BilskyWeb.Core.Tests.Geometry;

/// <summary>A stack through a curved canal, and the same slices as blocks that are angled to the discs.</summary>
/// <param name="Straight">The slices as one axial stack, head first.</param>
/// <param name="Angled">The same slices, each block turned about the canal on its middle slice.</param>
internal sealed record AngledBlocks(IReadOnlyList<CanalImage> Straight, IReadOnlyList<CanalImage> Angled)
{
    /// <summary>Any split into up to six blocks of two slices or more, tilts of −25° to 25°, the canal up to 5 cm from the image's middle and leaning by up to 15°.</summary>
    public static readonly Gen<AngledBlocks> Any = Gen.Select(Gen.Int[2, 9].Array[1, 6], Gen.Double[-25, 25].Array[6], Gen.Double[3, 5.2], Gen.Double[-50, 50], Gen.Select(Gen.Double[-15, 15], Gen.Double[0, 0.0008], Gen.Int[0, 9]))
        .Select((lengths, tilts, stepMm, aside, canal) => Make(lengths, tilts, stepMm, aside, canal.Item1, canal.Item2, canal.Item3));

    private static AngledBlocks Make(int[] lengths, double[] tilts, double stepMm, double asideMm, double leanDegrees, double bend, int unseen)
    {
        var count = lengths.Sum();
        PatientVector Canal(double z) => new(4, 30 + (z * Math.Tan(leanDegrees * Math.PI / 180)) + (bend * z * z), z);
        var straight = Enumerable.Range(0, count).Select(i => new CanalImage(
            Plane(new PatientVector(-80 + asideMm, -70 + asideMm, -stepMm * (i - (count / 2))), new PatientVector(0, 1, 0)), 0, i == unseen ? null : Canal(-stepMm * (i - (count / 2))))).ToList();
        var angled = new List<CanalImage>();
        foreach (var (length, block) in lengths.Select((l, b) => (l, b)))
        {
            var first = angled.Count;
            var pivot = Canal(straight[first + (length / 2)].Plane.Origin.Z);
            var angle = tilts[block] * Math.PI / 180;
            PatientVector Turned(PatientVector v) => new(v.X, (v.Y * Math.Cos(angle)) - (v.Z * Math.Sin(angle)), (v.Y * Math.Sin(angle)) + (v.Z * Math.Cos(angle)));
            PatientVector Moved(PatientVector p) => pivot.Plus(Turned(p.Minus(pivot)));
            angled.AddRange(straight.Skip(first).Take(length).Select(s => new CanalImage(Plane(Moved(s.Plane.Origin), Turned(new PatientVector(0, 1, 0))), block, s.Canal is { } canal ? Moved(canal) : null)));
        }

        return new AngledBlocks(straight, angled);

        static ImagePlane Plane(PatientVector origin, PatientVector column) => new(origin, new PatientVector(1, 0, 0), column, 0.6, 0.6, 256, 256, "1.2");
    }
}
