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
    public void Of_ItemsWithoutStudy_AreCounted()
    {
        var reads = WithStudies(Table(("ref", "0 4 0 1"), ("a", "0 2 0 1")), [0, -1, 1, -1]);

        var analysis = AgreementAnalysis.Of(reads, 0);

        Assert.Equal((2, 2, 4), (analysis.ItemsWithoutStudy, analysis.Readers[0].Study!.Studies, analysis.Readers[0].Items));
    }

    [Fact]
    public void Of_OtherSettings_MoveCutLevelAndCategories()
    {
        var reads = Table(("ref", "0 0 1 1 2 3 3 4 5 0 0 1"), ("a", "0 1 1 2 2 3 2 4 5 0 0 0"), ("b", "0 0 1 1 2 3 3 4 4 0 2 1"));
        var (usual, other) = (AgreementAnalysis.Of(reads, 0), AgreementAnalysis.Of(reads, 0, new AgreementSettings { Level = 0.8, Cut = BilskyWeb.Core.Grading.BilskyGrade.Grade2, AllCategories = true }));

        Assert.Equal(new HighGradeTable(3, 1, 8, 0), usual.Readers[0].Dichotomous.Table);
        Assert.Equal(new HighGradeTable(2, 0, 10, 0) { Level = 0.8 }, other.Readers[0].Dichotomous.Table);
        var (wide, narrow) = (usual.Readers[1].SixClass!.Coefficients.GwetAc2Quadratic!, other.Readers[1].SixClass!.Coefficients.GwetAc2Quadratic!);
        Assert.Equal(wide.Value, narrow.Value);
        Assert.True(narrow.High - narrow.Low < wide.High - wide.Low);
        Assert.Equal(Share.From(3, 4), usual.Readers[0].Dichotomous.Table.Sensitivity);
    }

    /// <summary>Five grades are in use: over all six Brennan–Prediger takes off 1/6 and not 1/5.</summary>
    [Fact]
    public void CoefficientsOf_AllCategories_TakeTheWholeScale()
    {
        var table = new ConfusionMatrix([.. Enumerable.Range(0, 6).Select(a => Enumerable.Range(0, 6).Select(b => a == 5 || b == 5 ? 0 : a == b ? 8 : 1).ToArray())]);
        var agree = Coefficients.Of(table).Percent.Value!.Value;

        Assert.Equal((agree - (1 / 5.0)) / (1 - (1 / 5.0)), Coefficients.Of(table).BrennanPrediger.Value!.Value, 1e-12);
        Assert.Equal((agree - (1 / 6.0)) / (1 - (1 / 6.0)), Coefficients.Of(table, allCategories: true).BrennanPrediger.Value!.Value, 1e-12);
    }

    [Fact]
    public void Of_TwoReaders_AreComparedWithEachOther()
    {
        var reads = Table(("ref", "0 3 3 0 - 0 3"), ("a", "0 3 3 0 3 0 0"), ("b", "0 0 3 3 3 0 3"));

        var pair = Assert.Single(AgreementAnalysis.Of(reads, 0).Pairs);

        Assert.Equal(7, pair.Items);
        Assert.Equal(AgreementCoefficient.Gwet(new ConfusionMatrix([[2, 2], [1, 2]]), AgreementWeights.Identity(2)), pair.GwetAc1);
        var first = AgreementCoefficient.Gwet(new ConfusionMatrix([[3, 0], [1, 2]]), AgreementWeights.Identity(2));
        var second = AgreementCoefficient.Gwet(new ConfusionMatrix([[2, 1], [1, 2]]), AgreementWeights.Identity(2));
        Assert.Equal(second.Value!.Value - first.Value!.Value, pair.Ac1Difference.Value!.Value, 1e-12);
        Assert.InRange(pair.Ac1Difference.P!.Value, 0.2, 1);
        Assert.Null(pair.AucDifference);
    }

    [Fact]
    public void Of_Probabilities_GiveRocAndCalibration()
    {
        var reads = new ReadTable(["ref", "model"], withProbabilities: ["model"]);
        reads.Add([0, 0], -1, [double.NaN, 0.1]);
        reads.Add([5, 5], -1, [double.NaN, 0.9]);
        reads.Add([5, ReadTable.NotRead], -1, [double.NaN, double.NaN]);

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
