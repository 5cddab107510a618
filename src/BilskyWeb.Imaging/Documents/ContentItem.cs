using System.Globalization;
using BilskyWeb.Imaging.Datasets;

namespace BilskyWeb.Imaging.Documents;

/// <summary>Content items of structured reports (PS3.3 C.17.3).</summary>
internal static class ContentItem
{
    public const string Contains = "CONTAINS";
    public const string Modifies = "HAS CONCEPT MOD";
    public const string Observed = "HAS OBS CONTEXT";
    public const string SelectedFrom = "SELECTED FROM";

    public static DicomDataset Container(string? relationship, DocumentCode concept, IEnumerable<DicomDataset> children, string? template = null)
    {
        var item = New(relationship, "CONTAINER", concept).Set(DicomTag.ContinuityOfContent, "SEPARATE");
        if (template is not null)
        {
            item.Set(DicomTag.ContentTemplateSequence, new DicomDataset().With(DocumentAttribute.MappingResource, "DCMR").Set(DicomTag.TemplateIdentifier, template));
        }

        return item.Set(DicomTag.ContentSequence, [.. children]);
    }

    public static DicomDataset Code(string relationship, DocumentCode concept, DocumentCode value) =>
        New(relationship, "CODE", concept).Set(DicomTag.ConceptCodeSequence, value.Item());

    public static DicomDataset Text(string relationship, DocumentCode concept, string text) => New(relationship, "TEXT", concept).Set(DicomTag.TextValue, text);

    public static DicomDataset Person(string relationship, DocumentCode concept, string name) => New(relationship, "PNAME", concept).Set(DicomTag.PersonName, name);

    public static DicomDataset Uid(string relationship, DocumentCode concept, string uid) => New(relationship, "UIDREF", concept).Set(DicomTag.Uid, uid);

    /// <param name="relationship">How it stands to its parent.</param>
    /// <param name="concept">What is measured.</param>
    /// <param name="value">The number; written with three decimals, since DS holds 16 characters.</param>
    /// <param name="unit">Its unit.</param>
    public static DicomDataset Number(string relationship, DocumentCode concept, double value, DocumentCode unit) => New(relationship, "NUM", concept)
        .Set(DicomTag.MeasuredValueSequence, new DicomDataset()
            .With(DocumentAttribute.MeasurementUnitsCodeSequence, unit.Item())
            .Set(DicomTag.NumericValue, value.ToString("0.###", CultureInfo.InvariantCulture)));

    public static DicomDataset Image(string relationship, DocumentCode? concept, SourceImage image) =>
        New(relationship, "IMAGE", concept).Set(DicomTag.ReferencedSopSequence, ImageReferences.Instance(image));

    /// <summary>A closed outline on an image; x to the right, y down, in pixels from the top-left corner (PS3.3 C.18.6.1.1).</summary>
    public static DicomDataset Outline(string relationship, DocumentCode concept, IReadOnlyList<double> points, SourceImage on) => New(relationship, "SCOORD", concept)
        .With(DocumentAttribute.GraphicData, [.. points])
        .With(DocumentAttribute.GraphicType, "POLYLINE")
        .Set(DicomTag.ContentSequence, Image(SelectedFrom, DocumentCode.SourceImage, on));

    private static DicomDataset New(string? relationship, string type, DocumentCode? concept)
    {
        var item = new DicomDataset().Set(DicomTag.ValueType, type);
        if (relationship is not null)
        {
            item.Set(DicomTag.RelationshipType, relationship);
        }

        return concept is { } code ? item.Set(DicomTag.ConceptNameCodeSequence, code.Item()) : item;
    }
}
