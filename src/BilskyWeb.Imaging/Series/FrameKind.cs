using BilskyWeb.Imaging.Datasets;

namespace BilskyWeb.Imaging.Series;

/// <summary>What one image of a series is, where one series or one enhanced object holds several kinds of the same slices.</summary>
internal enum FrameKind
{
    /// <summary>A magnitude image, or it does not say.</summary>
    Plain,

    /// <summary>Dixon: both signals, as a spin echo without fat suppression shows them.</summary>
    InPhase,

    /// <summary>Dixon: water alone, so fat is suppressed.</summary>
    Water,

    /// <summary>Dixon: fat alone. CSF and cord are dark.</summary>
    Fat,

    /// <summary>Dixon: the signals against each other; every border of fat and water is a dark line.</summary>
    OutOfPhase,

    /// <summary>Computed from other images, pixel by pixel: a fat fraction, a field map, a relaxation time.</summary>
    Map,

    /// <summary>The phase, or one half of a complex image.</summary>
    Phase,

    /// <summary>A projection or a subtraction.</summary>
    Projection,

    /// <summary>A scout for planning.</summary>
    Localizer,

    /// <summary>A capture of a screen, or a colour image.</summary>
    Capture,
}

/// <summary>Tells an image's kind by its type (PS3.3 C.7.6.1.1.2, C.8.3.1.1.1, C.8.13.3.1.1), as the standard and the manufacturers write it.</summary>
internal static class FrameKinds
{
    /// <summary>Terms of Image Type and Frame Type from the third value on, without underscores and spaces.</summary>
    private static readonly Dictionary<string, FrameKind> Terms = new(StringComparer.Ordinal)
    {
        ["INPHASE"] = FrameKind.InPhase,
        ["IP"] = FrameKind.InPhase,
        ["IN"] = FrameKind.InPhase,
        ["WATER"] = FrameKind.Water,
        ["W"] = FrameKind.Water,
        ["WO"] = FrameKind.Water,
        ["WATERONLY"] = FrameKind.Water,
        ["DIXONWATER"] = FrameKind.Water,
        ["DIXONW"] = FrameKind.Water,
        ["FAT"] = FrameKind.Fat,
        ["F"] = FrameKind.Fat,
        ["FO"] = FrameKind.Fat,
        ["FATONLY"] = FrameKind.Fat,
        ["DIXONFAT"] = FrameKind.Fat,
        ["DIXONF"] = FrameKind.Fat,
        ["OUTOFPHASE"] = FrameKind.OutOfPhase,
        ["OUTPHASE"] = FrameKind.OutOfPhase,
        ["OPPPHASE"] = FrameKind.OutOfPhase,
        ["OPPOSEDPHASE"] = FrameKind.OutOfPhase,
        ["OPP"] = FrameKind.OutOfPhase,
        ["OP"] = FrameKind.OutOfPhase,
        ["OOP"] = FrameKind.OutOfPhase,
        ["OUT"] = FrameKind.OutOfPhase,
        ["FATFRACTION"] = FrameKind.Map,
        ["FATFRAC"] = FrameKind.Map,
        ["FF"] = FrameKind.Map,
        ["WATERFRACTION"] = FrameKind.Map,
        ["WF"] = FrameKind.Map,
        ["R2STAR"] = FrameKind.Map,
        ["FIELDMAP"] = FrameKind.Map,
        ["B0MAP"] = FrameKind.Map,
        ["T1MAP"] = FrameKind.Map,
        ["T2MAP"] = FrameKind.Map,
        ["T2STARMAP"] = FrameKind.Map,
        ["ADC"] = FrameKind.Map,
        ["FA"] = FrameKind.Map,
        ["P"] = FrameKind.Phase,
        ["PHASE"] = FrameKind.Phase,
        ["PHASEMAP"] = FrameKind.Phase,
        ["R"] = FrameKind.Phase,
        ["REAL"] = FrameKind.Phase,
        ["I"] = FrameKind.Phase,
        ["IMAGINARY"] = FrameKind.Phase,
        ["PROJECTIONIMAGE"] = FrameKind.Projection,
        ["MIP"] = FrameKind.Projection,
        ["MNIP"] = FrameKind.Projection,
        ["MINIP"] = FrameKind.Projection,
        ["SUBTRACTION"] = FrameKind.Projection,
        ["LOCALIZER"] = FrameKind.Localizer,
        ["SCREENSAVE"] = FrameKind.Capture,
    };

    /// <summary>The kind, and the term that says so.</summary>
    /// <param name="instance">The instance's attributes.</param>
    /// <param name="types">Frame Type of the frame where there is one, else Image Type; upper case.</param>
    /// <param name="component">(0008,9208), upper case, or empty.</param>
    public static (FrameKind Kind, string Term) Of(DicomDataset instance, IReadOnlyList<string> types, string component)
    {
        if (IsCapture(instance))
        {
            return (FrameKind.Capture, "");
        }

        if (component is "PHASE" or "REAL" or "IMAGINARY")
        {
            return (FrameKind.Phase, $"complex image component {component}");
        }

        // The manufacturers' terms follow the standard's, so the last that is known says most: M\DIXON\WATER, ORIGINAL\PRIMARY\P\FFE.
        for (var i = types.Count - 1; i >= Math.Min(2, types.Count); i--)
        {
            if (Terms.TryGetValue(types[i].Replace("_", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal), out var kind))
            {
                return (kind, $"image type {types[i]}");
            }
        }

        return (FrameKind.Plain, "");
    }

    private static bool IsCapture(DicomDataset instance) =>
        (instance.GetInt(DicomTag.SamplesPerPixel) ?? 1) != 1
        || instance.GetString(DicomTag.PhotometricInterpretation)?.StartsWith("MONOCHROME", StringComparison.OrdinalIgnoreCase) == false
        || instance.GetString(DicomTag.SopClassUid)?.StartsWith(DicomUid.SecondaryCaptureImageStorage, StringComparison.Ordinal) == true;
}
