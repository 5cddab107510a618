namespace BilskyWeb.Phantom.Implants;

/// <summary>Which share of a pixel lies within an edge, given the image's point spread.</summary>
internal static class PartialVolume
{
    /// <summary>Share inside an edge.</summary>
    /// <param name="distanceMm">Signed distance of the pixel's centre from the edge; negative inside.</param>
    /// <param name="spreadMm">Standard deviation of the point spread.</param>
    public static double Inside(double distanceMm, double spreadMm)
    {
        // Normal distribution function, within 2e-4 (logistic approximation of Bowling et al. 2009).
        var z = -distanceMm / spreadMm;
        return z > 6 ? 1 : z < -6 ? 0 : 1 / (1 + Math.Exp(-((0.07056 * z * z * z) + (1.5976 * z))));
    }

    /// <summary>Shares of cord, CSF and what lies outside the sac; together 1.</summary>
    public static (double Cord, double Csf, double Outside) Of(Outline cord, Outline sac, double spreadMm, double x, double y)
    {
        var inCord = Inside(cord.Distance(x, y), spreadMm);
        var inSac = Math.Max(Inside(sac.Distance(x, y), spreadMm), inCord);
        return (inCord, inSac - inCord, 1 - inSac);
    }
}
