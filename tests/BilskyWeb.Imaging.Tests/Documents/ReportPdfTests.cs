using BilskyWeb.Imaging.Documents;
using PdfSharp.Pdf;
using PdfSharp.Pdf.IO;

namespace BilskyWeb.Imaging.Tests.Documents;

public sealed class ReportPdfTests
{
    [Fact]
    public void Write_SignedDecision_IsTwoPagesAndNamesNobodyInItsTitle()
    {
        using var read = PdfReader.Open(new MemoryStream(Pdf(SignedDecision.Of())), PdfDocumentOpenMode.Import);

        Assert.InRange(read.PageCount, 1, 2);
        Assert.DoesNotContain("LEE", read.Info.Title, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("李^小龙")]
    [InlineData("علي^محمد")]
    [InlineData("Иванова^Мария")]
    [InlineData("")]
    public void Write_NameOfAnyScript_IsWritten(string name)
    {
        var decision = SignedDecision.Of(SignedDecision.Head(name));

        Assert.NotEmpty(Pdf(decision, name));
    }

    [Fact]
    public void Write_LongTextAndManyLevels_TurnsThePage()
    {
        var decision = SignedDecision.Of();
        var many = decision with
        {
            Coverage = string.Join(' ', Enumerable.Repeat("Left, though it shows 41 mm more: \"a series of a long name\".", 40)),
            Findings = [.. Enumerable.Range(0, 30).Select(_ => decision.Findings[0])],
            Conclusion = new string('x', 400),
            Reason = "Because.",
        };
        using var read = PdfReader.Open(new MemoryStream(Pdf(many)), PdfDocumentOpenMode.Import);

        Assert.InRange(read.PageCount, 2, 6);
    }

    [Fact]
    public void Write_WithoutKeyImagesAndGrade_IsWritten() =>
        Assert.NotEmpty(ReportPdf.Write(Content(SignedDecision.Of() with { Grade = null, Findings = [] }, "Lee^Ann") with { Pictures = [] }));

    internal static byte[] Pdf(DocumentContent decision, string name = "LEE, Ann Marie") => ReportPdf.Write(Content(decision, name));

    private static ReportContent Content(DocumentContent decision, string name) => new()
    {
        Decision = decision,
        Names = [name],
        PatientId = "P-4711",
        BirthDate = "born 29 Jul 1953, 73 y",
        Facts = [new("Sex", "F"), new("Accession", "A12"), new("MRI of", "30 Nov 2026"), new("Examination", "MRI SPINE"), new("Images", "31 axial slices graded, series \"T2 TSE AXIAL\"")],
        SignedAt = "30 Nov 2026, 18:42",
        Pictures = [.. decision.KeyImages.Take(2).Select((_, i) => new ReportPicture(SignedDecision.Picture(), $"Key image {i + 1}: T7, Bilsky 2"))],
    };
}
