using BilskyWeb.Imaging.Datasets;

namespace BilskyWeb.Imaging.Documents;

/// <summary>
/// An attribute that only the objects made here have, with its representation (PS3.6). Not among the well-known ones: what is named there,
/// screening keeps of every uploaded file.
/// </summary>
internal readonly record struct DocumentAttribute(DicomTag Tag, string Vr)
{
    public static DocumentAttribute CodingSchemeIdentificationSequence { get; } = new(new(0x0008, 0x0110), "SQ");
    public static DocumentAttribute CodingSchemeName { get; } = new(new(0x0008, 0x0115), "ST");
    public static DocumentAttribute OperatorsName { get; } = new(new(0x0008, 0x1070), "PN");
    public static DocumentAttribute ReferencedInstanceSequence { get; } = new(new(0x0008, 0x114A), "SQ");
    public static DocumentAttribute StudiesWithOtherInstancesSequence { get; } = new(new(0x0008, 0x1200), "SQ");
    public static DocumentAttribute SourceImageSequence { get; } = new(new(0x0008, 0x2112), "SQ");
    public static DocumentAttribute DerivationImageSequence { get; } = new(new(0x0008, 0x9124), "SQ");
    public static DocumentAttribute DerivationCodeSequence { get; } = new(new(0x0008, 0x9215), "SQ");
    public static DocumentAttribute DateOfSecondaryCapture { get; } = new(new(0x0018, 0x1012), "DA");
    public static DocumentAttribute TimeOfSecondaryCapture { get; } = new(new(0x0018, 0x1014), "TM");
    public static DocumentAttribute DimensionOrganizationUid { get; } = new(new(0x0020, 0x9164), "UI");
    public static DocumentAttribute DimensionIndexPointer { get; } = new(new(0x0020, 0x9165), "AT");
    public static DocumentAttribute FunctionalGroupPointer { get; } = new(new(0x0020, 0x9167), "AT");
    public static DocumentAttribute DimensionOrganizationSequence { get; } = new(new(0x0020, 0x9221), "SQ");
    public static DocumentAttribute DimensionIndexSequence { get; } = new(new(0x0020, 0x9222), "SQ");
    public static DocumentAttribute DimensionDescriptionLabel { get; } = new(new(0x0020, 0x9421), "LO");
    public static DocumentAttribute RecognizableVisualFeatures { get; } = new(new(0x0028, 0x0302), "CS");
    public static DocumentAttribute MeasurementUnitsCodeSequence { get; } = new(new(0x0040, 0x08EA), "SQ");
    public static DocumentAttribute VerifyingOrganization { get; } = new(new(0x0040, 0xA027), "LO");
    public static DocumentAttribute VerificationDateTime { get; } = new(new(0x0040, 0xA030), "DT");
    public static DocumentAttribute VerifyingObserverSequence { get; } = new(new(0x0040, 0xA073), "SQ");
    public static DocumentAttribute VerifyingObserverName { get; } = new(new(0x0040, 0xA075), "PN");
    public static DocumentAttribute VerifyingObserverIdentificationCodeSequence { get; } = new(new(0x0040, 0xA088), "SQ");
    public static DocumentAttribute PurposeOfReferenceCodeSequence { get; } = new(new(0x0040, 0xA170), "SQ");
    public static DocumentAttribute PredecessorDocumentsSequence { get; } = new(new(0x0040, 0xA360), "SQ");
    public static DocumentAttribute PreliminaryFlag { get; } = new(new(0x0040, 0xA496), "CS");
    public static DocumentAttribute MappingResource { get; } = new(new(0x0008, 0x0105), "CS");
    public static DocumentAttribute EncapsulatedDocumentTitle { get; } = new(new(0x0042, 0x0010), "ST");
    public static DocumentAttribute EncapsulatedDocument { get; } = new(new(0x0042, 0x0011), "OB");
    public static DocumentAttribute MimeTypeOfEncapsulatedDocument { get; } = new(new(0x0042, 0x0012), "LO");
    public static DocumentAttribute SourceInstanceSequence { get; } = new(new(0x0042, 0x0013), "SQ");
    public static DocumentAttribute EncapsulatedDocumentLength { get; } = new(new(0x0042, 0x0015), "UL");
    public static DocumentAttribute SegmentationType { get; } = new(new(0x0062, 0x0001), "CS");
    public static DocumentAttribute SegmentSequence { get; } = new(new(0x0062, 0x0002), "SQ");
    public static DocumentAttribute SegmentedPropertyCategoryCodeSequence { get; } = new(new(0x0062, 0x0003), "SQ");
    public static DocumentAttribute SegmentNumber { get; } = new(new(0x0062, 0x0004), "US");
    public static DocumentAttribute SegmentLabel { get; } = new(new(0x0062, 0x0005), "LO");
    public static DocumentAttribute SegmentDescription { get; } = new(new(0x0062, 0x0006), "ST");
    public static DocumentAttribute SegmentAlgorithmType { get; } = new(new(0x0062, 0x0008), "CS");
    public static DocumentAttribute SegmentAlgorithmName { get; } = new(new(0x0062, 0x0009), "LO");
    public static DocumentAttribute SegmentIdentificationSequence { get; } = new(new(0x0062, 0x000A), "SQ");
    public static DocumentAttribute ReferencedSegmentNumber { get; } = new(new(0x0062, 0x000B), "US");
    public static DocumentAttribute SegmentedPropertyTypeCodeSequence { get; } = new(new(0x0062, 0x000F), "SQ");
    public static DocumentAttribute GraphicData { get; } = new(new(0x0070, 0x0022), "FL");
    public static DocumentAttribute GraphicType { get; } = new(new(0x0070, 0x0023), "CS");
    public static DocumentAttribute ContentLabel { get; } = new(new(0x0070, 0x0080), "CS");
    public static DocumentAttribute ContentDescription { get; } = new(new(0x0070, 0x0081), "LO");
    public static DocumentAttribute ContentCreatorName { get; } = new(new(0x0070, 0x0084), "PN");
    public static DocumentAttribute StructureSetLabel { get; } = new(new(0x3006, 0x0002), "SH");
    public static DocumentAttribute StructureSetName { get; } = new(new(0x3006, 0x0004), "LO");
    public static DocumentAttribute StructureSetDescription { get; } = new(new(0x3006, 0x0006), "ST");
    public static DocumentAttribute StructureSetDate { get; } = new(new(0x3006, 0x0008), "DA");
    public static DocumentAttribute StructureSetTime { get; } = new(new(0x3006, 0x0009), "TM");
    public static DocumentAttribute ReferencedFrameOfReferenceSequence { get; } = new(new(0x3006, 0x0010), "SQ");
    public static DocumentAttribute RtReferencedStudySequence { get; } = new(new(0x3006, 0x0012), "SQ");
    public static DocumentAttribute RtReferencedSeriesSequence { get; } = new(new(0x3006, 0x0014), "SQ");
    public static DocumentAttribute ContourImageSequence { get; } = new(new(0x3006, 0x0016), "SQ");
    public static DocumentAttribute StructureSetRoiSequence { get; } = new(new(0x3006, 0x0020), "SQ");
    public static DocumentAttribute RoiNumber { get; } = new(new(0x3006, 0x0022), "IS");
    public static DocumentAttribute ReferencedFrameOfReferenceUid { get; } = new(new(0x3006, 0x0024), "UI");
    public static DocumentAttribute RoiName { get; } = new(new(0x3006, 0x0026), "LO");
    public static DocumentAttribute RoiDescription { get; } = new(new(0x3006, 0x0028), "ST");
    public static DocumentAttribute RoiDisplayColor { get; } = new(new(0x3006, 0x002A), "IS");
    public static DocumentAttribute RoiGenerationAlgorithm { get; } = new(new(0x3006, 0x0036), "CS");
    public static DocumentAttribute RoiContourSequence { get; } = new(new(0x3006, 0x0039), "SQ");
    public static DocumentAttribute ContourSequence { get; } = new(new(0x3006, 0x0040), "SQ");
    public static DocumentAttribute ContourGeometricType { get; } = new(new(0x3006, 0x0042), "CS");
    public static DocumentAttribute NumberOfContourPoints { get; } = new(new(0x3006, 0x0046), "IS");
    public static DocumentAttribute ContourData { get; } = new(new(0x3006, 0x0050), "DS");
    public static DocumentAttribute RtRoiObservationsSequence { get; } = new(new(0x3006, 0x0080), "SQ");
    public static DocumentAttribute ObservationNumber { get; } = new(new(0x3006, 0x0082), "IS");
    public static DocumentAttribute ReferencedRoiNumber { get; } = new(new(0x3006, 0x0084), "IS");
    public static DocumentAttribute RoiObservationDescription { get; } = new(new(0x3006, 0x0088), "ST");
    public static DocumentAttribute RtRoiInterpretedType { get; } = new(new(0x3006, 0x00A4), "CS");
    public static DocumentAttribute RoiInterpreter { get; } = new(new(0x3006, 0x00A6), "PN");
    public static DocumentAttribute ApprovalStatus { get; } = new(new(0x300E, 0x0002), "CS");
}

/// <summary>Sets such attributes.</summary>
internal static class DocumentAttributes
{
    public static DicomDataset With(this DicomDataset dataset, DocumentAttribute attribute, params string[] values) => dataset.SetAs(attribute.Tag, attribute.Vr, values);

    public static DicomDataset With(this DicomDataset dataset, DocumentAttribute attribute, params double[] values) => dataset.SetAs(attribute.Tag, attribute.Vr, values);

    public static DicomDataset With(this DicomDataset dataset, DocumentAttribute attribute, params DicomDataset[] items) => dataset.Set(attribute.Tag, items);

    /// <summary>Present and without a value (type 2).</summary>
    public static DicomDataset WithEmpty(this DicomDataset dataset, DocumentAttribute attribute) => dataset.Put(attribute.Tag, new DicomElement(attribute.Vr, []));
}
