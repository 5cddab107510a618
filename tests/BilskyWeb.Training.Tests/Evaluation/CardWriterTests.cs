using System.Text.Json.Nodes;
using BilskyWeb.Core.Grading;
using BilskyWeb.Core.Statistics;
using BilskyWeb.Inference.Models;
using BilskyWeb.Training.Evaluation;

namespace BilskyWeb.Training.Tests.Evaluation;

public sealed class CardWriterTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("bilsky-card-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Write_GraderCard_IsWhatTheCatalogueReads()
    {
        Write();
        var loaded = ModelCatalogue.Open(_folder).Value.Load(ModelCatalogue.GraderPart);
        Assert.True(loaded.IsOk, loaded.Error?.Message);
        Assert.Equal([1, 2, 3], loaded.Value.Bytes);
        Assert.True(loaded.Value.Card.ResearchOnly);
        Assert.Equal(40, loaded.Value.Card.RoiSizeMm);
        Assert.Equal(12.5, loaded.Value.Card.Abstain.MaxDistance);
        Assert.Equal(0.1, loaded.Value.Card.Abstain.MinMargin);
    }

    [Fact]
    public void AddFigures_NewName_StandsOnBothCards()
    {
        Write();
        var figures = ConfusionMatrix.OfGrades();
        figures.Add(BilskyGrade.Grade3, BilskyGrade.Grade3);
        var path = Path.Combine(_folder, "grader-1.0.0.json");
        CardWriter.AddFigures(path, "a test set", CardWriter.ToJson(figures));
        CardWriter.AddFigures(path, "a test set", CardWriter.ToJson(figures));
        var card = JsonNode.Parse(File.ReadAllText(path))!;
        Assert.Equal(1, card["figures"]!["a test set"]!["sensitivityHighGrade"]!["of"]!.GetValue<int>());
        var text = File.ReadAllText(Path.Combine(_folder, "grader-1.0.0.md"));
        Assert.Contains("### a test set", text, StringComparison.Ordinal);
        Assert.Contains("- sensitivityHighGrade: 1/1 = 100.0% (95% CI 2.5% to 100.0%)", text, StringComparison.Ordinal);
        Assert.Contains("| reference \\ model | 0 | 1a | 1b | 1c | 2 | 3 |", text, StringComparison.Ordinal);
        Assert.Contains("No patient may be treated on its word", text, StringComparison.Ordinal);
    }

    [Fact]
    public void SetOperatingPoint_NewLineAndMargin_AreWhatTheCatalogueReads()
    {
        Write();
        CardWriter.SetOperatingPoint(Path.Combine(_folder, "grader-1.0.0.json"), 0.2, 0.15);
        var card = ModelCatalogue.Open(_folder).Value.Load(ModelCatalogue.GraderPart).Value.Card;
        Assert.Equal(0.2, card.Decision!.HighGradeFrom);
        Assert.Equal((12.5, 0.15), (card.Abstain.MaxDistance, card.Abstain.MinMargin));
        Assert.Contains("| decision | highGradeFrom 0.2 |", File.ReadAllText(Path.Combine(_folder, "grader-1.0.0.md")), StringComparison.Ordinal);
    }

    private void Write() => CardWriter.Write(_folder, [1, 2, 3], new CardFacts
    {
        Name = "Bilsky grader",
        Part = "grader",
        Version = "1.0.0",
        TrainedOn = "nothing",
        Temperature = 60,
        RoiSizeMm = 40,
        MaxDistance = 12.5,
        MinMargin = 0.1,
        Run = "none",
        Figures = [],
        Limits = ["Only a test."],
    });
}
