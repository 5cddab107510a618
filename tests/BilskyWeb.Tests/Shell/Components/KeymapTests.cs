using BilskyWeb.Core.Grading;
using BilskyWeb.Core.Statistics;
using BilskyWeb.Features.Research.ReaderStudies;
using BilskyWeb.Features.Review;
using BilskyWeb.Shell.Components;

namespace BilskyWeb.Tests.Shell.Components;

public sealed class KeymapTests
{
    [Fact]
    public void Rows_ActsOfOneLine_AreOneRowWithAllTheirKeys()
    {
        var rows = Keymap.Rows("viewing").ToDictionary(r => r.Does, r => string.Join(' ', r.Keys));

        Assert.Equal("z shift z", rows["zoom in, out"]);
        Assert.Equal("PgUp PgDn", rows["previous, next series"]);
        Assert.Equal("Esc", rows["left button: window again"]);
    }

    [Theory]
    [InlineData("regions", "viewing")]
    [InlineData("labelling", "drawing")]
    public void Rows_OfSeveralParts_KeepTheirOrder(string first, string second) =>
        Assert.Equal(Keymap.Rows(first).Concat(Keymap.Rows(second)).Select(r => r.Does), Keymap.Rows(first, second).Select(r => r.Does));

    [Fact]
    public void Rows_GradesOfARun_AreSaidInOneWord() => Assert.Equal(["shift + grade"], Keymap.Rows("reviewing")[0].Keys);

    [Fact]
    public void KeyOf_EveryGrade_IsItsLastLetterAndThatOfTheReadersAnswer()
    {
        var keys = BilskyGrades.All.Select(g => Keymap.KeyOf("grading", "grade", g.ToText())).ToList();

        Assert.Equal(["0", "a", "b", "c", "2", "3"], keys);
        Assert.Equal(keys, AnswerChoice.For(ReadScale.SixGrades).Select(c => c.Key));
        Assert.Equal(["l", "h"], AnswerChoice.For(ReadScale.LowHigh).Select(c => c.Key));
    }

    [Fact]
    public void KeyOf_EveryExclusion_IsOneKeyOnTheStudyPageAndInLabelling()
    {
        foreach (var exclusion in Enum.GetValues<ExclusionReason>())
        {
            Assert.Equal(Keymap.KeyOf("exclusions", ReviewWords.CodeOf(exclusion)), Keymap.KeyOf("exclusions", exclusion.ToText()));
        }

        Assert.Equal("u", Keymap.KeyOf("exclusions", ExclusionReason.Degenerative.ToText()));
    }

    [Fact]
    public void KeyOf_UnknownAct_SaysSo() => Assert.Throws<KeyNotFoundException>(() => Keymap.KeyOf("viewing", "nothing"));
}
