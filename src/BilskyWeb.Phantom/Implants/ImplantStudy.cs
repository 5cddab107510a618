using BilskyWeb.Core.Grading;
using BilskyWeb.Phantom.Labels;
using BilskyWeb.Phantom.Randomness;

namespace BilskyWeb.Phantom.Implants;

/// <summary>One slice of an implanted study.</summary>
/// <param name="File">The host's slice.</param>
/// <param name="Pixels">Row-major stored values.</param>
/// <param name="Before">The canal as it was, its sac as the image shows it.</param>
/// <param name="Canal">The canal with the lesion; null where the lesion does not reach and the slice is as it was.</param>
/// <param name="Measured">What the grade follows from.</param>
internal sealed record ImplantSlice(HostFile File, int[] Pixels, CanalOutlines Before, CanalDeformation? Canal, CanalMeasurements Measured)
{
    public BilskyGrade Grade => BilskyFromGeometry.Grade(Measured);
}

/// <summary>A stretch of a host's spine with a lesion, or without one as a control. Slices are made one after the other when asked for, the same every time.</summary>
internal sealed class ImplantStudy
{
    /// <summary>Slices of a clinic's series lie at least so far apart; of a finer stack every second, third … is taken.</summary>
    public const double LeastSpacingMm = 3;

    private const int FewestSlices = 12, MostSlices = 24, Attempts = 8;

    private readonly long _seed;

    private ImplantStudy(HostCanals host, IReadOnlyList<HostFile> slices, double spacingMm, BilskyGrade? wanted, ImplantLesion? lesion, long seed)
    {
        (Host, Files, SpacingMm, Wanted, Lesion, _seed) = (host, slices, spacingMm, wanted, lesion, seed);
    }

    public HostCanals Host { get; }

    /// <summary>The host's slices it is made of, head first.</summary>
    public IReadOnlyList<HostFile> Files { get; }

    public double SpacingMm { get; }

    /// <summary>The grade at the lesion's middle; null for a control.</summary>
    public BilskyGrade? Wanted { get; }

    public ImplantLesion? Lesion { get; }

    /// <summary>Draws a stretch of the spine and a lesion on it.</summary>
    /// <param name="host">Whose spine.</param>
    /// <param name="wanted">The grade at the lesion's middle; null for a control.</param>
    /// <param name="seed">The same seed gives the same study.</param>
    /// <returns>Null where none of the tried places can carry the grade.</returns>
    public static ImplantStudy? Draw(HostCanals host, BilskyGrade? wanted, long seed)
    {
        var r = SeededRandom.For(seed, "implant");
        var longest = host.Runs.Max(s => s.Count);
        var runs = host.Runs.Where(s => 2 * s.Count >= longest).ToList();
        var run = runs[r.Weighted([.. runs.Select(s => (double)s.Count)])];
        var own = (run[0].AlongMm - run[^1].AlongMm) / Math.Max(run.Count - 1, 1);
        var every = Math.Clamp((int)Math.Ceiling((LeastSpacingMm / own) - 0.01), 1, Math.Max(1, run.Count / HostCanals.FewestSlices));
        var first = r.Whole(0, every - 1);
        List<HostFile> thinned = [.. run.Skip(first).Where((_, i) => i % every == 0)];
        var count = Math.Min(r.Whole(FewestSlices, MostSlices), thinned.Count);
        List<HostFile> slices = [.. thinned.Skip(r.Whole(0, thinned.Count - count)).Take(count)];
        var spacing = own * every;
        if (wanted is not { } grade)
            return new ImplantStudy(host, slices, spacing, null, null, seed);

        // Two or three slices as often as not; the rest longer.
        var half = spacing * (r.Chance(0.6) ? r.Between(1.05, 1.7) : r.Between(2, 4));
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var middle = slices[r.Whole(0, slices.Count - 1)];
            var layers = SliceLayers.Of(HostSlice.Load(middle), host.Of(middle)!);
            if (ImplantLesion.Find(layers.Outlines, grade, middle.AlongMm, half, r) is { } lesion)
                return new ImplantStudy(host, slices, spacing, grade, lesion, seed);
        }

        return null;
    }

    /// <summary>Makes one slice.</summary>
    public ImplantSlice Make(int index)
    {
        var file = Files[index];
        var slice = HostSlice.Load(file);
        var anatomy = Host.Of(file)!;
        var stored = Array.ConvertAll(slice.Image.Pixels, v => (int)v);
        if (Lesion is null || !Lesion.ReachesTo(file.AlongMm))
            return new ImplantSlice(file, stored, anatomy.Outlines, null, new CanalMeasurements(0, 0, CanalMeasurements.NoContact, 0, 1, 0));

        var layers = SliceLayers.Of(slice, anatomy);
        var canal = Lesion.On(layers.Outlines, file.AlongMm);

        // The patch is looked for on each slice, since level and noise are the slice's own; a slice without one is no host.
        var donor = DonorTissue.Find(slice, anatomy, Lesion.Look.Donor, SeededRandom.For(_seed, "donor"))
            ?? throw new InvalidOperationException($"{file.Path} was taken as a host without any tissue.");
        var painted = ImplantPainter.Paint(slice, anatomy, layers, canal, Lesion.Look, donor, SeededRandom.For(_seed, "texture", index));
        var (low, high) = file.IsSigned ? (-(1 << (file.BitsStored - 1)), (1 << (file.BitsStored - 1)) - 1) : (0, (1 << file.BitsStored) - 1);
        for (var i = 0; i < stored.Length; i++)
        {
            stored[i] = painted[i] == slice.Image.Pixels[i] ? stored[i] : (int)Math.Clamp(Math.Round(painted[i]), low, high);
        }

        return new ImplantSlice(file, stored, layers.Outlines, canal, ImplantRuler.Measure(canal));
    }
}
