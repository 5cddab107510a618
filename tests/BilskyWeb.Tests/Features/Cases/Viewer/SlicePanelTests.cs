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

    /// <summary>The plot's line is the model's own; where the two opinions are weighed a slice above it may be low.</summary>
    [Fact]
    public void Render_LowGradeAboveTheLine_SaysThatMoreIsAsked() => Assert.Equal(
        "Alone the model calls high grade from 3.3% on. Nothing measured here comes near the cord, so 25.0% are asked.",
        Render(BilskyGrade.Grade0, [0.8, 0, 0, 0.2, 0, 0], line: 0.033).Find("[data-testid=why-not-most-probable]").TextContent);

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

    [Fact]
    public void Render_OpinionsThatDiffer_SaysBothAndWhatWasMeasured()
    {
        var panel = Render<SlicePanel>(p => p.Add(c => c.Slice, Measured(OpinionAgreement.Differ, new CompressionGeometry(42, 2, 2.1, 0.1, 300, 61, 0.92, 0.2) { Grade = BilskyGrade.Grade1b })));

        var said = panel.Find("[data-testid=second-opinion]");
        Assert.Contains("differs from the prototypes: withheld for a reader", said.TextContent, StringComparison.Ordinal);
        Assert.Contains("The two opinions differ. Prototypes say 1c; cord and mass are 2.1 mm apart.", said.TextContent, StringComparison.Ordinal);
        Assert.Contains("withheld: no grade. Prototypes lean to 1c, and the measurements do not.", panel.Markup, StringComparison.Ordinal);
        Assert.Equal("1b", panel.Find("[data-testid=second-opinion] .grade-chip").TextContent.Trim());
        Assert.Contains("2.1 mm of CSF", panel.FindAll("[data-testid=second-opinion] dd").Select(d => d.TextContent));
    }

    [Fact]
    public void Render_NothingMeasured_SaysThatThePrototypesStandAlone()
    {
        var panel = Render<SlicePanel>(p => p.Add(c => c.Slice, Measured(OpinionAgreement.NoGeometry, null)));

        Assert.Contains("Nothing could be measured, since no sac was seen: the prototypes' answer stands alone.", panel.Find("[data-testid=second-opinion]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Render_RunWithoutSegmentation_SaysNothingOfIt() => Assert.Empty(Render(BilskyGrade.Grade1b, LeaningLow, line: null).FindAll("[data-testid=second-opinion]"));

    [Fact]
    public void Render_CompressionPlot_SaysTheWorstAndPartsItsLineWhereNothingWasMeasured()
    {
        CompressionGeometry Of(double cord, double? gap) => new(10, 0, gap, 0, 360, cord, 1, 0.1) { Grade = BilskyGrade.Grade0 };
        CompressionGeometry?[] measured = [Of(80, null), Of(60, 1.5), null, Of(70, 0.5), Of(75, null)];
        var plot = Render<CompressionPlot>(p => p.Add(c => c.Slices, [.. measured.Select((m, i) => new SliceResult { SeriesInstanceUid = "2.25.9", SopInstanceUid = $"2.25.{i}", Ordinal = i, Geometry = m })]));

        Assert.Equal(["smallest 60 mm², slice 2; scale 0 to 80", "thinnest 0.5 mm, slice 4; scale 0 to 1.5", "most 10 %, slice 1; scale 0 to 10"], plot.FindAll("figcaption span").Select(s => s.TextContent));
        Assert.Equal([2, 2, 2], plot.FindAll("svg").Select(s => s.QuerySelectorAll("polyline").Length));
    }

    private static SliceResult Measured(OpinionAgreement agreement, CompressionGeometry? measured) => new()
    {
        SeriesInstanceUid = "2.25.9",
        SopInstanceUid = "2.25.1",
        Status = measured is null ? SliceStatus.Graded : SliceStatus.Abstained,
        Grade = BilskyGrade.Grade1c,
        Agreement = agreement,
        Geometry = measured,
        RestsOnBoth = true,
    };

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
