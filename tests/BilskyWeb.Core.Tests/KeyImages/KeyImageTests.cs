using BilskyWeb.Core.Grading;
using BilskyWeb.Core.KeyImages;
using static BilskyWeb.Core.Grading.BilskyGrade;
using static BilskyWeb.Core.Tests.Grading.Slices;

namespace BilskyWeb.Core.Tests.KeyImages;

public sealed class KeyImageTests
{
    [Fact]
    public void Choose_OneHighest_TakesIt() => Assert.Equal(1, Choose(Sure(Grade1c), Sure(Grade3), Sure(Grade2)));

    [Fact]
    public void Choose_TiedGrade_TakesTheLargestHighGradeMass() =>
        Assert.Equal(2, Choose(Sure(Grade2, 0.6), Sure(Grade2, 0.7), Sure(Grade2, 0.9), Sure(Grade2, 0.8)));

    [Fact]
    public void Choose_OneSliceAboveTheLevelsGrade_TakesIt()
    {
        var slices = Series(4, Sure(Grade2, 0.7), Sure(Grade3, 0.6), Sure(Grade2, 0.8));

        Assert.Equal(1, KeyImage.Choose(slices, [Grade2, Grade2, Grade2], [0, 1, 2]));
    }

    [Fact]
    public void Choose_EmptyLevel_Throws() => Assert.Throws<ArgumentException>(() => KeyImage.Choose([], [], []));

    private static int Choose(params GradedSlice[] slices) =>
        KeyImage.Choose(Series(4, slices), [.. slices.Select(s => s.Grade)], [.. Enumerable.Range(0, slices.Length)]);
}
