using BilskyWeb.Imaging.Datasets;

namespace BilskyWeb.Imaging.Documents;

/// <summary>Tells what was written here from what came from elsewhere.</summary>
public static class OwnDocument
{
    /// <summary>
    /// True for a document that this program wrote, wherever it has been since. Never for an MR image, whatever it says: a mark in a header must not keep an image from
    /// being graded.
    /// </summary>
    /// <param name="instance">Its attributes.</param>
    public static bool Is(DicomDataset instance)
    {
        ArgumentNullException.ThrowIfNull(instance);
        return instance.GetString(DicomTag.InstanceCreatorUid) == DicomUid.ImplementationClass
            && instance.GetString(DicomTag.Modality) is "KO" or "SR" or "OT" or "DOC" or "SEG" or "RTSTRUCT"
            && instance.GetString(DicomTag.SopClassUid) is not (null or DicomUid.MrImageStorage or DicomUid.EnhancedMrImageStorage);
    }
}
