using BilskyWeb.Core.Grading;
using BilskyWeb.Features.Cases.Viewer;
using BilskyWeb.Features.Grading;
using Bunit;

namespace BilskyWeb.Tests.Features.Cases.Viewer;

public sealed class SlicePanelTests : BunitContext
{
    private static readonly double[] LeaningLow = [0.1, 0.1, 0.5, 0.2, 0.1, 0];

    [Fact]
    public void Render_HighGradeThatIsNotTheMostProbable_SaysWhy()
    {
        var panel = Render(BilskyGrade.Grade1c, LeaningLow, line: 0.25);

        Assert.Equal(
            "Grade 1b is the most probable. High grade is called from 25.0% on all the same: to miss one is worse than a false alarm.",
            panel.Find("[data-testid=why-not-most-probable]").TextContent);
    }

    [Fact]
    public void Render_HighGradesThatOutweighTogether_SaysSo() => Assert.Equal(
        "Grade 0 is the most probable single one; the high grades together decide.",
        Render(BilskyGrade.Grade1c, [0.4, 0, 0, 0.3, 0.2, 0.1], line: 0.25).Find("[data-testid=why-not-most-probable]").TextContent);

    [Theory]
    [InlineData(BilskyGrade.Grade1b, 0.4)]
    [InlineData(BilskyGrade.Grade1b, null)]
    public void Render_MostProbableGradeOrAnOlderRun_SaysNothingMore(BilskyGrade grade, double? line) =>
        Assert.Empty(Render(grade, LeaningLow, line).FindAll("[data-testid=why-not-most-probable]"));

    [Theory]
    [InlineData(0.834, "Farther from its prototype than 83% of the regions that the model was checked on.")]
    [InlineData(1, "Farther from its prototype than every region that the model was checked on: unlike them all.")]
    [InlineData(0, "Nearer to its prototype than every region that the model was checked on.")]
    public void Render_Evidence_ShowsTheNearestCasesAndHowUnlikeThemItIs(double share, string words)
    {
        var run = new GradingRun { EvidenceSha256 = "ab12" };
        var panel = Render<SlicePanel>(p => p.Add(c => c.Run, run).Add(c => c.Slice, new SliceResult
        {
            SeriesInstanceUid = "2.25.9",
            SopInstanceUid = "2.25.1",
            Evidence = new SliceEvidence(share, [new NearestCase(7, BilskyGrade.Grade1b, 33.4), new NearestCase(0, BilskyGrade.Grade2, 51)]),
        }));

        Assert.Equal(["api/evidence/ab12/7.png", "api/evidence/ab12/0.png"], panel.FindAll("[data-testid=nearest-cases] img").Select(i => i.GetAttribute("src")));
        Assert.Equal(["1b", "2"], panel.FindAll("[data-testid=nearest-cases] .grade-chip").Select(c => c.TextContent.Trim()));
        Assert.Equal(words, panel.Find("[data-testid=nearest-cases] p").TextContent);
    }

    private IRenderedComponent<SlicePanel> Render(BilskyGrade grade, double[] probabilities, double? line) => Render<SlicePanel>(p => p
        .Add(c => c.Run, new GradingRun { HighGradeFrom = line })
        .Add(c => c.Slice, new SliceResult
        {
            SeriesInstanceUid = "2.25.9",
            SopInstanceUid = "2.25.1",
            Status = SliceStatus.Graded,
            Grade = grade,
            Probabilities = probabilities,
            HighGradeProbability = BilskyGrades.HighGradeProbability(probabilities),
        }));
}
