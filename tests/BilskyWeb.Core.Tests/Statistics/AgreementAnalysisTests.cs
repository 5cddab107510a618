using BilskyWeb.Core.Statistics;

namespace BilskyWeb.Core.Tests.Statistics;

public sealed class AgreementAnalysisTests
{
    [Fact]
    public void Of_MissingReads_AreLeftOutPairwiseAndCounted()
    {
        var reads = Table(("ref", "0 3 3 0 -"), ("a", "0 3 - 0 3"), ("b", "0 0 3 - 3"));

        var analysis = AgreementAnalysis.Of(reads, 0);

        Assert.Equal(5, analysis.Items);
        Assert.Equal(1, analysis.ItemsWithoutReference);
        Assert.Equal((3, 1), (analysis.Readers[0].Items, analysis.Readers[0].NotRead));
        Assert.Equal(new HighGradeTable(1, 0, 2, 0), analysis.Readers[0].Dichotomous.Table);
        Assert.Equal(new HighGradeTable(1, 1, 1, 0), analysis.Readers[1].Dichotomous.Table);
        var pair = Assert.Single(analysis.Pairs);
        Assert.Equal((1, 1), (pair.HighGradeItems, pair.LowGradeItems));
        Assert.Equal(1, pair.SensitivityP!.Value, 1e-9);
        Assert.NotNull(analysis.Together!.GwetAc1.Value);
    }

    /// <summary>As irrCAC and Stata: three grades in use are three classes for AC1, while the weights keep the scale.</summary>
    [Fact]
    public void CoefficientsOf_ThreeGradesUsed_Ac1IsOverThree()
    {
        var published = PublishedTables.Abstractors;
        var six = new ConfusionMatrix([.. Enumerable.Range(0, 6).Select(a => Enumerable.Range(0, 6).Select(b => a < 3 && b < 3 ? published[a, b] : 0).ToArray())]);

        var coefficients = Coefficients.Of(six);

        Assert.Equal(3, coefficients.ClassesUsed);
        Assert.Equal(0.849331, coefficients.GwetAc1.Value!.Value, 1e-6);
        Assert.Equal(0.043217, coefficients.GwetAc1.StandardError!.Value, 1e-6);
        Assert.Equal(AgreementCoefficient.Gwet(six, AgreementWeights.Quadratic(6)), coefficients.GwetAc2Quadratic);
    }

    [Fact]
    public void CoefficientsOf_OneGradeUsed_Ac1IsUndefined()
    {
        var one = ConfusionMatrix.OfGrades();
        one.Add(2, 2, 30);

        Assert.Contains("One grade was chosen", Coefficients.Of(one).GwetAc1.Undefined, StringComparison.Ordinal);
        Assert.Equal("No item was read.", Coefficients.Of(ConfusionMatrix.OfGrades()).GwetAc1.Undefined);
    }

    [Fact]
    public void Of_OneReader_HasNoTogetherAndNoPair()
    {
        var analysis = AgreementAnalysis.Of(Table(("ref", "0 3"), ("a", "0 3")), 0);

        Assert.Null(analysis.Together);
        Assert.Empty(analysis.Pairs);
        Assert.Null(analysis.Readers[0].Study);
    }

    [Fact]
    public void Of_Studies_AreAsHighAsTheirWorstSlice()
    {
        var reads = Table(("ref", "0 4 0 1 0 0"), ("a", "0 2 0 1 3 0"));
        var analysis = AgreementAnalysis.Of(WithStudies(reads, [0, 0, 1, 1, 2, 2]), 0);

        var study = analysis.Readers[0].Study!;
        Assert.Equal(3, study.Studies);
        Assert.Equal(new HighGradeTable(0, 1, 1, 1), study.Dichotomous.Table);
        Assert.Equal(1, study.SixClass!.Confusion[4, 2]);
        Assert.Equal(1, study.SixClass.Confusion[1, 1]);
        Assert.Equal(0.8, study.SliceSpecificity.Value!.Value, 1e-9);
    }

    [Fact]
    public void Of_LowHighReads_HaveNoSixClasses()
    {
        var reads = new ReadTable(["ref", "a"], ReadScale.LowHigh);
        reads.Add([1, 1]);
        reads.Add([0, 1]);

        var reader = AgreementAnalysis.Of(reads, 0).Readers[0];

        Assert.Null(reader.SixClass);
        Assert.Equal(new HighGradeTable(1, 0, 0, 1), reader.Dichotomous.Table);
    }

    [Fact]
    public void Of_Probabilities_GiveRocAndCalibration()
    {
        var reads = new ReadTable(["ref", "model"], withProbabilities: ["model"]);
        reads.Add([0, 0], -1, [float.NaN, 0.1f]);
        reads.Add([5, 5], -1, [float.NaN, 0.9f]);
        reads.Add([5, ReadTable.NotRead], -1, [float.NaN, float.NaN]);

        var reader = AgreementAnalysis.Of(reads, 0).Readers[0];

        Assert.Equal(1, reader.Roc!.Area.Value);
        Assert.Equal(0.1, reader.Calibration!.ExpectedError!.Value, 1e-6);
    }

    private static ReadTable Table(params (string Name, string Reads)[] readers)
    {
        var table = new ReadTable([.. readers.Select(r => r.Name)]);
        var columns = readers.Select(r => r.Reads.Split(' ')).ToArray();
        for (var i = 0; i < columns[0].Length; i++)
        {
            table.Add([.. columns.Select(c => c[i] == "-" ? ReadTable.NotRead : byte.Parse(c[i], System.Globalization.CultureInfo.InvariantCulture))]);
        }

        return table;
    }

    private static ReadTable WithStudies(ReadTable reads, int[] studies)
    {
        var table = new ReadTable(reads.Readers);
        for (var i = 0; i < studies.Length; i++)
        {
            table.Add([.. Enumerable.Range(0, reads.Readers.Count).Select(r => reads.Of(r)[i])], studies[i]);
        }

        return table;
    }
}
