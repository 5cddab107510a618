using System.Security.Cryptography;
using BilskyWeb.Inference.Models;
using BilskyWeb.TinyModels;

namespace BilskyWeb.Inference.Tests.Models;

public sealed class ModelCatalogueTests : IDisposable
{
    private readonly TinyModelFolder _models = new();

    public void Dispose() => _models.Dispose();

    [Fact]
    public void Load_NewestVersion_ByNumberNotByText()
    {
        _models.Add("grader", "1.9.0", [1], "\"roiSizeMm\":40");
        _models.Add("grader", "1.10.0", [2], "\"roiSizeMm\":40");

        Assert.Equal("1.10.0", Catalogue().Load("grader").Value.Card.Version);
        Assert.Equal("1.9.0", Catalogue().Load("grader", "1.9.0").Value.Card.Version);
    }

    [Fact]
    public void Load_Int8Twin_OnlyWhereItIsAskedForAndOnlyOfTheNewest()
    {
        _models.Add("grader", "1.1.0", [1], "\"roiSizeMm\":40");
        _models.Add("grader", "1.1.0.8", [2], "\"roiSizeMm\":40,\"int8Of\":\"1.1.0\"");

        Assert.Equal("1.1.0", Catalogue().Load("grader").Value.Card.Version);
        Assert.Equal("1.1.0.8", Catalogue().Load("grader", int8: true).Value.Card.Version);
        Assert.Equal("1.1.0.8", Catalogue().Load("grader", "1.1.0.8").Value.Card.Version);

        _models.Add("grader", "1.2.0", [3], "\"roiSizeMm\":40");
        Assert.Equal("1.2.0", Catalogue().Load("grader", int8: true).Value.Card.Version);
        Assert.Equal("1.0.0", Catalogue().Load("roi", int8: true).Value.Card.Version);
    }

    [Fact]
    public void LoadEvidenceFor_Grader_IsThatOfItsVersionAlsoForItsTwin()
    {
        _models.Add("grader", "1.1.0", [1], "\"roiSizeMm\":40");
        _models.Add("grader", "1.1.0.8", [2], "\"roiSizeMm\":40,\"int8Of\":\"1.1.0\"");
        _models.Add("evidence", "1.1.0", [3], "\"nearestDistances\":[1,2,2,5]");

        Assert.Equal("1.1.0", Catalogue().LoadEvidenceFor(Catalogue().Load("grader").Value.Card)!.Value.Value.Card.Version);
        Assert.Equal("1.1.0", Catalogue().LoadEvidenceFor(Catalogue().Load("grader", int8: true).Value.Card)!.Value.Value.Card.Version);
        Assert.Null(Catalogue().LoadEvidenceFor(Catalogue().Load("grader", "1.0.0").Value.Card));
    }

    /// <summary>Line and margin chosen after the twin was made would otherwise hold for the float file alone.</summary>
    [Fact]
    public void Load_Int8Twin_DecidesAndWithholdsAsItsFloatFileDoes()
    {
        _models.Add("grader", "1.1.0", [1], "\"roiSizeMm\":40,\"decision\":{\"highGradeFrom\":0.1},\"abstain\":{\"minMargin\":0.3}");
        _models.Add("grader", "1.1.0.8", [2], $"\"roiSizeMm\":40,\"int8Of\":\"1.1.0\",\"graderSha256\":\"{Convert.ToHexString(SHA256.HashData([1]))}\",\"decision\":{{\"highGradeFrom\":0.5}}");

        var card = Catalogue().Load("grader", int8: true).Value.Card;

        Assert.Equal(("1.1.0.8", 0.1, 0.3), (card.Version, card.Decision!.HighGradeFrom, card.Abstain.MinMargin));
    }

    /// <summary>A grader trained anew under its old version must not run as, or be explained by, the network before it.</summary>
    [Fact]
    public void Load_TwinOrCasesOfAnotherFloatFile_AreRefused()
    {
        var before = $"\"graderSha256\":\"{Convert.ToHexString(SHA256.HashData([9]))}\"";
        _models.Add("grader", "1.1.0", [1], "\"roiSizeMm\":40");
        _models.Add("grader", "1.1.0.8", [2], $"\"roiSizeMm\":40,\"int8Of\":\"1.1.0\",{before}");
        _models.Add("evidence", "1.1.0", [3], $"\"nearestDistances\":[1,2],{before}");

        Assert.Contains("train --int8", Catalogue().Load("grader", int8: true).Error!.Message, StringComparison.Ordinal);
        Assert.Contains("train --evidence", Catalogue().LoadEvidenceFor(Catalogue().Load("grader").Value.Card)!.Value.Error!.Message, StringComparison.Ordinal);
        Assert.True(Catalogue().Load("grader").IsOk);
    }

    [Theory]
    [InlineData("\"nearestDistances\":[3,2,1]")]
    [InlineData("\"nearestDistances\":[]")]
    [InlineData("\"roiSizeMm\":40")]
    public void Open_EvidenceWithoutRisingDistances_IsRefused(string rest)
    {
        _models.Add("evidence", "1.1.0", [3], rest);

        Assert.Contains("nearestDistances", ModelCatalogue.Open(_models.Folder).Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_AlteredFile_NamesItAndBothHashes()
    {
        var path = Path.Combine(_models.Folder, "roi-1.0.0.onnx");
        File.AppendAllText(path, "x");

        var error = Catalogue().Load("roi").Error!;

        Assert.Equal("model.altered", error.Code);
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_MissingFile_NamesIt()
    {
        var path = Path.Combine(_models.Folder, "roi-1.0.0.onnx");
        File.Delete(path);

        var error = Catalogue().Load("roi").Error!;

        Assert.Equal("model.missing", error.Code);
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_NoCardOfThePart_SaysWhatIsExpected()
    {
        File.Delete(Path.Combine(_models.Folder, "grader-1.0.0.json"));

        Assert.Contains("grader-1.0.0.json", Catalogue().Load("grader").Error!.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"roiSizeMm\":0", "roiSizeMm")]
    [InlineData("\"roiSizeMm\":40,\"decision\":{\"highGradeFrom\":1}", "decision.highGradeFrom")]
    [InlineData("\"roiSizeMm\":40,\"decision\":{}", "decision.highGradeFrom")]
    [InlineData("\"roiSizeMm\":40,\"preprocessing\":\"0.9.0\"", "preprocessing 0.9.0")]
    [InlineData("\"roiSizeMm\":40,\"file\":\"../../etc/passwd\"", "file must be a name")]
    [InlineData("\"roiSizeMm\":40,\"version\":\"new\"", "version must look like")]
    [InlineData("\"roiSizeMm\":\"wide\"", "cannot be read")]
    public void Open_CardThatCannotBeUsed_NamesCardAndKey(string more, string expected)
    {
        _models.Add("grader", "1.0.0", [1], more);

        var error = ModelCatalogue.Open(_models.Folder).Error!;

        Assert.Equal("model.unusable", error.Code);
        Assert.Contains("grader-1.0.0.json", error.Message, StringComparison.Ordinal);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_OtherJsonBesideTheCards_IsPassedOver()
    {
        File.WriteAllText(Path.Combine(_models.Folder, "training-log.json"), "[1, 2, 3]");

        Assert.Equal(2, Catalogue().Cards.Count);
    }

    private ModelCatalogue Catalogue() => ModelCatalogue.Open(_models.Folder).Value;
}
