using BilskyWeb.Core.Grading;
using BilskyWeb.Imaging.Datasets;

namespace BilskyWeb.Imaging.Documents;

/// <summary>A coded concept (PS3.3 8.8): where the standard has none for what the scale says, one of our own scheme, with its meaning in words.</summary>
internal readonly record struct DocumentCode(string Value, string Scheme, string Meaning)
{
    /// <summary>Our own coding scheme; 99 marks a private one (PS3.16 section 8).</summary>
    public const string OwnScheme = "99BILSKY";

    public static DocumentCode ForConference { get; } = Dcm("113005", "For Conference");
    public static DocumentCode KeyObjectDescription { get; } = Dcm("113012", "Key Object Description");
    public static DocumentCode ImagingMeasurementReport { get; } = Dcm("126000", "Imaging Measurement Report");
    public static DocumentCode ImagingMeasurements { get; } = Dcm("126010", "Imaging Measurements");
    public static DocumentCode MeasurementGroup { get; } = Dcm("125007", "Measurement Group");
    public static DocumentCode QualitativeEvaluations { get; } = new("C0034375", "UMLS", "Qualitative Evaluations");
    public static DocumentCode Language { get; } = Dcm("121049", "Language of Content Item and Descendants");
    public static DocumentCode English { get; } = new("en", "RFC5646", "English");
    public static DocumentCode ObserverType { get; } = Dcm("121005", "Observer Type");
    public static DocumentCode Person { get; } = Dcm("121006", "Person");
    public static DocumentCode Device { get; } = Dcm("121007", "Device");
    public static DocumentCode PersonObserverName { get; } = Dcm("121008", "Person Observer Name");
    public static DocumentCode DeviceObserverUid { get; } = Dcm("121012", "Device Observer UID");
    public static DocumentCode DeviceObserverName { get; } = Dcm("121013", "Device Observer Name");
    public static DocumentCode ProcedureReported { get; } = Dcm("121058", "Procedure reported");
    public static DocumentCode TrackingIdentifier { get; } = Dcm("112039", "Tracking Identifier");
    public static DocumentCode TrackingUniqueIdentifier { get; } = Dcm("112040", "Tracking Unique Identifier");
    public static DocumentCode Finding { get; } = Dcm("121071", "Finding");
    public static DocumentCode FindingSite { get; } = new("363698007", "SCT", "Finding Site");
    public static DocumentCode ImageRegion { get; } = Dcm("111030", "Image Region");
    public static DocumentCode SourceImage { get; } = Dcm("121324", "Source Image");
    public static DocumentCode BestIllustration { get; } = Dcm("121080", "Best illustration of finding");
    public static DocumentCode AlgorithmName { get; } = Dcm("111001", "Algorithm Name");
    public static DocumentCode AlgorithmParameters { get; } = Dcm("111002", "Algorithm Parameters");
    public static DocumentCode AlgorithmVersion { get; } = Dcm("111003", "Algorithm Version");
    public static DocumentCode Comment { get; } = Dcm("121106", "Comment");
    public static DocumentCode SourceForProcessing { get; } = Dcm("121322", "Source image for image processing operation");
    public static DocumentCode Segmentation { get; } = Dcm("113076", "Segmentation");
    public static DocumentCode DiagnosticImagingReport { get; } = new("18748-4", "LN", "Diagnostic Imaging Report");
    public static DocumentCode AnatomicalStructure { get; } = new("123037004", "SCT", "Anatomical Structure");
    public static DocumentCode AbnormalStructure { get; } = new("49755003", "SCT", "Morphologically Abnormal Structure");
    public static DocumentCode SpinalCord { get; } = new("2748008", "SCT", "Spinal cord");
    public static DocumentCode Mass { get; } = new("4147007", "SCT", "Mass");
    public static DocumentCode ThecalSac { get; } = Own("THECAL-SAC", "Thecal sac with the spinal cord in it");
    public static DocumentCode SpineMri { get; } = Own("SPINE-MRI", "MRI of the spine, axial T2-weighted images graded");
    public static DocumentCode EpiduralCompression { get; } = Own("ESCC", "Epidural spinal cord compression by metastasis, Bilsky scale");
    public static DocumentCode GradeThatCounts { get; } = Own("ESCC-GRADE", "Bilsky grade that counts");
    public static DocumentCode GradeByModel { get; } = Own("ESCC-MODEL", "Bilsky grade by the model");
    public static DocumentCode GradeByReader { get; } = Own("ESCC-READER", "Bilsky grade by a reader");
    public static DocumentCode HighestGrade { get; } = Own("ESCC-HIGHEST", "Highest Bilsky grade of the study");
    public static DocumentCode HighGradeProbability { get; } = Own("ESCC-P-HIGH", "Probability of high grade (1c, 2 or 3) by the model");
    public static DocumentCode CordGap { get; } = Own("CORD-GAP", "Cerebrospinal fluid between cord and mass");
    public static DocumentCode MassArea { get; } = Own("MASS-AREA", "Area of mass within the canal");
    public static DocumentCode Coverage { get; } = Own("COVERAGE", "Part of the spine that was graded");
    public static DocumentCode Conclusion { get; } = Own("CONCLUSION", "Conclusion");
    public static DocumentCode NoUnits { get; } = new("1", "UCUM", "no units");
    public static DocumentCode Millimetre { get; } = new("mm", "UCUM", "millimeter");
    public static DocumentCode SquareMillimetre { get; } = new("mm2", "UCUM", "square millimeter");

    public static DocumentCode Of(BilskyGrade grade) => Own($"ESCC-{grade.ToText().ToUpperInvariant()}", $"Bilsky {grade.ToText()}: {Words(grade)}");

    /// <summary>A vertebral level, or a place in millimetres where none is named.</summary>
    public static DocumentCode Level(string place) =>
        Own(place.Length <= 6 && place.All(c => char.IsAsciiLetterOrDigit(c) || c == '-') ? $"LEVEL-{place.ToUpperInvariant()}" : "PLACE", Bounded($"Spine, {place}"));

    public DicomDataset Item() => new DicomDataset()
        .Set(DicomTag.CodeValue, Value)
        .Set(DicomTag.CodingSchemeDesignator, Scheme)
        .Set(DicomTag.CodeMeaning, Meaning);

    private static DocumentCode Dcm(string value, string meaning) => new(value, "DCM", meaning);

    private static DocumentCode Own(string value, string meaning) => new(value, OwnScheme, Bounded(meaning));

    // LO: 64 characters.
    private static string Bounded(string text) => text.Length <= 64 ? text : text[..63].TrimEnd() + "…";

    private static string Words(BilskyGrade grade) => grade switch
    {
        BilskyGrade.Grade0 => "bone-only disease",
        BilskyGrade.Grade1a => "epidural impingement, sac not deformed",
        BilskyGrade.Grade1b => "sac deformed, cord not abutted",
        BilskyGrade.Grade1c => "cord abutted, not compressed",
        BilskyGrade.Grade2 => "cord compressed, CSF visible",
        _ => "cord compressed, no CSF visible",
    };
}
