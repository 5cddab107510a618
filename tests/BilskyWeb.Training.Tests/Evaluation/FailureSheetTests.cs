using BilskyWeb.Core.Geometry;
using BilskyWeb.Core.Grading;
using BilskyWeb.Training.Datasets;
using BilskyWeb.Training.Evaluation;

namespace BilskyWeb.Training.Tests.Evaluation;

public sealed class FailureSheetTests
{
    private static readonly GreyImage Image = new(64, 64, new float[64 * 64], 1, 1);

    [Fact]
    public void Add_WrongSideAndMissedCanals_AreSortedIntoTheirSections()
    {
        var sheet = new FailureSheet();
        sheet.NextStudy();
        sheet.Add(
            LabelledSeries.Of("study",
            [
                Slice(BilskyGrade.Grade1c), Slice(BilskyGrade.Grade0), Slice(BilskyGrade.Grade2), Slice(BilskyGrade.Grade3, "quality"), Slice(BilskyGrade.Grade0), Slice(BilskyGrade.Grade1b),
            ]),
            [
                Answer(BilskyGrade.Grade1b, 0.02), // missed
                Answer(BilskyGrade.Grade2, 0.9), // false alarm
                Answer(BilskyGrade.Grade3, 0.9), // another grade on the right side is no failure
                Answer(BilskyGrade.Grade0, 0.01), // excluded
                Answer(BilskyGrade.Grade0, 0.01, offMm: 6), // canal missed, grade right
                new GradedSlice(SliceStatus.NoCanal, "none", null, null, [], []),
            ]);
        var sections = sheet.Sections();
        Assert.Equal(["High grade, called low: 1", "Low grade, called high: 1", "Canal missed by more than 5 mm, or not found: 2", "Canal found where the spine is out of view: 0"], sections.Select(s => s.Heading));
        Assert.Equal(["study 1, slice 1", "is 1c, called 1b", "P 0.020, canal 0.0 mm off"], sections[0].Cells[0].Lines);
        Assert.Equal(["study 1, slice 2", "is 0, called 2", "P 0.900, canal 0.0 mm off"], sections[1].Cells[0].Lines);
        Assert.Equal(["no canal found", "6 mm off, score 0.80"], sections[2].Cells.Select(c => c.Lines[2]));
        Assert.Null(sections[0].Cells[0].Truth);
        Assert.Equal((0.5, 0.5), (sections[2].Cells[0].Truth!.Value.X, sections[2].Cells[0].Truth!.Value.Y));
        Assert.Equal((32 + 6) / 64.0, sections[2].Cells[1].Answer!.Value.X, 6);
        Assert.Null(sections[2].Cells[0].Answer);
        Assert.NotEmpty(sheet.Draw("a test"));
    }

    [Fact]
    public void AddBeside_CanalsFoundWhereThereIsNone_AreShownTheSurestFirst()
    {
        var sheet = new FailureSheet();
        sheet.AddBeside([Image, Image, Image], [new RegionOfInterest(12, 12, 40, 40, 0.6), null, new RegionOfInterest(0, 12, 40, 40, 0.8)]);

        var section = sheet.Sections()[3];

        Assert.Equal("Canal found where the spine is out of view: 2", section.Heading);
        Assert.Equal([(20 / 64.0, "score 0.80"), (0.5, "score 0.60")], section.Cells.Select(c => (c.Answer!.Value.X, c.Lines[2])));
        Assert.All(section.Cells, c => Assert.Null(c.Truth));
    }

    private static LabelledSlice Slice(BilskyGrade grade, string? exclusion = null) => new(Image, (32, 32), grade, exclusion);

    private static GradedSlice Answer(BilskyGrade grade, double high, double offMm = 0)
    {
        var probabilities = new double[BilskyGrades.Count];
        (probabilities[0], probabilities[4]) = (1 - high, high);
        return new GradedSlice(SliceStatus.Graded, null, new RegionOfInterest(12 + offMm, 12, 40, 40, 0.8), grade, probabilities, new double[BilskyGrades.Count]);
    }
}
