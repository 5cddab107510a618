using BilskyWeb.Imaging.Datasets;

namespace BilskyWeb.Imaging.Documents;

/// <summary>An object as a Part 10 file (PS3.10), explicit VR little endian.</summary>
/// <param name="SopClassUid">What it is.</param>
/// <param name="SeriesInstanceUid">Its series.</param>
/// <param name="SopInstanceUid">Its own UID: the same content has the same.</param>
/// <param name="File">The file's bytes.</param>
public sealed record WrittenDocument(string SopClassUid, string SeriesInstanceUid, string SopInstanceUid, byte[] File)
{
    internal static WrittenDocument Of(DicomDataset dataset, ReadOnlyMemory<byte> pixels = default) => new(
        dataset.GetString(DicomTag.SopClassUid)!, dataset.GetString(DicomTag.SeriesInstanceUid)!, dataset.GetString(DicomTag.SopInstanceUid)!, Part10Writer.ToArray(dataset, pixels));
}

/// <summary>Puts a report's content into its data set.</summary>
internal static class RootContent
{
    public static DicomDataset Under(this DicomDataset dataset, DicomDataset root)
    {
        foreach (var (tag, element) in root.Elements)
        {
            dataset.Put(tag, element);
        }

        return dataset;
    }
}
