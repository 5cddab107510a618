using BilskyWeb.Core.Grading;
using BilskyWeb.Core.Levels;
using CsCheck;
using static BilskyWeb.Core.Grading.BilskyGrade;
using static BilskyWeb.Core.Tests.Grading.Slices;

namespace BilskyWeb.Core.Tests.Levels;

public sealed class SpineLevelsTests
{
    private static readonly StudyRule Rule = new();

    [Fact]
    public void Find_CleanSpine_HasNoLevel() => Assert.Empty(Find(Series(4, Sure(Grade0), Sure(Grade0))));

    [Fact]
    public void Find_TwoLesionsApart_AreTwoLevelsInOrder()
    {
        var levels = Find(Series(4, Sure(Grade2), Sure(Grade3), Sure(Grade3), Sure(Grade0), Sure(Grade1a), Sure(Grade1b), Sure(Grade1b), Sure(Grade0)));

        Assert.Equal(2, levels.Count);
        Assert.Equal((0, 8, Grade3), (levels[0].FromMm, levels[0].ToMm, levels[0].Grade));
        Assert.Equal((16, 24, Grade1b), (levels[1].FromMm, levels[1].ToMm, levels[1].Grade));
    }

    [Fact]
    public void Find_HighRunBesideLowRun_AreTwoLevels()
    {
        var levels = Find(Series(4, Sure(Grade1b), Sure(Grade1b), Sure(Grade2), Sure(Grade2)));

        Assert.Equal([Grade1b, Grade2], levels.Select(l => l.Grade));
    }

    [Fact]
    public void Find_LongRun_IsPartedWhereLeastSevere()
    {
        var grades = new[] { Grade3, Grade3, Grade3, Grade3, Grade3, Grade2, Grade1c, Grade2, Grade3, Grade3, Grade3, Grade3, Grade3 };

        var levels = Find(Series(4, [.. grades.Select(g => Sure(g))]));

        Assert.Equal(2, levels.Count);
        Assert.Equal(6, levels[1].Slices[0]);
    }

    [Fact]
    public void Find_WithheldAndLostSlicesBesideHighGrade_BelongToItsLevel()
    {
        var withheld = Slice([0.2, 0.2, 0.2, 0.2, 0.1, 0.1], SliceStatus.Abstained);
        var lost = Slice([], SliceStatus.NoCanal);

        var level = Assert.Single(Find(Series(4, Sure(Grade0), withheld, Sure(Grade2), Sure(Grade2), lost, withheld, Sure(Grade0), withheld)));

        Assert.Equal([1, 2, 3, 4, 5], level.Slices);
        Assert.Equal((4, 20, Grade2), (level.FromMm, level.ToMm, level.Grade));
    }

    [Fact]
    public void Find_OneGrade3AmongGrade2_IsItsKeyImageAndShownBeside()
    {
        var level = Assert.Single(Find(Series(4, Sure(Grade2), Sure(Grade3, 0.7), Sure(Grade2))));

        Assert.Equal((Grade2, Grade3, 1), (level.Grade, level.HighestSingleGrade, level.KeySlice));
    }

    [Fact]
    public void Find_AnySeries_LevelsHoldEverySliceWithDiseaseOnce() => AnySeries.Sample(slices =>
    {
        var verdict = Rule.Judge(slices);
        var levels = SpineLevels.Find(slices, verdict, Rule.Settings);

        var inLevels = levels.SelectMany(l => l.Slices).ToList();
        Assert.Equal(Enumerable.Range(0, slices.Length).Where(i => verdict.SupportedGrades[i] > Grade0), inLevels.Where(i => verdict.SupportedGrades[i] is not null).Order());
        Assert.Equal(inLevels.Count, inLevels.Distinct().Count());
        foreach (var level in levels)
        {
            Assert.Contains(level.KeySlice, level.Slices);
            var graded = level.Slices.Where(i => verdict.SupportedGrades[i] is not null).ToList();
            Assert.Equal(level.HighestSingleGrade, slices[level.KeySlice].Slice.Grade);
            Assert.Equal(level.HighestSingleGrade, graded.Max(i => slices[i].Slice.Grade));
            Assert.True(level.FromMm <= level.ToMm);
            Assert.True(graded.Count < 4 || slices[graded[^1]].PositionMm - slices[graded[0]].PositionMm <= SpineLevels.LongestLevelMm);
            Assert.True(level.Grade.IsHighGrade() || graded.Count == level.Slices.Count);
        }

        Assert.Equal(levels.Select(l => l.Slices[0]).Order(), levels.Select(l => l.Slices[0]));
    });

    [Fact]
    public void Find_AnySeries_WorstLevelIsTheStudysGrade() => AnySeries.Sample(slices =>
    {
        var verdict = Rule.Judge(slices);
        var levels = SpineLevels.Find(slices, verdict, Rule.Settings);
        Assert.Equal(verdict.HighestGrade ?? Grade0, levels.Select(l => l.Grade).DefaultIfEmpty(Grade0).Max());
    });

    private static IReadOnlyList<SpineLevel> Find(PlacedSlice[] slices) => SpineLevels.Find(slices, Rule.Judge(slices), Rule.Settings);
}
