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
    public void Find_AnySeries_LevelsHoldEverySliceWithDiseaseOnce() => AnySeries.Sample(slices =>
    {
        var verdict = Rule.Judge(slices);
        var levels = SpineLevels.Find(slices, verdict, Rule.Settings);

        var inLevels = levels.SelectMany(l => l.Slices).ToList();
        Assert.Equal(Enumerable.Range(0, slices.Length).Where(i => verdict.SupportedGrades[i] > Grade0), inLevels.Order());
        Assert.Equal(inLevels.Count, inLevels.Distinct().Count());
        foreach (var level in levels)
        {
            Assert.Contains(level.KeySlice, level.Slices);
            Assert.Equal(level.Grade, verdict.SupportedGrades[level.KeySlice]);
            Assert.True(level.FromMm <= level.ToMm);
            Assert.True(level.Slices.Count < 4 || level.ToMm - level.FromMm <= SpineLevels.LongestLevelMm);
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
