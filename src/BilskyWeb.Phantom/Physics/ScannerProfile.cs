using BilskyWeb.Phantom.Randomness;

namespace BilskyWeb.Phantom.Physics;

/// <summary>How one scanner makes its axial T2 images: ranges of its protocol and what its reconstruction does.</summary>
/// <remarks>Parameters are typical of axial T2 turbo spin echo spine protocols of such scanners; none is copied from one site.</remarks>
/// <param name="Key">Short stable name, for example <c>ge-15</c>.</param>
/// <param name="Manufacturer">Whose style; written into DICOM with the word phantom.</param>
/// <param name="Model">Model style.</param>
/// <param name="FieldTesla">Field strength.</param>
/// <param name="Matrix">Frequency-encoding steps.</param>
/// <param name="PhaseShare">Phase-encoding steps as a share of the matrix: the blur along phase.</param>
/// <param name="Reconstructed">Rows and columns of the stored image.</param>
/// <param name="FieldOfViewMm">Least and greatest field of view.</param>
/// <param name="ThicknessMm">Least and greatest slice thickness.</param>
/// <param name="TrMs">Least and greatest repetition time.</param>
/// <param name="TeMs">Least and greatest echo time.</param>
/// <param name="NoiseShare">Noise as a share of CSF signal.</param>
/// <param name="Shading">How much of the surface coil's fall-off the scanner leaves, 0 to 1.</param>
/// <param name="Sharpening">Weight of the edge filter.</param>
/// <param name="CsfGreyLevel">Stored value of pure CSF.</param>
/// <param name="BitsStored">Bits stored of 16.</param>
public sealed record ScannerProfile(
    string Key,
    string Manufacturer,
    string Model,
    double FieldTesla,
    int Matrix,
    double PhaseShare,
    int Reconstructed,
    (double Low, double High) FieldOfViewMm,
    (double Low, double High) ThicknessMm,
    (double Low, double High) TrMs,
    (double Low, double High) TeMs,
    double NoiseShare,
    double Shading,
    double Sharpening,
    double CsfGreyLevel,
    int BitsStored)
{
    /// <summary>The four scanners of the training site.</summary>
    public static IReadOnlyList<ScannerProfile> Internal { get; } =
    [
        new("ge-15", "GE", "Signa-like 1.5 T", 1.5, 320, 0.7, 512, (170, 200), (4, 5), (3000, 4600), (95, 118), 0.035, 0.55, 0.35, 1900, 16),
        new("ge-30", "GE", "Discovery-like 3 T", 3, 320, 0.8, 384, (160, 190), (3, 4), (3500, 5500), (85, 110), 0.022, 0.4, 0.25, 4200, 16),
        new("siemens-15", "Siemens", "Avanto-like 1.5 T", 1.5, 256, 0.8, 256, (180, 220), (4, 5), (3200, 5000), (92, 116), 0.03, 0.6, 0.1, 620, 12),
        new("siemens-30", "Siemens", "Skyra-like 3 T", 3, 320, 0.8, 320, (160, 200), (3, 4), (3800, 6000), (84, 108), 0.02, 0.35, 0.2, 900, 12),
    ];

    /// <summary>The one scanner of the external site, never used in training.</summary>
    public static ScannerProfile External { get; } =
        new("siemens-15-external", "Siemens", "Aera-like 1.5 T", 1.5, 288, 0.9, 288, (150, 180), (3, 4), (4000, 6500), (76, 94), 0.028, 0.15, 0.45, 780, 12);

    /// <summary>All five, internal first.</summary>
    public static IReadOnlyList<ScannerProfile> All { get; } = [.. Internal, External];

    /// <summary>True for a scanner that exists nowhere; see <see cref="AtRandom"/>.</summary>
    internal bool IsRandom => Key == RandomKey;

    private const string RandomKey = "random";

    /// <summary>A scanner of no make, with parameters beyond those of the five: what is learnt on it does not depend on a make.</summary>
    internal static ScannerProfile AtRandom(SeededRandom r)
    {
        var field = Math.Exp(r.Between(Math.Log(60), Math.Log(280)));
        var pixel = Math.Exp(r.Between(Math.Log(0.45), Math.Log(1.6)));
        var matrix = Math.Clamp((int)Math.Round(field / pixel), 48, 288);
        var stored = r.Chance(0.3) ? matrix * 2 : matrix;
        return new ScannerProfile(
            RandomKey, "Random", "any", r.Chance(0.5) ? 1.5 : 3, matrix, r.Between(0.5, 1), stored, (field, field), (1, 7), (2000, 8000), (55, 150),
            Math.Exp(r.Between(Math.Log(0.004), Math.Log(0.07))), r.Between(0, 1.2), r.Chance(0.5) ? r.Between(0, 0.6) : 0, 1000, 12);
    }

    internal Protocol DrawProtocol(SeededRandom r)
    {
        var thickness = Math.Round(r.Between(ThicknessMm.Low, ThicknessMm.High) * 2) / 2;
        return new Protocol(
            Math.Round(r.Between(FieldOfViewMm.Low, FieldOfViewMm.High) / 5) * 5,
            thickness,
            Math.Round(thickness * r.Between(1.0, 1.3) * 10) / 10,
            Math.Round(r.Between(TrMs.Low, TrMs.High) / 10) * 10,
            Math.Round(r.Between(TeMs.Low, TeMs.High)));
    }
}

/// <summary>What was set for one series.</summary>
/// <param name="FieldOfViewMm">Side of the square image.</param>
/// <param name="ThicknessMm">Slice thickness.</param>
/// <param name="SpacingMm">From the middle of one slice to the next.</param>
/// <param name="TrMs">Repetition time.</param>
/// <param name="TeMs">Effective echo time.</param>
public readonly record struct Protocol(double FieldOfViewMm, double ThicknessMm, double SpacingMm, double TrMs, double TeMs);
