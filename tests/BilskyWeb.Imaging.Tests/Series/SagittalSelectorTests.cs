using BilskyWeb.Imaging.Datasets;
using BilskyWeb.Imaging.Series;
using static BilskyWeb.Imaging.Tests.Series.TestSeries;

namespace BilskyWeb.Imaging.Tests.Series;

public sealed class SagittalSelectorTests
{
    [Fact]
    public void Choose_T2AndT1_TakesT2()
    {
        var choice = Choose(
            Stack(9, orientation: Sagittal, name: "SAG T1", change: s => s.Set(DicomTag.SeriesDescription, "SAG T1").Set(DicomTag.EchoTime, 10).Set(DicomTag.RepetitionTime, 600)),
            Stack(9, orientation: Sagittal, name: "SAG T2", change: s => s.Set(DicomTag.SeriesDescription, "SAG T2")));

        Assert.Equal("SAG T2", choice!.Series.Description);
        Assert.StartsWith("Sagittal. T2-weighted", choice.Reason, StringComparison.Ordinal);
        Assert.EndsWith("9 slices, 4 mm apart.", choice.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Choose_OnlyT1_TakesItAndSaysSo()
    {
        var choice = Choose(Stack(9, orientation: Sagittal, change: s => s.Set(DicomTag.SeriesDescription, "SAG T1").Set(DicomTag.EchoTime, 10).Set(DicomTag.RepetitionTime, 600)));

        Assert.Contains("not T2-weighted", choice!.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Choose_T2OfAnotherFrameOfReference_PrefersTheOneThatCanDrawLines()
    {
        var choice = Choose(
            Stack(9, orientation: Sagittal, name: "T2 elsewhere", change: s => s.Set(DicomTag.SeriesDescription, "SAG T2 elsewhere").Set(DicomTag.FrameOfReferenceUid, "1.9")),
            Stack(9, orientation: Sagittal, name: "T1 here", change: s => s.Set(DicomTag.SeriesDescription, "SAG T1").Set(DicomTag.EchoTime, 10).Set(DicomTag.RepetitionTime, 600)));

        Assert.Equal("SAG T1", choice!.Series.Description);
    }

    [Fact]
    public void Choose_Scout_IsTheLastResort()
    {
        var scout = Stack(3, orientation: Sagittal, name: "scout", change: s => s.Set(DicomTag.SeriesDescription, "LOCALIZER"));

        Assert.Contains("scout", Choose(scout)!.Reason, StringComparison.Ordinal);
        Assert.Equal("SAG T2", Choose(scout, Stack(9, orientation: Sagittal, name: "t2", change: s => s.Set(DicomTag.SeriesDescription, "SAG T2")))!.Series.Description);
    }

    [Fact]
    public void Choose_NoSagittalSeries_IsNull() => Assert.Null(Choose(Stack(9, orientation: Coronal)));

    private static SagittalChoice? Choose(params IEnumerable<DicomDataset>[] series)
    {
        var axial = SeriesFacts.FromInstances(Stack(10, name: "axial"));
        return SagittalSelector.Choose(SeriesFacts.FromInstances(series.SelectMany(s => s)), axial);
    }
}
