using System.Text;
using BilskyWeb.Core.Clinical;
using BilskyWeb.Imaging.Datasets;
using BilskyWeb.Imaging.Documents;
using BilskyWeb.Imaging.Screening;

namespace BilskyWeb.Imaging.Tests.Documents;

/// <summary>What a signed decision becomes, judged by dicom3tools and DCMTK.</summary>
public sealed class DocumentTests
{
    private const string Cyrillic = "Иванова^Мария";
    private const string Japanese = "Yamada^Hanako=山田^花子=やまだ^はなこ";

    private static readonly string[] All = ["key-objects", "report", "key-image", "pdf"];

    public static TheoryData<string> Kinds() => [.. All];

    [SkippableTheory]
    [MemberData(nameof(Kinds))]
    public void Write_SignedDecision_IsCleanForDciodvfy(string kind) => Assert.Empty(Validator.Errors(Write(kind, SignedDecision.Of()).File));

    [SkippableTheory]
    [MemberData(nameof(Kinds))]
    public void Write_NoAccessionNumberAndOtherScript_IsCleanForDciodvfy(string kind) =>
        Assert.Empty(Validator.Errors(Write(kind, SignedDecision.Of(SignedDecision.Head(Japanese, accession: null))).File));

    [SkippableTheory]
    [MemberData(nameof(Kinds))]
    public void Write_FramesOfEnhancedImage_IsCleanForDciodvfyAndNamesTheFrame(string kind)
    {
        var written = Write(kind, SignedDecision.Of(frame: 17));

        Assert.Empty(Validator.Errors(written.File));
        Assert.Contains("(0008,1160) IS [17", Validator.Dump(written.File), StringComparison.Ordinal);
    }

    [SkippableTheory]
    [MemberData(nameof(Kinds))]
    public void Write_ImagesOfTwoStudies_IsCleanForDciodvfy(string kind)
    {
        var decision = SignedDecision.Of();

        Assert.Empty(Validator.Errors(Write(kind, decision with { KeyImages = [.. decision.KeyImages, SignedDecision.Image(9, study: "1.2.826.0.1.3680043.10.1.77")] }).File));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Write_NameOfOtherScript_IsReadAgainAsItWas(string kind)
    {
        foreach (var name in new[] { Cyrillic, Japanese, "Müller^Jürgen", "李^小龙", "علي^محمد" })
        {
            var head = await ReadAsync(Write(kind, SignedDecision.Of(SignedDecision.Head(name, "ИД-7"))).File);

            Assert.Equal(name, head.GetString(DicomTag.PatientName));
            Assert.Equal("ИД-7", head.GetString(DicomTag.PatientId));
            Assert.Equal("ISO_IR 192", head.GetString(DicomTag.SpecificCharacterSet));
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Write_SameDecisionAgain_HasTheSameIdentifiers(string kind)
    {
        var (first, again) = (Write(kind, SignedDecision.Of()), Write(kind, SignedDecision.Of()));
        var next = Write(kind, SignedDecision.Of() with { Seed = "decision 2" });

        Assert.Equal((first.SeriesInstanceUid, first.SopInstanceUid), (again.SeriesInstanceUid, again.SopInstanceUid));
        Assert.NotEqual(first.SopInstanceUid, next.SopInstanceUid);
        Assert.NotEqual(first.SeriesInstanceUid, next.SeriesInstanceUid);
        Assert.True(DicomUid.IsValid(first.SopInstanceUid));
    }

    [Fact]
    public void Write_KindsOfOneDecision_HaveIdentifiersOfTheirOwn()
    {
        var all = All.Select(kind => Write(kind, SignedDecision.Of())).ToList();

        Assert.Equal(all.Count, all.Select(d => d.SopInstanceUid).Concat(all.Select(d => d.SeriesInstanceUid)).Distinct().Count() / 2);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Write_AnyKind_SaysThatItIsResearch(string kind)
    {
        // The report's own pages are compressed: its title says it.
        Assert.Contains(SignedDecision.Notice, Encoding.UTF8.GetString(Write(kind, SignedDecision.Of()).File), StringComparison.Ordinal);
    }

    /// <summary>When a patient is put right, all that the archive holds of the study is given the identity, our documents too.</summary>
    [SkippableTheory]
    [MemberData(nameof(Kinds))]
    public async Task CopyForPatientAsync_OwnDocument_IsWrittenForTheOtherPatient(string kind)
    {
        var written = Write(kind, SignedDecision.Of(SignedDecision.Head(Japanese)));
        using var file = new MemoryStream(written.File);
        using var copy = new MemoryStream();
        var other = new PatientIdentity { PatientId = "P-77", PatientName = "Петров^Иван", BirthDate = new DateOnly(1950, 12, 31), Sex = "M" };

        Assert.True((await new Part10Screener(new ScreeningLimits()).CopyForPatientAsync(file, other, copy, CancellationToken.None)).IsOk);

        var head = await ReadAsync(copy.ToArray());
        Assert.Equal(("P-77", "Петров^Иван", written.SopInstanceUid), (head.GetString(DicomTag.PatientId), head.GetString(DicomTag.PatientName), head.GetString(DicomTag.SopInstanceUid)));
        Assert.True(OwnDocument.Is(head));
        Assert.Empty(Validator.Errors(copy.ToArray()));
    }

    [Fact]
    public void OwnDocument_MrImageThatClaimsToBeOurs_IsNone()
    {
        var image = SignedDecision.Head("Lee^Ann").Set(DicomTag.InstanceCreatorUid, DicomUid.ImplementationClass).Set(DicomTag.SopClassUid, DicomUid.MrImageStorage);

        Assert.False(OwnDocument.Is(image.Set(DicomTag.Modality, "MR")));
        Assert.False(OwnDocument.Is(image.Set(DicomTag.Modality, "SR")));
    }

    [Fact]
    public void Write_SourceWithUnfitValues_LeavesThemAtTheSource()
    {
        var source = SignedDecision.Head("Lee^Ann");
        source.Set(DicomTag.PatientSex, "жен").Set(DicomTag.PatientBirthDate, "29 июля");

        var dump = Encoding.UTF8.GetString(Write("report", SignedDecision.Of(source)).File);

        Assert.DoesNotContain("июля", dump, StringComparison.Ordinal);
        Assert.Contains("Lee^Ann", dump, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Write_SourceWithTimezone_StatesTheSignaturesTimeInIt()
    {
        var source = SignedDecision.Head("Lee^Ann").Set(DicomTag.TimezoneOffsetFromUtc, "-0500");

        var head = await ReadAsync(Write("report", SignedDecision.Of(source)).File);

        Assert.Equal("124207", head.GetString(DicomTag.ContentTime));
        Assert.Equal("20261130", head.GetString(DicomTag.ContentDate));
    }

    [SkippableFact]
    public void StructuredReport_SignedDecision_IsReadByDcmtk()
    {
        var report = Validator.Report(StructuredReport.Write(SignedDecision.Of()).File);

        Assert.Contains("Comprehensive 3D SR", report, StringComparison.Ordinal);
        Assert.Contains("Verified", report, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("Dr Jo Reader", report, StringComparison.Ordinal);
        Assert.Contains("Bilsky grade that counts", report, StringComparison.Ordinal);
        Assert.Contains("Bilsky 2: cord compressed, CSF visible", report, StringComparison.Ordinal);
        Assert.Contains("0.973", report, StringComparison.Ordinal);
        Assert.Contains("POLYLINE", report, StringComparison.Ordinal);
        Assert.Contains(SignedDecision.Notice, report, StringComparison.Ordinal);
        Assert.DoesNotContain(report.Split('\n'), line => line.StartsWith("E: ", StringComparison.Ordinal));
    }

    [SkippableFact]
    public void StructuredReport_LaterVersion_NamesItsPredecessorAndWhy()
    {
        var first = StructuredReport.Write(SignedDecision.Of());
        var next = StructuredReport.Write(SignedDecision.Of() with
        {
            Seed = "decision 2",
            Version = 2,
            Replaces = new EarlierDocument(SignedDecision.Study, first.SeriesInstanceUid, first.SopInstanceUid),
            Reason = "Level counted again.",
        });

        Assert.Empty(Validator.Errors(next.File));
        Assert.Contains("Predecessor", Validator.Report(next.File), StringComparison.OrdinalIgnoreCase);
        Assert.Contains(first.SopInstanceUid, Validator.Dump(next.File), StringComparison.Ordinal);
        Assert.Contains("Level counted again.", Validator.Report(next.File), StringComparison.Ordinal);
    }

    [SkippableFact]
    public void StructuredReport_NoLevelWithGrade_IsClean()
    {
        var written = StructuredReport.Write(SignedDecision.Of() with { Findings = [], Grade = null });

        Assert.Empty(Validator.Errors(written.File));
    }

    [SkippableFact]
    public void KeyObjects_SignedDecision_AreForConferenceAndNameEachImage()
    {
        var report = Validator.Report(KeyObjectDocument.Write(SignedDecision.Of()).File);

        Assert.Contains("For Conference", report, StringComparison.Ordinal);
        Assert.Equal(2, report.Split("contains IMAGE").Length - 1);
    }

    [Fact]
    public async Task KeyImageCapture_Picture_IsItsPixelsAndSaysThatTextIsBurnedIn()
    {
        var written = KeyImageCapture.Write(SignedDecision.Of(), SignedDecision.Image(2), 2, SignedDecision.Picture());
        var head = await ReadAsync(written.File);

        Assert.Equal("YES", head.GetString(DicomTag.BurnedInAnnotation));
        Assert.Equal(2, head.GetInt(DicomTag.InstanceNumber));
        Assert.Equal(head.GetInt(DicomTag.Rows) * head.GetInt(DicomTag.Columns) * 3, Rendering(written).Length);
    }

    private static byte[] Rendering(WrittenDocument written)
    {
        // The file ends with its pixels, whose length the element states before them.
        var at = written.File.AsSpan().LastIndexOf<byte>([0xE0, 0x7F, 0x10, 0x00, (byte)'O', (byte)'B']);
        return written.File[(at + 12)..(at + 12 + BitConverter.ToInt32(written.File, at + 8))];
    }

    private static WrittenDocument Write(string kind, DocumentContent decision) => kind switch
    {
        "key-objects" => KeyObjectDocument.Write(decision),
        "report" => StructuredReport.Write(decision),
        "key-image" => KeyImageCapture.Write(decision, decision.KeyImages[0], 1, SignedDecision.Picture()),
        _ => EncapsulatedReport.Write(decision, ReportPdfTests.Pdf(decision)),
    };

    private static async Task<DicomDataset> ReadAsync(byte[] file)
    {
        using var stream = new MemoryStream(file);
        return (await new Part10Screener(new ScreeningLimits()).ReadHeadAsync(stream, CancellationToken.None))!;
    }
}
