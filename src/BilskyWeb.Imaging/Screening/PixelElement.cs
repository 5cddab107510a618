using BilskyWeb.Imaging.Datasets;

namespace BilskyWeb.Imaging.Screening;

/// <summary>Pixel data as the walk found it.</summary>
/// <param name="Tag">Integer, float or double float pixel data.</param>
/// <param name="Bytes">Bytes of native samples; of all fragments when encapsulated.</param>
/// <param name="Fragments">Fragments behind the offset table; null when native.</param>
internal sealed record PixelElement(DicomTag Tag, long Bytes, int? Fragments);
