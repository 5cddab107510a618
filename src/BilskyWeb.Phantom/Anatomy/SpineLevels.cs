namespace BilskyWeb.Phantom.Anatomy;

/// <summary>Mean sizes by vertebral level, C5 to L5, in millimetres.</summary>
/// <remarks>
/// Rounded and smoothed between levels from published means: vertebral bodies and canal, Panjabi et al., Spine 1991 (cervical, thoracic) and 1992
/// (lumbar); thecal sac about 12 × 14 mm with 4 to 8 mm of dorsal CSF at mid-thoracic level, Holsheimer et al., AJNR 1994; cord
/// (about 6 × 8 mm thoracic, 7.4 × 11.4 mm at C7), Ko et al., Spinal Cord 2004 and Frostell et al., Front Neurol 2016; conus at the
/// lower third of L1 (T12 to L3), Saifuddin et al., Spine 1998. Persons differ by a factor of about ±8% around these.
/// </remarks>
internal static class SpineLevels
{
    public const int C7 = 2;
    public const int T1 = 3;
    public const int T12 = 14;
    public const int L1 = 15;

    public static readonly string[] Names =
        ["C5", "C6", "C7", "T1", "T2", "T3", "T4", "T5", "T6", "T7", "T8", "T9", "T10", "T11", "T12", "L1", "L2", "L3", "L4", "L5"];

    /// <summary>Vertebra with the disc below it.</summary>
    public static readonly double[] Height = [17, 17, 18, 18, 19.5, 20, 20.5, 21, 21.5, 22, 23, 23.5, 24.5, 25.5, 27, 33, 35, 36, 36, 35];
    public static readonly double[] DiscHeight = [5, 5, 5, 4, 3.5, 3.5, 3.5, 4, 4, 4.5, 4.5, 5, 5.5, 6, 6.5, 8, 9.5, 10.5, 11, 11];
    public static readonly double[] BodyWidth = [25, 26, 28, 28, 27.5, 26.5, 26, 26.5, 27.5, 28.5, 30, 31.5, 33, 36, 39, 41, 42.5, 44, 46, 48];
    public static readonly double[] BodyDepth = [16, 16.5, 17, 17.5, 19, 20.5, 22, 23.5, 25, 26.5, 28, 29, 29.5, 30, 30.5, 31, 32, 33, 33.5, 34];
    public static readonly double[] CanalWidth = [25, 25, 24, 21.5, 19, 18, 17.4, 17.2, 17.3, 17.4, 17.6, 17.8, 18.3, 19.5, 22, 23, 23, 23.5, 24, 26];
    public static readonly double[] CanalDepth = [15, 15, 15.4, 15.8, 15.8, 16, 16.3, 16.4, 16.5, 16.5, 16.6, 16.5, 16.3, 16.5, 17.6, 17.8, 17.5, 17.3, 17.3, 17.8];
    public static readonly double[] CanalTaper = [0.25, 0.25, 0.22, 0.15, 0.05, 0, 0, 0, 0, 0, 0, 0, 0.02, 0.06, 0.12, 0.18, 0.22, 0.26, 0.3, 0.32];
    public static readonly double[] SacWidth = [18, 18, 17, 15.6, 14.6, 14.2, 14, 14, 14, 14, 14, 14.2, 14.6, 15.4, 16.6, 17.5, 17.5, 17, 16.5, 16];
    public static readonly double[] SacDepth = [12, 12, 12, 12, 12, 12.2, 12.4, 12.5, 12.5, 12.4, 12.3, 12.2, 12.2, 12.6, 13.6, 14.2, 14, 13.6, 13.2, 12.8];
    public static readonly double[] CordWidth = [13, 12.6, 11.4, 9.8, 8.9, 8.4, 8.2, 8, 8, 8, 8, 8, 8.2, 8.8, 9.2, 8.6, 8, 8, 8, 8];
    public static readonly double[] CordDepth = [7.6, 7.5, 7.4, 7, 6.6, 6.4, 6.2, 6.1, 6, 6, 6, 6.1, 6.4, 6.9, 7.2, 6.9, 6, 6, 6, 6];

    /// <summary>Where the cord lies in the sac: ventral (negative) where kyphosis pulls it forward, dorsal at the lumbar enlargement.</summary>
    public static readonly double[] CordShift = [0, 0, -0.2, -0.5, -0.8, -1.1, -1.3, -1.4, -1.4, -1.3, -1.1, -0.9, -0.5, 0, 0.4, 0.8, 1, 1, 1, 1];

    /// <summary>From the canal's centre to the skin of the back.</summary>
    public static readonly double[] SkinBack = [62, 64, 66, 64, 58, 54, 52, 50, 50, 50, 51, 52, 54, 56, 58, 62, 66, 68, 68, 66];
    public static readonly double[] TrunkHalfWidth = [62, 66, 92, 160, 178, 172, 160, 152, 150, 150, 150, 149, 147, 145, 143, 142, 142, 144, 148, 152];
    public static readonly double[] TrunkHalfDepth = [62, 64, 72, 82, 92, 98, 102, 105, 108, 110, 110, 110, 109, 108, 107, 106, 105, 105, 105, 106];

    /// <summary>Linear between levels; the coordinate is 0 at the middle of C5, 1 at the middle of C6.</summary>
    public static double At(double[] table, double level)
    {
        var clamped = Math.Clamp(level, 0, table.Length - 1);
        var low = Math.Min((int)clamped, table.Length - 2);
        var t = clamped - low;
        return table[low] + ((table[low + 1] - table[low]) * t);
    }
}
