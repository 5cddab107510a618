namespace BilskyWeb.Core.Grading;

/// <summary>What can be measured of a compression on one axial slice, beside its nearest slices without mass.</summary>
/// <param name="MassMm2">Area of tumour inside the bony canal.</param>
/// <param name="SacIndentationMm">How far mass reaches inside where the sac would end without it.</param>
/// <param name="CordGapMm">Thinnest CSF between cord and sac's wall where mass lies behind it; null where none does, or without a cord.</param>
/// <param name="CordFlatteningMm">Largest loss of the cord's width in any direction; null without a cord.</param>
/// <param name="CsfAroundDegrees">Arc of the cord's circumference, 0 to 360, with a layer of CSF that can be seen; null without a cord.</param>
/// <param name="CordMm2">Area of the cord; null without one.</param>
/// <param name="CordAreaRatio">That area over the mean of the nearest slices without mass above and below; null where there is none near.</param>
/// <param name="CanalCompromise">Share of the canal, 0 to 1, that mass takes.</param>
public sealed record CompressionGeometry(
    double MassMm2,
    double SacIndentationMm,
    double? CordGapMm,
    double? CordFlatteningMm,
    double? CsfAroundDegrees,
    double? CordMm2,
    double? CordAreaRatio,
    double CanalCompromise)
{
    /// <summary>The Bilsky grade that follows from the scale's own definitions; null where there is tumour in the canal and no cord to judge by.</summary>
    public BilskyGrade? Grade { get; init; }
}

/// <summary>Measures compression from outlines and grades it.</summary>
/// <remarks>
/// Definitions: Bilsky et al., J Neurosurg Spine 2010;13:324. 0 no tumour in the canal; 1a tumour there, sac not deformed; 1b sac deformed, cord not abutted; 1c cord abutted; 2 cord compressed, CSF still to be seen; 3 no CSF around it. What
/// counts as deformed, abutted and seen are millimetres of our own, chosen where the phantoms' truth is met best (docs/validation.md).
/// </remarks>
public static class CompressionRuler
{
    /// <summary>Less mass than this in the canal is not epidural disease that a reader could see, in mm².</summary>
    public const double EpiduralMassMm2 = 5;

    /// <summary>The sac counts as deformed from this indentation on.</summary>
    public const double SacDeformedMm = 0.7;

    /// <summary>The cord counts as abutted when no more CSF than this is left between it and the mass.</summary>
    public const double CordAbuttedMm = 0.7;

    /// <summary>The cord counts as compressed when it has lost this much width in some direction.</summary>
    public const double CordCompressedMm = 0.9;

    /// <summary>A layer of CSF thinner than this cannot be seen.</summary>
    public const double VisibleCsfMm = 0.7;

    /// <summary>CSF counts as seen around the cord along this share of its circumference.</summary>
    public const double CsfVisibleShare = 0.12;

    /// <summary>A sac without a cord in it is taken for one below the conus from this area on, in mm².</summary>
    public const double RoomySacMm2 = 80;

    /// <summary>A slice farther away says nothing of how sac and cord were.</summary>
    public const double FarthestReferenceMm = 45;

    // Fat behind the sac's wall where no slice without mass tells: in front, at the sides, at the back. As for implants (docs/protocol.md).
    private const double FatInFrontMm = 1.2, FatBesideMm = 1.6, FatBehindMm = 2.2;

    // How much longer a sound cord is across than from front to back, at most: Ko et al., Surg Radiol Anat 2004.
    private const double UsualAspect = 1.5;

    /// <summary>Measures every slice of a spine.</summary>
    /// <param name="shapes">The outlines in order along the spine; null where there are none.</param>
    /// <param name="alongMm">Where each slice lies along the spine, in millimetres.</param>
    /// <param name="sameScan">Which scan each is of: outlines of two scans are not compared.</param>
    /// <returns>One per slice; null where there is no outline.</returns>
    public static IReadOnlyList<CompressionGeometry?> Measure(IReadOnlyList<CanalShape?> shapes, IReadOnlyList<double> alongMm, IReadOnlyList<int> sameScan)
    {
        ArgumentNullException.ThrowIfNull(shapes);
        ArgumentNullException.ThrowIfNull(alongMm);
        ArgumentNullException.ThrowIfNull(sameScan);
        var measured = new CompressionGeometry?[shapes.Count];
        for (var i = 0; i < measured.Length; i++)
        {
            if (shapes[i] is { } shape)
            {
                measured[i] = Measure(shape, [.. References(shapes, alongMm, sameScan, i)]);
            }
        }

        return measured;
    }

    /// <summary>Measures one slice.</summary>
    /// <param name="shape">Its outlines.</param>
    /// <param name="sound">Outlines of near slices without mass, by which lost width and area are judged; may be empty.</param>
    public static CompressionGeometry Measure(CanalShape shape, IReadOnlyList<CanalShape> sound)
    {
        ArgumentNullException.ThrowIfNull(shape);
        ArgumentNullException.ThrowIfNull(sound);
        var (gap, indentation, visible) = (double.NaN, 0.0, 0);
        for (var ray = 0; ray < CanalShape.Rays; ray++)
        {
            visible += shape.CsfMm[ray] >= VisibleCsfMm ? 1 : 0;
            if (shape.MassBehind[ray])
            {
                gap = double.IsNaN(gap) ? shape.CsfMm[ray] : Math.Min(gap, shape.CsfMm[ray]);
                indentation = Math.Max(indentation, shape.CanalMm[ray] - FatMm(ray) - shape.SacMm[ray]);
            }
        }

        var cords = sound.Where(s => s.HasCord).ToList();
        var measured = new CompressionGeometry(
            shape.MassMm2,
            indentation,
            shape.HasCord && !double.IsNaN(gap) ? gap : null,
            shape.HasCord ? Flattening(shape, cords) : null,
            shape.HasCord ? visible * 360.0 / CanalShape.Rays : null,
            shape.HasCord ? shape.CordMm2 : null,
            shape.HasCord && cords.Count > 0 ? shape.CordMm2 / cords.Average(s => s.CordMm2) : null,
            Math.Clamp(shape.MassMm2 / Math.Max(shape.CanalMm2, 1), 0, 1));

        // A narrow sac without a cord in it may be one that is pressed flat by what was not seen.
        return measured with { Grade = shape.HasCord || shape.SacMm2 >= RoomySacMm2 ? Grade(measured) : null };
    }

    /// <summary>The grade by the scale's definitions; null where there is tumour in the canal and no cord to judge by.</summary>
    public static BilskyGrade? Grade(CompressionGeometry measured)
    {
        ArgumentNullException.ThrowIfNull(measured);
        if (measured.MassMm2 < EpiduralMassMm2)
        {
            return BilskyGrade.Grade0;
        }

        // Without tumour in the canal no cord is needed to say so, as below the conus; with it the cord decides.
        if (measured.CordMm2 is null)
        {
            return null;
        }

        // Mass that reaches the cord has deformed the sac, however little its outline shows of it.
        if (measured.CordGapMm is null or > CordAbuttedMm)
        {
            return measured.SacIndentationMm < SacDeformedMm ? BilskyGrade.Grade1a : BilskyGrade.Grade1b;
        }

        if (measured.CordFlatteningMm < CordCompressedMm)
        {
            return BilskyGrade.Grade1c;
        }

        return measured.CsfAroundDegrees >= CsfVisibleShare * 360 ? BilskyGrade.Grade2 : BilskyGrade.Grade3;
    }

    // The nearest slice without mass above and below.
    private static IEnumerable<CanalShape> References(IReadOnlyList<CanalShape?> shapes, IReadOnlyList<double> alongMm, IReadOnlyList<int> sameScan, int slice)
    {
        var sound = Enumerable.Range(0, shapes.Count)
            .Where(i => i != slice && sameScan[i] == sameScan[slice] && shapes[i] is { HasCord: true, MassMm2: < EpiduralMassMm2 } && Math.Abs(alongMm[i] - alongMm[slice]) <= FarthestReferenceMm)
            .OrderBy(i => Math.Abs(alongMm[i] - alongMm[slice]))
            .ToList();
        foreach (var side in new[] { sound.Where(i => alongMm[i] < alongMm[slice]), sound.Where(i => alongMm[i] > alongMm[slice]) })
        {
            foreach (var i in side.Take(1))
            {
                yield return shapes[i]!;
            }
        }
    }

    private static double Flattening(CanalShape shape, List<CanalShape> sound)
    {
        var most = 0.0;
        for (var ray = 0; ray < CanalShape.Rays / 2; ray++)
        {
            var before = sound.Count > 0 ? sound.Average(s => s.CordWidthMm(ray)) : Math.Sqrt(4 * shape.CordMm2 / Math.PI / UsualAspect);
            most = Math.Max(most, before - shape.CordWidthMm(ray));
        }

        return most;
    }

    // From the front (ray at three quarters) over the side to the back (at one quarter).
    private static double FatMm(int ray)
    {
        var (_, back) = CanalShape.Direction(ray);
        return back < 0 ? FatBesideMm + ((FatInFrontMm - FatBesideMm) * -back) : FatBesideMm + ((FatBehindMm - FatBesideMm) * back);
    }
}
