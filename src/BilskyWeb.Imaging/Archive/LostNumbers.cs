using BilskyWeb.Imaging.Datasets;

namespace BilskyWeb.Imaging.Archive;

/// <summary>
/// Numbers that an archive's DICOM JSON leaves out. Of "0,5\0,5" Orthanc 1.10 makes an empty list, of "1\0,5" the list of 1, as if nothing had
/// been there: the file knows better.
/// </summary>
internal static class LostNumbers
{
    /// <summary>True where an attribute that is looked at has fewer numbers than it should, or none although it is not empty.</summary>
    internal static bool In(DicomDataset dataset) => dataset.Elements.Any(entry => IsLost(entry.Key, entry.Value) || Items(entry.Key, entry.Value).Any(In));

    /// <summary>Puts what the file has in the place of what was lost.</summary>
    /// <param name="dataset">The archive's answer; changed.</param>
    /// <param name="file">The head of the same instance's file.</param>
    internal static void Mend(DicomDataset dataset, DicomDataset file)
    {
        foreach (var (tag, element) in dataset.Elements.ToList())
        {
            if (IsLost(tag, element) && file.TryGet(tag, out var original))
            {
                dataset.Put(tag, original);
            }

            foreach (var (item, its) in Items(tag, element).Zip(file.GetSequence(tag)))
            {
                Mend(item, its);
            }
        }
    }

    private static bool IsLost(DicomTag tag, DicomElement element) =>
        tag.IsWellKnown && (element.LostNumbers || (element.Values.Count > 0 && NumericAttribute.Count(tag) is { } count && element.Values.Count != count));

    private static IEnumerable<DicomDataset> Items(DicomTag tag, DicomElement element) => tag.IsWellKnown ? element.Values.OfType<DicomDataset>() : [];
}
