using BilskyWeb.Core;
using BilskyWeb.Core.Geometry;
using BilskyWeb.Core.Grading;
using BilskyWeb.Phantom.Randomness;

namespace BilskyWeb.Phantom.Implants;

/// <summary>A real slice with an implant, or with the cord and sac it has, for a network that is to find them.</summary>
public sealed class ImplantRegion
{
    private const int Across = 2;

    private readonly ImplantSlice _slice;

    // From here on a mass is nearer to CSF than to its donor.
    private const double Bright = 0.5;

    private ImplantRegion(ImplantSlice slice, MassLook look)
    {
        _slice = slice;
        HasBrightMass = slice.Canal is { Mass.IsEpidural: true } && look.Brightness > Bright;
        var file = slice.File;
        Image = new GreyImage(file.Columns, file.Rows, Array.ConvertAll(slice.Pixels, v => (float)v), file.ColumnSpacingMm, file.RowSpacingMm);
        Canal = (slice.Before.Wall.CentreX / file.ColumnSpacingMm, slice.Before.Wall.CentreY / file.RowSpacingMm);
    }

    /// <summary>The slice's stored values.</summary>
    public GreyImage Image { get; }

    /// <summary>Centre of the canal in pixels from the image's top-left corner.</summary>
    public (double X, double Y) Canal { get; }

    /// <summary>The grade that follows from the outlines.</summary>
    public BilskyGrade Grade => _slice.Grade;

    /// <summary>True where mass in the canal is bright (docs/protocol.md: a brightness above 0.5).</summary>
    public bool HasBrightMass { get; }

    /// <summary>Draws studies on one person: all slices that a lesion reaches, and as many others.</summary>
    /// <param name="host">The person's series with its masks.</param>
    /// <param name="seed">The same seed gives the same slices.</param>
    /// <param name="wanted">The grade at the middle of each lesion.</param>
    /// <param name="cancellation">Stops between two slices.</param>
    /// <returns>The slices, a study after the other; an error where the host can take no implant.</returns>
    public static Result<IReadOnlyList<ImplantRegion>> Draw(HostFolder host, long seed, IReadOnlyList<BilskyGrade> wanted, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(host);
        ArgumentNullException.ThrowIfNull(wanted);
        var canals = HostCanals.Of(host, cancellation);
        if (!canals.IsOk)
            return canals.Error!;
        var regions = new List<ImplantRegion>();
        for (var n = 0; n < wanted.Count; n++)
        {
            if (ImplantStudy.Draw(canals.Value, wanted[n], (long)SeededRandom.Derive(seed, "implant study", n)) is not { } study)
                continue;
            int with = 0, without = 0;
            for (var i = 0; i < study.Files.Count; i++)
            {
                cancellation.ThrowIfCancellationRequested();
                var reached = study.Lesion!.ReachesTo(study.Files[i].AlongMm);
                if (!reached && without >= with + 2)
                    continue;
                (with, without) = reached ? (with + 1, without) : (with, without + 1);
                regions.Add(new ImplantRegion(study.Make(i), study.Lesion.Look));
            }
        }

        return regions;
    }

    /// <summary>How much of each tissue a square of samples around the canal's centre holds, as far as it is known: bone, fat and all else outside the sac count as <see cref="CanalTissue.Other"/>.</summary>
    /// <param name="side">Samples along each side.</param>
    /// <param name="sampleMm">From sample to sample, in millimetres.</param>
    /// <returns>Planes as those of <see cref="SegmentationSlice.Shares"/>, adding up to <see cref="SegmentationSlice.Whole"/>.</returns>
    public byte[] Shares(int side, double sampleMm)
    {
        const byte part = SegmentationSlice.Whole / (Across * Across);
        var (before, canal) = (_slice.Before, _slice.Canal);
        var (cord, sac) = (canal?.Cord ?? before.Cord, canal?.Sac ?? before.Sac);
        var shares = new byte[CanalTissues.Count * side * side];
        double left = before.Wall.CentreX - (side * sampleMm / 2), top = before.Wall.CentreY - (side * sampleMm / 2);
        for (var j = 0; j < side * Across; j++)
        {
            for (var i = 0; i < side * Across; i++)
            {
                double x = left + ((i + 0.5) * sampleMm / Across), y = top + ((j + 0.5) * sampleMm / Across);
                var tissue = cord.Distance(x, y) < 0 ? CanalTissue.Cord
                    : sac.Distance(x, y) < 0 ? CanalTissue.Csf
                    : canal is { Mass.IsEpidural: true } && before.Wall.Distance(x, y) < 0 && canal.Mass.EpiduralDistance(x, y) < 0 ? CanalTissue.EpiduralMass
                    : CanalTissue.Other;
                shares[((int)tissue * side * side) + (j / Across * side) + (i / Across)] += part;
            }
        }

        return shares;
    }
}
