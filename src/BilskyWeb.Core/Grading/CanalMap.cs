namespace BilskyWeb.Core.Grading;

/// <summary>What a square region around the canal is made of: for each sample the share of each tissue.</summary>
public sealed class CanalMap
{
    private readonly float[] _shares;

    /// <param name="side">Samples along each side.</param>
    /// <param name="sampleMm">From sample to sample, in millimetres, along both axes.</param>
    /// <param name="shares">Plane after plane in the order of <see cref="CanalTissue"/>, each row-major, <paramref name="side"/> × <paramref name="side"/>, in [0, 1]; the planes add up to 1.</param>
    /// <exception cref="ArgumentException">There are not as many shares as samples and tissues.</exception>
    public CanalMap(int side, double sampleMm, float[] shares)
    {
        ArgumentNullException.ThrowIfNull(shares);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(side);
        if (shares.Length != side * side * CanalTissues.Count || !(sampleMm > 0))
        {
            throw new ArgumentException($"{shares.Length} shares for {side} × {side} samples of {CanalTissues.Count} tissues, {sampleMm} mm apart.", nameof(shares));
        }

        (Side, SampleMm, _shares) = (side, sampleMm, shares);
    }

    /// <summary>Samples along each side.</summary>
    public int Side { get; }

    /// <summary>From sample to sample, in millimetres.</summary>
    public double SampleMm { get; }

    /// <summary>The shares of one tissue, row-major.</summary>
    public ReadOnlySpan<float> Of(CanalTissue tissue) => _shares.AsSpan((int)tissue * Side * Side, Side * Side);

    /// <summary>The share of a tissue at a place, linear between samples; the nearest sample's beyond the edge.</summary>
    /// <param name="tissue">The tissue.</param>
    /// <param name="xMm">Millimetres from the region's left edge.</param>
    /// <param name="yMm">Millimetres from the region's top edge.</param>
    public double At(CanalTissue tissue, double xMm, double yMm)
    {
        double x = Math.Clamp((xMm / SampleMm) - 0.5, 0, Side - 1.0001), y = Math.Clamp((yMm / SampleMm) - 0.5, 0, Side - 1.0001);
        int i = (int)x, j = (int)y;
        double s = x - i, t = y - j;
        var plane = Of(tissue);
        var at = (j * Side) + i;
        return (((plane[at] * (1 - s)) + (plane[at + 1] * s)) * (1 - t)) + (((plane[at + Side] * (1 - s)) + (plane[at + Side + 1] * s)) * t);
    }
}
