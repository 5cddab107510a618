namespace BilskyWeb.Imaging.Series;

/// <summary>The patient plane that an image lies nearest to.</summary>
public enum SlicePlane
{
    /// <summary>The image does not say how it lies.</summary>
    Unknown,

    /// <summary>Across the body's length.</summary>
    Axial,

    /// <summary>Dividing left from right.</summary>
    Sagittal,

    /// <summary>Dividing front from back.</summary>
    Coronal,
}
