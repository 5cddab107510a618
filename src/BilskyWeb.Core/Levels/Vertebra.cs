namespace BilskyWeb.Core.Levels;

/// <summary>Vertebrae from the head down, as far as a spine MRI for compression reaches.</summary>
public enum Vertebra
{
#pragma warning disable CS1591 // The names say it.
    C2, C3, C4, C5, C6, C7,
    T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12,
    L1, L2, L3, L4, L5,
    S1,
#pragma warning restore CS1591
}

/// <summary>Mean heights of vertebral bodies and of the discs below them, in millimetres.</summary>
/// <remarks>
/// Bodies: posterior height, which lies along the canal; Panjabi et al., Spine 1991;16:861 (cervical, C2 with the dens taken off) and 16:888
/// (thoracic), 1992;17:299 (lumbar). Discs: thoracic between the direct measurements of Kunkel et al., J Anat 2011;219:375 (4.5 to 7.2 mm) and the CT
/// means of Fletcher et al., Eur Spine J 2015, doi 10.1007/s00586-015-3925-y (2.6 to 5.4 mm); cervical and lumbar of Frobin et al., Clin Biomech 2002;17:21 and 1997;12:S1;
/// rounded and smoothed from level to level. A person differs from these means by a common factor, which a second pin measures.
/// </remarks>
public static class Vertebrae
{
    private static readonly double[] BodyMm =
    [
        18, 11.6, 11.4, 11.4, 10.9, 12.8,
        14.1, 15.6, 15.7, 16.2, 16.2, 17.4, 18.2, 18.7, 19.3, 20.2, 21.3, 22.7,
        23.8, 24.3, 23.8, 24.1, 22.9,
        25,
    ];

    private static readonly double[] DiscMm =
    [
        5, 5, 5.2, 5.4, 5.5, 5.2,
        4.4, 4, 4, 4, 4.2, 4.4, 4.7, 5, 5.3, 5.7, 6.3, 7.2,
        8.4, 9.6, 10.4, 11, 10.4,
        0,
    ];

    private static readonly double[] TopMm = Tops();

    /// <summary>All, head first.</summary>
    public static IReadOnlyList<Vertebra> All { get; } = Enum.GetValues<Vertebra>();

    /// <summary>Middle of the body in the mean spine, in millimetres below the top of C2.</summary>
    public static double CentreMm(this Vertebra vertebra) => TopMm[(int)vertebra] + (BodyMm[(int)vertebra] / 2);

    /// <summary>Height of the body with its disc in the mean spine.</summary>
    public static double HeightMm(this Vertebra vertebra) => BodyMm[(int)vertebra] + DiscMm[(int)vertebra];

    /// <summary>Reads C2 … S1, case-insensitively, surrounding blanks ignored.</summary>
    public static bool TryParse(string? text, out Vertebra vertebra) =>
        Enum.TryParse(text?.Trim(), ignoreCase: true, out vertebra) && Enum.IsDefined(vertebra) && !char.IsAsciiDigit(text!.Trim()[0]);

    /// <summary>What lies at a place of the mean spine: a body, or the disc below it; null above C2 and below S1.</summary>
    internal static (Vertebra Vertebra, bool Disc)? At(double mm)
    {
        var index = Array.FindLastIndex(TopMm, top => top <= mm);
        return index < 0 || index >= BodyMm.Length ? null : ((Vertebra)index, mm - TopMm[index] > BodyMm[index]);
    }

    /// <summary>"T7", "T7-8" for the disc below T7, "T12-L1" between regions.</summary>
    internal static string Text(Vertebra vertebra, bool disc)
    {
        if (!disc)
        {
            return vertebra.ToString();
        }

        var below = (vertebra + 1).ToString();
        var name = vertebra.ToString();
        return $"{name}-{(below[0] == name[0] ? below[1..] : below)}";
    }

    private static double[] Tops()
    {
        var tops = new double[BodyMm.Length + 1];
        for (var i = 0; i < BodyMm.Length; i++)
        {
            tops[i + 1] = tops[i] + BodyMm[i] + DiscMm[i];
        }

        return tops;
    }
}
