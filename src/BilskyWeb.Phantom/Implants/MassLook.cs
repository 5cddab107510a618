using BilskyWeb.Phantom.Randomness;

namespace BilskyWeb.Phantom.Implants;

/// <summary>How one lesion looks on all its slices.</summary>
/// <param name="Donor">Where its texture comes from.</param>
/// <param name="Brightness">0: as dark as its donor or the darker part of the cord; 1: half way from cord to CSF.</param>
/// <param name="Infiltration">Share of bone that it replaces.</param>
/// <param name="DuraLine">How much darker the wall between mass and CSF is, 0 to 1.</param>
internal sealed record MassLook(DonorKind Donor, double Brightness, double Infiltration, double DuraLine)
{
    public static MassLook Draw(SeededRandom r) => new((DonorKind)r.Weighted([0.6, 0.4]), r.Unit(), r.Between(0.55, 0.9), r.Between(0, 0.35));
}
