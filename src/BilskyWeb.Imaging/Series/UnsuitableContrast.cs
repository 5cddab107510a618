namespace BilskyWeb.Imaging.Series;

/// <summary>Contrasts on which the Bilsky scale cannot be read, with the tag or the word that tells.</summary>
internal static class UnsuitableContrast
{
    private const double FluidNullingInversionMs = 1500;
    private const double FatNullingInversionMs = 400;

    /// <summary>Why a stack cannot be graded for its contrast; null when nothing speaks against it.</summary>
    public static string? Of(SeriesFacts s, SeriesNames names) => Diffusion(s, names) ?? EchoPlanar(s, names) ?? Inversion(s, names) ?? Kind(s, names);

    private static string? Diffusion(SeriesFacts s, SeriesNames names)
    {
        var told = s.DiffusionBValue is { } b and > 0 ? FormattableString.Invariant($"b value {b:0.##} s/mm² in {(s.DiffusionSource.Length > 0 ? s.DiffusionSource : "(0018,9087)")}")
            : s.DiffusionDirectionality is "DIRECTIONAL" or "ISOTROPIC" or "BMATRIX" ? $"diffusion directionality {s.DiffusionDirectionality}, (0018,9075)"
            : s.HasDiffusionGradient ? "a diffusion gradient's direction, (0018,9089)"
            : s.AcquisitionContrast == "DIFFUSION" ? "acquisition contrast DIFFUSION, (0008,9209)"
            : s.ImageType.FirstOrDefault(type => type is "DIFFUSION" or "TRACEW" or "ADC" or "DIFFUSION_ANISO") is { } type ? $"image type {type}"
            : names.Diffusion is { } word ? $"\"{word}\" in its name"
            : names.PerhapsDiffusion is { } perhaps && IsEchoPlanar(s, names) is not null ? $"\"{perhaps}\" in its name, and echo-planar"
            : null;
        if (told is not null)
        {
            return $"Diffusion images ({told}); the Bilsky scale is read on T2-weighted ones.";
        }

        return s.AcquisitionContrast is "PERFUSION" or "FLOW_ENCODED" or "TOF" or "TAGGING"
            ? $"{s.AcquisitionContrast} images (acquisition contrast, (0008,9209)); the Bilsky scale is read on T2-weighted ones."
            : null;
    }

    private static string? EchoPlanar(SeriesFacts s, SeriesNames names) => IsEchoPlanar(s, names) is { } told
        ? $"Echo-planar images (functional or diffusion; {told}) are too distorted to grade."
        : null;

    private static string? IsEchoPlanar(SeriesFacts s, SeriesNames names) =>
        s.ScanningSequence.Contains("EP") ? "EP in (0018,0020) or (0018,9018)"
        : names.EchoPlanar is { } word ? $"\"{word}\" in its name"
        : null;

    private static string? Inversion(SeriesFacts s, SeriesNames names)
    {
        const string Flair = "the CSF is dark, so the space around the cord cannot be judged.";
        const string Stir = "fat is suppressed by inversion, so epidural fat and disease look alike.";
        if (names.Flair is { } flair)
        {
            return $"FLAIR (\"{flair}\" in its name): {Flair}";
        }

        if (s.AcquisitionContrast is "FLUID_ATTENUATED" or "STIR")
        {
            return $"{(s.AcquisitionContrast == "STIR" ? "STIR" : "FLAIR")} (acquisition contrast {s.AcquisitionContrast}, (0008,9209)): {(s.AcquisitionContrast == "STIR" ? Stir : Flair)}";
        }

        // A gradient echo with a preparing inversion is T1-weighted, which its timing tells.
        var stated = s.ScanningSequence.Contains("IR") ? "IR in (0018,0020) or (0018,9009)"
            : names.InversionRecovery is { } word ? $"\"{word}\" in its name"
            : null;
        if (names.Stir is { } stir && s.InversionTimeMs is not >= FluidNullingInversionMs)
        {
            return $"STIR (\"{stir}\" in its name): {Stir}";
        }

        if (stated is null || (s.ScanningSequence.Contains("GR") && !s.ScanningSequence.Contains("SE")))
        {
            return null;
        }

        return s.InversionTimeMs switch
        {
            >= FluidNullingInversionMs => $"FLAIR (inversion time {T2Weighting.Milliseconds(s.InversionTimeMs)}, (0018,0082); {stated}): {Flair}",
            < FatNullingInversionMs => $"STIR (inversion time {T2Weighting.Milliseconds(s.InversionTimeMs)}, (0018,0082); {stated}): {Stir}",
            { } => $"Inversion recovery (inversion time {T2Weighting.Milliseconds(s.InversionTimeMs)}, (0018,0082); {stated}): its contrast is not that of T2-weighted images.",
            null => $"Inversion recovery ({stated}) without an inversion time: STIR or FLAIR, on which the Bilsky scale is not read.",
        };
    }

    private static string? Kind(SeriesFacts s, SeriesNames names) => s.Kind switch
    {
        FrameKind.Fat => $"Fat-only images of a Dixon series ({s.KindTerm}): CSF and cord are dark on them.",
        FrameKind.OutOfPhase => $"Out-of-phase images of a Dixon series ({s.KindTerm}): a dark line lies along every border of fat, the canal's too.",
        FrameKind.Map => $"Computed pixel by pixel from other images ({s.KindTerm}), no image of its own.",
        FrameKind.Phase => $"Phase or complex images, not magnitude ({s.KindTerm}).",
        FrameKind.Plain when names.Dixon is { } dixon && s.Repeats >= s.Slices.Count && s.Slices.Count > 0 =>
            $"A Dixon series (\"{dixon}\" in its name) with several images of each place that does not say which are water and which are fat.",
        _ => null,
    };
}
