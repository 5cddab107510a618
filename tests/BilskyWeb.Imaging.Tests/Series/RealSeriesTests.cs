using BilskyWeb.Imaging.Series;

namespace BilskyWeb.Imaging.Tests.Series;

/// <summary>Series of real scanners, read as pre-flight reads them.</summary>
public sealed class RealSeriesTests
{
    [SkippableTheory]
    [InlineData("mt1_full", SeriesRank.OtherGradientEcho, 22)]
    [InlineData("t2_full_sct", SeriesRank.T2Variant, 195)]
    [InlineData("totalseg_mr", SeriesRank.OtherGradientEcho, 20)]
    [InlineData("pam50_small_t2", SeriesRank.T2, 275)]
    public async Task Choose_RealSpine_TakesEverySlice(string set, SeriesRank rank, int slices)
    {
        var choices = await ChooseAsync($"real-mr/{set}");

        var taken = Assert.Single(choices.Taken);
        Assert.Equal(rank, taken.Rank);
        Assert.Equal(slices, taken.Series.Slices.Count);
        Assert.Equal(0, taken.Series.Layout.Missing);
        Assert.Equal(rank == SeriesRank.OtherGradientEcho, taken.Cautions.Count > 0);
    }

    [SkippableTheory]
    [InlineData("ge-sagittal", "no axial T2-weighted series. Sagittal; the Bilsky scale is read on axial slices.")]
    [InlineData("ge-epi", "no axial T2-weighted series. It shows the brain, not the spine (body part BRAIN, (0018,0015)).")]
    public async Task Choose_OtherScan_SaysWhyNot(string set, string summary) =>
        Assert.Equal(summary, (await ChooseAsync($"dicom-samples/{set}")).Summary);

    [SkippableFact]
    public async Task Choose_EnhancedEchoPlanar_IsReadByFrameAndLeft()
    {
        var choices = await ChooseAsync("dicom-samples/enhanced-mr");

        Assert.All(choices.All, choice =>
        {
            Assert.StartsWith("It shows the brain, not the spine", choice.Reason, StringComparison.Ordinal);
            Assert.StartsWith("Echo-planar images", choice.Rules.Single(rule => rule.Rule == "weighting").Sentence, StringComparison.Ordinal);
            Assert.Equal(6, choice.Series.Slices.Count);
            Assert.Equal(2.4, choice.Series.Layout.SpacingMm!.Value, 2);
        });
    }

    [SkippableTheory]
    [InlineData("CT_small.dcm", "Modality CT, not MR.")]
    [InlineData("MR_small.dcm", "Only one slice; at least 2 are needed to grade a level. Was the whole series sent?")]
    [InlineData("test-SR.dcm", "Modality SR, not MR.")]
    [InlineData("examples_rgb_color.dcm", "Modality US, not MR.")]
    public async Task Choose_SingleSample_IsLeftWithItsReason(string file, string reason)
    {
        var headers = await TestSeries.ScreenAsync([SharedData.PydicomFile(file)]);

        Assert.Equal(reason, AxialT2Selector.Choose(SeriesFacts.FromHeaders(headers)).All.Single().Reason);
    }

    [SkippableFact]
    public async Task Choose_EverySampleTogether_NeverFails()
    {
        var headers = await TestSeries.ScreenAsync(Directory.EnumerateFiles(SharedData.Folder("dicom-samples"), "*.dcm", SearchOption.AllDirectories));

        foreach (var study in SeriesFacts.FromHeaders(headers).GroupBy(series => series.StudyInstanceUid))
        {
            var choices = AxialT2Selector.Choose([.. study]);
            Assert.Empty(choices.Taken);
            Assert.All(choices.All, choice => Assert.EndsWith(".", choice.Reason.TrimEnd('?', '.') + ".", StringComparison.Ordinal));
        }
    }

    private static async Task<SeriesChoices> ChooseAsync(string folder)
    {
        var headers = await TestSeries.ScreenAsync(Directory.EnumerateFiles(SharedData.Folder(folder), "*.dcm"));
        return AxialT2Selector.Choose(SeriesFacts.FromHeaders(headers));
    }
}
