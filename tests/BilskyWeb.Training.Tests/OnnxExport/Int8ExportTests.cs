using BilskyWeb.Inference.Models;
using BilskyWeb.Phantom;
using BilskyWeb.Training.Datasets;
using BilskyWeb.Training.Evaluation;
using BilskyWeb.Training.OnnxExport;
using BilskyWeb.Training.OnnxExport.Format;

namespace BilskyWeb.Training.Tests.OnnxExport;

/// <summary>The shipped grader, quantised anew with few regions and run by the real ONNX Runtime beside the file it came from.</summary>
[Trait("Kind", "integration")]
public sealed class Int8ExportTests
{
    // Seeds that nothing was trained, fitted, chosen or tested on.
    private const long Calibration = 9_100_000_000, Compared = 9_200_000_000;

    private static readonly Lazy<Task<byte[]>> Int8 = new(QuantiseOnceAsync);

    private readonly VerifiedModel _grader = Shipped();

    [Fact]
    public async Task Write_ShippedGrader_KeepsNearlyAllGrades()
    {
        var parity = new Int8Parity(_grader.Bytes, await Int8.Value, _grader.Card);
        var compared = PhantomSource.WholeStudies(PhantomCohort.Internal, Compared, 7).Concat(PhantomSource.Balanced(Compared, 10, 7)).ToAsyncEnumerable();
        var grades = await parity.GradesAsync(GraderInputs.BatchesAsync(compared, _grader.Card.RoiSizeMm!.Value, 8), threads: 2);
        Assert.True(grades.SameGrade.Of >= 200, grades.ToString());
        Assert.True(grades.SameGrade.Value >= Int8Parity.LeastSameGrade, grades.ToString());
        Assert.InRange(grades.MeanShift, 1e-7, 0.005); // Not the same file twice, either.
    }

    [Fact]
    public async Task Write_ShippedGrader_HoldsAllConvolutionsInSevenBitsAWeight()
    {
        var graph = ModelProto.Parser.ParseFrom(await Int8.Value).Graph;
        var made = graph.Node.SelectMany(n => n.Output.Select(o => (Output: o, Node: n))).ToDictionary(p => p.Output, p => p.Node);
        var convolutions = graph.Node.Where(n => n.OpType == "Conv").ToArray();
        Assert.Equal(53, convolutions.Length);
        Assert.All(convolutions, c => Assert.All(c.Input, i => Assert.Equal("DequantizeLinear", made[i].OpType)));
        var weights = graph.Initializer.Where(t => t.DataType == (int)TensorProto.Types.DataType.Int8).ToArray();
        Assert.Equal(53, weights.Length);
        Assert.All(weights, w => Assert.All(w.RawData.ToByteArray(), b => Assert.InRange((sbyte)b, -63, 63)));
    }

    [Fact]
    public void Read_NoOnnxFile_IsRefused() => Assert.Throws<InvalidDataException>(() => FloatGraph.Read([1, 2, 3, 4, 5, 6, 7]));

    [Fact]
    public async Task Read_AnInt8File_IsRefused()
    {
        var int8 = await Int8.Value;
        Assert.Throws<InvalidDataException>(() => FloatGraph.Read(int8));
    }

    /// <summary>Done once for all tests: it draws ten phantom studies and runs the float file on them.</summary>
    private static async Task<byte[]> QuantiseOnceAsync()
    {
        var grader = Shipped();
        var graph = FloatGraph.Read(grader.Bytes);
        var batches = GraderInputs.BatchesAsync(PhantomSource.Balanced(Calibration, 10, 7).ToAsyncEnumerable(), grader.Card.RoiSizeMm!.Value, 8);
        return Int8Export.Write(graph, ActivationRanges.Measure(grader.Bytes, Int8Export.Needed(graph), await batches.ToListAsync(), threads: 2));
    }

    private static VerifiedModel Shipped() => ModelCatalogue.Open(Path.Combine(ShippedModelsTests.RepositoryRoot(), "models")).Value.Load(ModelCatalogue.GraderPart).Value;
}
