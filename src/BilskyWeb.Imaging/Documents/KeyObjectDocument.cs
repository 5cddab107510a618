using BilskyWeb.Imaging.Datasets;
using BilskyWeb.Imaging.Rendering;

namespace BilskyWeb.Imaging.Documents;

/// <summary>The Key Object Selection "For Conference" (PS3.3 A.35.4, TID 2010): which images the team shall look at.</summary>
public static class KeyObjectDocument
{
    /// <summary>Writes it.</summary>
    /// <param name="content">The signed decision; its key images may lie in several studies.</param>
    public static WrittenDocument Write(DocumentContent content)
    {
        ArgumentNullException.ThrowIfNull(content);
        var identity = ObjectIdentity.Of(content.Seed, "key-objects", DicomUid.KeyObjectSelectionStorage, "KO", 9001, "Key images for conference");
        var dataset = DocumentHead.Begin(content.Source, identity, content.SignedAt, content.Algorithm.Version);
        dataset.Put(DicomTag.ReferencedPerformedProcedureStepSequence, new DicomElement("SQ", []));
        dataset.Set(DicomTag.CurrentRequestedProcedureEvidenceSequence, ImageReferences.Hierarchy(content.KeyImages));
        var root = ContentItem.Container(
            null,
            DocumentCode.ForConference,
            [
                ContentItem.Code(ContentItem.Modifies, DocumentCode.Language, DocumentCode.English),
                ContentItem.Text(ContentItem.Contains, DocumentCode.KeyObjectDescription, Description(content)),
                .. content.KeyImages.Select(image => ContentItem.Image(ContentItem.Contains, null, image)),
            ],
            "2010");
        return WrittenDocument.Of(dataset.Under(root));
    }

    // This kind of object has no attribute for what it replaces, so it says so in words.
    private static string Description(DocumentContent content) =>
        $"{content.Conclusion} Signed by {content.SignedBy} for {content.Organization}, version {content.Version}.{(content.Version > 1 ? " Replaces all earlier versions." : "")} {KeyImageRenderer.ResearchNotice}.";
}
