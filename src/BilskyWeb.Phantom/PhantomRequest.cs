using BilskyWeb.Phantom.Physics;

namespace BilskyWeb.Phantom;

/// <summary>Which site and class mix a study is drawn from.</summary>
public enum PhantomCohort
{
    /// <summary>The paper's internal site: four scanners, mostly low grade.</summary>
    Internal,

    /// <summary>The paper's external site: one scanner of its own, mostly low grade.</summary>
    External,

    /// <summary>For training: all six grades about equally frequent among lesions, half the studies from internal scanners, half from scanners that exist nowhere (neck included).</summary>
    Balanced,
}

/// <summary>What study to make. The same request gives the same study, to the last bit.</summary>
/// <param name="Seed">Any number; neighbouring seeds give unrelated persons.</param>
/// <param name="Cohort">Site and class mix.</param>
/// <param name="Healthy">True: no metastasis; false: at least one; null: as often as in the cohort.</param>
public sealed record PhantomRequest(long Seed, PhantomCohort Cohort = PhantomCohort.Internal, bool? Healthy = null)
{
    /// <summary>The scanner; null draws one of the cohort's.</summary>
    public ScannerProfile? Scanner { get; init; }

    /// <summary>Depth in millimetres that the first lesion reaches from the canal's wall; null draws it, more than 12.5 is taken as 12.5. The label still comes from the geometry.</summary>
    public double? LesionDepthMm { get; init; }

    /// <summary>Side of the first lesion; null draws it.</summary>
    public Lesions.LesionOrigin? Origin { get; init; }

    /// <summary>When the examination was made, by the clock on the scanner's wall; null draws a time. It changes the headers alone, and no identifier.</summary>
    public DateTime? MadeAt { get; init; }
}
