using BilskyWeb.Imaging.Datasets;

namespace BilskyWeb.Tests.Cases;

/// <summary>Half of a stack is lost on the way, with the lesion in it: what is left looks healthy, and must not stand alone.</summary>
[Trait("Kind", "integration")]
public sealed class UnreadFilesCaseTests
{
    [Fact]
    public async Task GradeAsync_LesionLiesInTheFilesThatWereCutOff_NeedsAReader()
    {
        var study = new CaseStudy("cut-off");
        study.Add(CaseStudy.Stack());

        var outcome = await CaseGrading.GradeAsync(folder => CutFrom(folder, CaseStudy.LesionFrom - 1), study);

        var graded = outcome.Of(study);
        Assert.Equal(("complete", true, true), (graded.State, graded.Flagged, graded.NeedsReader));
        Assert.False(graded.HighestGrade is "1c" or "2" or "3");
        Assert.Equal((14, 0, true), (graded.Coverage!.Unread!.OfStudy, graded.Coverage.Unread.OfDelivery, graded.Coverage.Partial));
        Assert.Equal(("T2 TSE TRA", 14, true), Assert.Single(graded.Coverage.Unread.Series) is var s ? (s.Title, s.Files, s.Graded) : default);
        Assert.Contains("14 files of this study could not be read", graded.FlagReason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GradeFromArchive_LesionLiesInImagesWithoutRows_NeedsAReader()
    {
        var study = new CaseStudy("without-rows");
        study.Add(CaseStudy.Stack(), change: (image, index) =>
        {
            if (index >= CaseStudy.LesionFrom - 1)
            {
                image.Header.Set(DicomTag.Rows, 0);
            }
        });
        study.Add(CaseStudy.Stack()[..1], 9, "Report", (image, _) => image.Header.Set(DicomTag.SopClassUid, DicomUid.Comprehensive3DSrStorage).Set(DicomTag.Modality, "SR").Set(DicomTag.Rows, 0));

        var outcome = await CaseGrading.GradeFromArchiveAsync(study);

        Assert.Equal((true, true, true), (outcome.Verdict!.Flagged, outcome.Verdict.NeedsReader, outcome.Coverage!.IsPartial));
        Assert.False(outcome.Verdict.FlaggedByGrade);
        Assert.Equal(("T2 TSE TRA", 14, true), Assert.Single(outcome.Coverage.Unread!.Series) is var s ? (s.Title, s.Files, s.IsGraded) : default);
        Assert.Contains("14 files of this study could not be read", outcome.Verdict.Reason, StringComparison.Ordinal);
    }

    private static void CutFrom(string folder, int first)
    {
        foreach (var file in Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal).Skip(first))
        {
            File.WriteAllBytes(file, File.ReadAllBytes(file)[..^20_000]);
        }
    }
}
