namespace BilskyWeb.Phantom.Randomness;

/// <summary>Smooth three-dimensional noise in about [−1, 1], periodic over 32 lattice cells: texture of marrow, muscle and fat, lobulation of masses.</summary>
internal static class NoiseField
{
    private const int Side = 32;
    private const int Mask = Side - 1;
    private static readonly float[] Lattice = MakeLattice();

    /// <summary>Noise at a point in lattice cells, linear between lattice points.</summary>
    public static double At(double x, double y, double z)
    {
        var fx = Math.Floor(x);
        var fy = Math.Floor(y);
        var fz = Math.Floor(z);
        double tx = x - fx, ty = y - fy, tz = z - fz;
        int ix = (int)fx & Mask, iy = (int)fy & Mask, iz = (int)fz & Mask;
        int jx = (ix + 1) & Mask, jy = (iy + 1) & Mask, jz = (iz + 1) & Mask;
        int a = ((iz * Side) + iy) * Side, b = ((iz * Side) + jy) * Side;
        int c = ((jz * Side) + iy) * Side, d = ((jz * Side) + jy) * Side;
        var p = Mix(Lattice[a + ix], Lattice[a + jx], tx);
        var q = Mix(Lattice[b + ix], Lattice[b + jx], tx);
        var r = Mix(Lattice[c + ix], Lattice[c + jx], tx);
        var s = Mix(Lattice[d + ix], Lattice[d + jx], tx);
        return Mix(Mix(p, q, ty), Mix(r, s, ty), tz);
    }

    private static double Mix(double a, double b, double t) => a + ((b - a) * t);

    private static float[] MakeLattice()
    {
        var random = SeededRandom.For(7, "noise lattice");
        var lattice = new float[Side * Side * Side];
        for (var i = 0; i < lattice.Length; i++)
        {
            lattice[i] = (float)random.Between(-1, 1);
        }

        return lattice;
    }
}
