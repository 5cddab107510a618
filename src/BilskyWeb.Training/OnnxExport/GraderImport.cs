using BilskyWeb.Core.Grading;
using BilskyWeb.Training.Models;
using static TorchSharp.torch;

namespace BilskyWeb.Training.OnnxExport;

/// <summary>Reads a grader's weights back from the file that <see cref="ModelExport.Grader"/> wrote, so that a training can begin where another one ended.</summary>
internal static class GraderImport
{
    /// <summary>Gives a network a file's convolutions and prototypes. Batch normalisation, folded away in the file, is settled on the regions given.</summary>
    /// <param name="grader">A network with prototypes; in training mode afterwards.</param>
    /// <param name="onnx">The file's bytes.</param>
    /// <param name="regions">ROIs [N, 1, S, S] in [0, 1], varied as in training, a few hundred of them: a layer's usual range is measured on these.</param>
    /// <exception cref="InvalidDataException">The file is of another network.</exception>
    internal static void Into(PrototypeGrader grader, byte[] onnx, Tensor regions)
    {
        var graph = FloatGraph.Read(onnx);
        var layers = Layers(grader).ToList();
        var convolutions = graph.Nodes.Where(n => n.OpType == "Conv").Select(n => (Weights: graph.Constant(n.Input[1]), Bias: graph.Constant(n.Input[2]))).ToList();
        var prototypes = graph.Nodes.Where(n => n.OpType == "Sub").Select(n => graph.Constant(n.Input[1])).FirstOrDefault(c => c is { Dims: [1, BilskyGrades.Count, ResNet50.EmbeddingSize] });
        if (prototypes is null || convolutions.Count != layers.Count || layers.Zip(convolutions).Any(p => p.Second is not ({ } w, { }) || !w.Dims.SequenceEqual([p.First.Outputs, p.First.Inputs, p.First.Kernel, p.First.Kernel])))
            throw new InvalidDataException("The file holds another network than this grader: no training can begin from it.");

        using var scope = NewDisposeScope();
        using var off = no_grad();
        grader.Prototypes.copy_(tensor(prototypes.Values).view(BilskyGrades.Count, ResNet50.EmbeddingSize));
        foreach (var (layer, (weights, bias)) in layers.Zip(convolutions))
        {
            layer.Adopt(weights!.Values, bias!.Values);
        }

        grader.train();
        grader.Pass.UseBfloat16 = false;
        grader.forward(regions);
    }

    // As the exporter writes them.
    private static IEnumerable<ConvNorm> Layers(PrototypeGrader grader) =>
        grader.Backbone.Blocks.SelectMany(b => new[] { b.Reduce, b.Spatial, b.Expand, b.Project }).OfType<ConvNorm>().Prepend(grader.Backbone.Stem);
}
