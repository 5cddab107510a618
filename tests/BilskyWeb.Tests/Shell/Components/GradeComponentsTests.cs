using BilskyWeb.Clinical;
using BilskyWeb.Core.Grading;
using Bunit;

namespace BilskyWeb.Tests.Shell.Components;

public sealed class GradeComponentsTests : BunitContext
{
    public static TheoryData<BilskyGrade> Grades() => [.. BilskyGrades.All];

    [Theory]
    [MemberData(nameof(Grades))]
    public void GradeChip_AnyGrade_ShowsItsTextAndWhoSaidIt(BilskyGrade grade)
    {
        var model = Render<GradeChip>(p => p.Add(c => c.Grade, grade)).Find(".grade-chip");
        var person = Render<GradeChip>(p => p.Add(c => c.Grade, grade).Add(c => c.ByPerson, true)).Find(".grade-chip");

        Assert.Equal(grade.ToText(), model.TextContent);
        Assert.Contains("model", model.ClassList);
        Assert.Contains("by the model", model.GetAttribute("aria-label"), StringComparison.Ordinal);
        Assert.Contains("person", person.ClassList);
        Assert.Contains("by a person", person.GetAttribute("aria-label"), StringComparison.Ordinal);
    }

    [Fact]
    public void GradeChip_Abstained_ShowsNoGradeEvenWhenOneIsKept()
    {
        var chip = Render<GradeChip>(p => p.Add(c => c.Grade, BilskyGrade.Grade3).Add(c => c.Status, SliceStatus.Abstained)).Find(".grade-chip");

        Assert.Equal("?", chip.TextContent);
        Assert.DoesNotContain("grade-3", chip.GetAttribute("style"), StringComparison.Ordinal);
    }

    [Fact]
    public void GradeStrip_Slices_SaysWhatItDraws()
    {
        StripSlice[] slices = [new(SliceStatus.Graded, BilskyGrade.Grade0), new(SliceStatus.Graded, BilskyGrade.Grade1c), new(SliceStatus.Graded, BilskyGrade.Grade2), new(SliceStatus.Abstained, BilskyGrade.Grade3), new(SliceStatus.NoCanal, null)];

        var strip = Render<GradeStrip>(p => p.Add(c => c.Slices, slices)).Find("svg");

        Assert.Equal("5 slices, 2 above the pathway line, highest grade 2", strip.GetAttribute("aria-label"));
        Assert.NotNull(strip.QuerySelector(".pathway-line"));
    }

    [Fact]
    public void Fit_TwoHundredSlices_KeepsTheOneHighGradeSlice()
    {
        var slices = Enumerable.Repeat(new StripSlice(SliceStatus.Graded, BilskyGrade.Grade0), 200).ToArray();
        slices[137] = new StripSlice(SliceStatus.Graded, BilskyGrade.Grade3);

        var columns = StripColumns.Fit(slices, 48);

        Assert.Equal(48, columns.Count);
        Assert.Equal(1, columns.Count(c => c.Grade == BilskyGrade.Grade3));
    }

    [Fact]
    public void ClinicalName_HoldsHtml_IsText()
    {
        var name = Render<ClinicalName>(p => p.Add(c => c.Value, "<img src=x onerror=alert(1)>^Ann"));

        Assert.Empty(name.FindAll("img"));
        Assert.Contains("&lt;IMG", name.Markup, StringComparison.Ordinal);
    }
}
