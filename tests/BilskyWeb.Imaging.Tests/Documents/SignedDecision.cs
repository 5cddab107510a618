using BilskyWeb.Core.Geometry;
using BilskyWeb.Core.Grading;
using BilskyWeb.Imaging.Datasets;
using BilskyWeb.Imaging.Documents;
using BilskyWeb.Imaging.Pixels;
using BilskyWeb.Imaging.Rendering;

namespace BilskyWeb.Imaging.Tests.Documents;

/// <summary>A signed decision to write documents of.</summary>
internal static class SignedDecision
{
    public const string Study = "1.2.826.0.1.3680043.10.1.1";
    public const string Series = "1.2.826.0.1.3680043.10.1.1.2";
    public const string Notice = "not for clinical use";

    public static DocumentContent Of(DicomDataset? source = null, int? frame = null) => new()
    {
        Seed = "decision 1",
        Version = 1,
        Source = source ?? Head("Lee^Ann^Marie"),
        SignedBy = "Dr Jo Reader",
        SignedAt = new DateTimeOffset(2026, 11, 30, 18, 42, 7, TimeSpan.FromHours(1)),
        Organization = "Spine oncology MDT",
        Grade = BilskyGrade.Grade2,
        Conclusion = "Highest grade Bilsky 2 at T7: cord compressed, CSF visible. Above the pathway line (1c or worse).",
        Coverage = "Graded: T4 to T11. 2 of 31 slices have no grade.",
        Findings =
        [
            new DocumentFinding
            {
                Place = "T7", Grade = BilskyGrade.Grade2, ModelGrade = BilskyGrade.Grade3, ReaderGrade = BilskyGrade.Grade2, HighGradeProbability = 0.9731, Image = Image(1, frame),
                Region = new RegionOfInterest(100.25, 120.5, 60, 61.5, 0.9), Measured = new CompressionGeometry(84, 3.1, 0.3, 1.2, 110, 61, 0.82, 0.41),
            },
            new DocumentFinding { Place = "at −112.4 mm", Grade = BilskyGrade.Grade1a, ModelGrade = BilskyGrade.Grade1a, HighGradeProbability = 0.0112, Image = Image(2, frame is null ? null : frame + 1) },
        ],
        KeyImages = [Image(1, frame), Image(2, frame is null ? null : frame + 1)],
        Algorithm = new DocumentAlgorithm("BilskyWeb grading pipeline", "roi 3, grader 7, rule 2", ["grader sha256 0123456789abcdef", "research model, trained on synthetic data"]),
    };

    public static SourceImage Image(int number, int? frame = null, string study = Study) => frame is null
        ? new SourceImage(study, Series, DicomUid.MrImageStorage, $"{Series}.{number}")
        : new SourceImage(study, Series, DicomUid.EnhancedMrImageStorage, $"{Series}.1", frame);

    public static DicomDataset Head(string name, string id = "P-4711", string? accession = "A12") => Put(
        new DicomDataset()
            .Set(DicomTag.SpecificCharacterSet, "ISO_IR 144")
            .Set(DicomTag.PatientName, name)
            .Set(DicomTag.PatientId, id)
            .Set(DicomTag.PatientBirthDate, "19530729")
            .Set(DicomTag.PatientSex, "F")
            .Set(DicomTag.StudyInstanceUid, Study)
            .Set(DicomTag.StudyDate, "20261130")
            .Set(DicomTag.StudyTime, "101500")
            .Set(DicomTag.StudyId, "1")
            .Set(DicomTag.StudyDescription, "MRI SPINE"),
        accession);

    public static byte[] Picture() => new KeyImageRenderer().Render(new KeyImageContent
    {
        Slice = new GreyImage(64, 64, [.. Enumerable.Range(0, 64 * 64).Select(i => (float)(i % 64 * 4))], 0.8, 0.8),
        Window = new VoiWindow(128, 256),
        SliceNumber = 3,
        SliceCount = 31,
        ModelGrade = BilskyGrade.Grade2,
        Roi = new RegionOfInterest(20, 20, 24, 24, 0.9),
        Level = "T7",
        Patient = new KeyImagePatient(["LEE, Ann Marie"], ["ID P-4711", "born 29 Jul 1953"]),
    });

    public static OutlineProposal Outlines(string frameOfReference = "1.2.826.0.1.3680043.10.1.9") => new()
    {
        Seed = "run 1",
        Source = Head("Lee^Ann^Marie"),
        MadeAt = new DateTimeOffset(2026, 11, 30, 17, 0, 0, TimeSpan.Zero),
        Algorithm = new DocumentAlgorithm("BilskyWeb canal segmentation", "roi 3, grader 7, rule 2", []),
        Slices = [.. Enumerable.Range(0, 3).Select(i => new OutlinedSlice(
            Image(i + 1),
            new ImagePlane(new PatientVector(-100, -90, -50 + (4.4 * i)), new PatientVector(1, 0, 0), new PatientVector(0, 1, 0), 0.5, 0.6, 40, 33, frameOfReference),
            4,
            new CanalContours(Box(10, 10, 14, 13), Box(6.2, 7.1, 20.4, 18.8), i == 1 ? [Box(20, 8, 28, 18), Box(22, 10, 24, 12)] : [])))],
    };

    public static ImagePoint[] Box(double left, double top, double right, double bottom) => [new(left, top), new(right, top), new(right, bottom), new(left, bottom)];

    private static DicomDataset Put(DicomDataset head, string? accession) => accession is null ? head : head.Set(DicomTag.AccessionNumber, accession);
}
