using BilskyWeb.Core.Geometry;
using BilskyWeb.Core.Grading;
using BilskyWeb.Inference.Models;
using BilskyWeb.Training.Datasets;
using BilskyWeb.Training.Evaluation;

namespace BilskyWeb.Training.Tests.Evaluation;

public sealed class OperatingPointChoiceTests
{
    private static readonly ModelCard Card = new() { Name = "a grader", Part = "grader", Version = "1.0.0", File = "none", Sha256 = "", Abstain = new AbstentionLimits { MaxDistance = 100 } };

    [Fact]
    public void Choose_HighSlicesThatSayThirtyPercent_TakesTheCheapestLineBelowThem()
    {
        var choice = new OperatingPointChoice(Card);
        for (var n = 0; n < 20; n++)
        {
            // Two neighbours of a high study are recognised at 30%; clean ones show a lone 40% now and then.
            choice.Add(Series([0, 4, 4, 0]), Answers(0.01, 0.3, 0.3, 0.01));
            choice.Add(Series([0, 0, 0, 0]), Answers(0.01, n % 2 == 0 ? 0.4 : 0.01, 0.01, 0.01));
        }

        var point = choice.Choose();
        Assert.Equal(0.25, point.Line.Decision.HighGradeFrom, 1e-9);
        Assert.Equal(40, point.Line.Sensitivity.Count);
        Assert.Equal((20, 0), (point.Rule.Flagged.Count, point.Rule.FalselyFlagged.Count));
        Assert.InRange(point.Rule.Settings.NeighbourProbability, 0.01, 0.3);
        Assert.True(point.Rule.Settings.SingleSliceProbability > 0.4);
        var text = point.Write();
        Assert.Contains("→ 0.250 (3)", text, StringComparison.Ordinal);
        Assert.Contains("\"NeighbourProbability\": 0.", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Choose_MarginThatWouldWithholdTooMuch_IsLeft()
    {
        var choice = new OperatingPointChoice(Card);
        for (var n = 0; n < 50; n++)
        {
            choice.Add(Series([5, 5]), Answers(0.99, n == 0 ? 0.52 : 0.99));
            choice.Add(Series([0, 0]), Answers(0.01, n < 10 ? 0.39 : 0.01));
        }

        var point = choice.Choose();
        Assert.Equal(0.5, point.Line.Decision.HighGradeFrom);
        Assert.Equal((0.2, 1), (point.Margin.MinMargin, point.Margin.Withheld.Count));
    }

    [Fact]
    public void Choose_ImagesCoarserThanTheCardAllows_StayWithheld()
    {
        var choice = new OperatingPointChoice(Card with { Abstain = new AbstentionLimits { MaxPixelMm = 0.9 } });
        choice.Add(Series([5, 5]), Answers(0.99, 0.99));
        choice.Add(Series([0, 0]), Answers(0.01, 0.01));

        var point = choice.Choose();
        Assert.Equal(4, point.Margin.Withheld.Count);
        Assert.Equal(0, point.Rule.Flagged.Count);
    }

    [Fact]
    public void Choose_NoHighGrade_SaysWhatIsMissing()
    {
        var choice = new OperatingPointChoice(Card);
        choice.Add(Series([0, 1]), Answers(0.1, 0.1));
        Assert.Contains("label more studies", Assert.Throws<InvalidDataException>(choice.Choose).Message, StringComparison.Ordinal);
    }

    private static LabelledSeries Series(int[] grades)
    {
        var image = new GreyImage(16, 16, new float[256], 1, 1);
        return LabelledSeries.Of("study", [.. grades.Select(g => new LabelledSlice(image, (8, 8), (BilskyGrade)g, null))]);
    }

    private static GradedSlice[] Answers(params double[] high) => Array.ConvertAll(high, p => new GradedSlice(
        SliceStatus.Graded, null, new RegionOfInterest(0, 0, 16, 16, 1), p >= 0.5 ? BilskyGrade.Grade2 : BilskyGrade.Grade0, [1 - p, 0, 0, 0, p, 0], [1, 2, 3, 4, 5, 6]));
}
