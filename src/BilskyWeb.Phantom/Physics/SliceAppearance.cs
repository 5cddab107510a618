using BilskyWeb.Phantom.Anatomy;
using BilskyWeb.Phantom.Lesions;
using BilskyWeb.Phantom.Randomness;

namespace BilskyWeb.Phantom.Physics;

/// <summary>How one series looks: contrast, noise, coil and artefacts, the same on all its slices.</summary>
internal sealed class SliceAppearance
{
    public SliceAppearance(ScannerProfile scanner, Protocol protocol, Person person, IReadOnlyList<Metastasis> lesions, SeededRandom r)
    {
        var brightness = lesions.Count > 0 ? lesions[0].Brightness : 0.5;
        var contrast = scanner.IsRandom && r.Chance(0.7) ? TseContrast.T2LikeAtRandom(person.MarrowFat, r) : TseContrast.ByPhysics(scanner.FieldTesla > 2, protocol.TrMs, protocol.TeMs, person.MarrowFat, brightness, r);
        var csf = contrast.Water[(int)Tissue.Csf];
        Settings = new AcquisitionSettings
        {
            FieldOfViewMm = protocol.FieldOfViewMm,
            ThicknessMm = protocol.ThicknessMm,
            Matrix = scanner.Matrix,
            Size = scanner.Reconstructed,
            Contrast = contrast,
            PhaseBlur = 0.06 + (0.3 * (1 - scanner.PhaseShare)),
            Noise = csf * scanner.NoiseShare * r.Between(0.6, 1.5),
            Shading = scanner.Shading * r.Between(0.6, 1.4),
            Sharpening = scanner.Sharpening * r.Between(0.5, 1.5),
            Gain = scanner.CsfGreyLevel / csf * r.Between(0.75, 1.3),
            LargestValue = scanner.BitsStored == 12 ? 4095 : 32767,
            ChemicalShiftPixels = r.Sign() * r.Between(0.3, 1.6),
            GhostAmplitude = r.Chance(0.3) ? r.Between(0.01, 0.04) : 0,
            GhostShiftShare = r.Between(0.1, 0.45),
            SaturationFrontMm = r.Chance(0.5) ? -r.Between(40, 62) : -1e3,
            PhaseAlongRows = r.Chance(0.6),
        };
    }

    public AcquisitionSettings Settings { get; }

    /// <summary>
    /// True where pulsation ghosts of good slices can be seen. The first ghost on one side is a copy of half the amplitude, and a copy of bright fluid is made
    /// out, since it keeps its shape, from about half the noise on.
    /// </summary>
    public bool ShowsGhosts => Settings.GhostAmplitude > 0 && Settings.GhostAmplitude * Settings.Contrast.Water[(int)Tissue.Csf] >= Settings.Noise;

    /// <summary>Settings of a good slice, or of one spoilt by motion.</summary>
    public AcquisitionSettings Of(bool spoiled) => spoiled
        ? Settings with { GhostAmplitude = 0.55, GhostShiftShare = 0.06 + (Settings.GhostShiftShare * 0.2), PhaseBlur = 0.32, Noise = Settings.Noise * 1.5 }
        : Settings;
}
