namespace BilskyWeb.Imaging.Screening;

/// <summary>What screening says about one file.</summary>
public enum ScreeningOutcome
{
    /// <summary>Well-formed DICOM that the archive may receive.</summary>
    Accepted,

    /// <summary>DICOM that must not be stored: truncated, hostile, unsupported.</summary>
    Rejected,

    /// <summary>A DICOMDIR: an index of a medium. It holds no image and is left out.</summary>
    Dicomdir,

    /// <summary>Something else: text, PDF, JPEG, ZIP.</summary>
    NotDicom,
}
