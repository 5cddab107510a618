using BilskyWeb.Core.Grading;
using BilskyWeb.Inference.Vertebrae;
using BilskyWeb.Training.Models;
using TorchSharp;

namespace BilskyWeb.Training.OnnxExport;

/// <summary>The two networks as ONNX files with the inputs and outputs that the inference pipeline expects.</summary>
internal static class ModelExport
{
    /// <summary>Side of the ROI that inference feeds, in pixels.</summary>
    internal const int RoiPixels = 224;

    /// <summary>Input <c>roi</c> [N,1,224,224]; outputs <c>distances</c> [N,6], <c>probabilities</c> [N,6], <c>embedding</c> [N,2048].</summary>
    /// <param name="grader">A network with prototypes; the ablation's softmax network has no distances and is not for use.</param>
    /// <param name="temperature">T of the probabilities, after calibration on validation data.</param>
    /// <param name="bias">Added to the logits −distance / T, by grade, after calibration on validation data.</param>
    /// <param name="storage">How weights are stored.</param>
    /// <exception cref="NotSupportedException">The network has no prototypes.</exception>
    internal static byte[] Grader(PrototypeGrader grader, double temperature, double[] bias, WeightStorage storage)
    {
        if (grader.Head != GraderHead.Prototypes)
            throw new NotSupportedException("Only a network with prototypes can be exported: the pipeline reports distances to prototypes.");

        var g = new GraphBuilder("bilsky-grader", storage);
        var x = g.Input("roi", "N", 1, RoiPixels, RoiPixels);

        // 3.5 pixels become one: doubled, then averaged by sevens.
        const int averaged = 2 * RoiPixels / PrototypeGrader.InputSide;
        x = g.Node("AveragePool", [g.Double(x)], GraphBuilder.Ints("kernel_shape", averaged, averaged), GraphBuilder.Ints("strides", averaged, averaged));
        x = g.Node("Sub", [x, g.Constant([(float)PrototypeGrader.InputMean], [1])]);
        x = g.Node("Div", [x, g.Constant([(float)PrototypeGrader.InputDeviation], [1])]);
        x = g.Node("Concat", [x, x, x], GraphBuilder.Int("axis", 1));
        x = g.Relu(g.Apply(grader.Backbone.Stem, x));
        x = g.Node("MaxPool", [x], GraphBuilder.Ints("kernel_shape", 3, 3), GraphBuilder.Ints("strides", 2, 2), GraphBuilder.Ints("pads", 1, 1, 1, 1));
        foreach (var block in grader.Backbone.Blocks)
        {
            var branch = g.Apply(block.Expand, g.Relu(g.Apply(block.Spatial, g.Relu(g.Apply(block.Reduce, x)))));
            x = g.Relu(g.Add(branch, block.Project is null ? x : g.Apply(block.Project, x)));
        }

        var embedding = g.Node("Flatten", [g.Node("GlobalAveragePool", [x])]);

        // (z − p)² written out, not ‖z‖² − 2zp + ‖p‖²: the difference of large numbers would lose the digits that decide close calls.
        using var prototypes = grader.Prototypes.detach().contiguous();
        var p = g.Constant(prototypes.data<float>().ToArray(), [1, BilskyGrades.Count, ResNet50.EmbeddingSize]);
        var difference = g.Node("Sub", [g.Node("Unsqueeze", [embedding, g.Integers(1)]), p]);
        var distances = g.Node("ReduceSum", [g.Node("Mul", [difference, difference]), g.Integers(2)], GraphBuilder.Int("keepdims", 0));
        var logits = g.Add(g.Node("Div", [distances, g.Constant([(float)-temperature], [1])]), g.Constant(Array.ConvertAll(bias, b => (float)b), [BilskyGrades.Count]));
        g.Output(distances, "distances", "N", BilskyGrades.Count);
        g.Output(g.Node("Softmax", [logits], GraphBuilder.Int("axis", 1)), "probabilities", "N", BilskyGrades.Count);
        g.Output(embedding, "embedding", "N", ResNet50.EmbeddingSize);
        return g.ToBytes(new Dictionary<string, string> { ["part"] = "grader", ["researchOnly"] = "true" });
    }

    /// <summary>Input <c>image</c> [N,1,H,W]; output <c>heatmap</c> [N,1,H/4,W/4], logits.</summary>
    internal static byte[] Roi(SpineHeatmapNet net, WeightStorage storage) => HeatMaps(net, 1, "roi", storage);

    /// <summary>Input <c>image</c> [N,1,H,W]; output <c>heatmap</c> [N,3,H/4,W/4], logits of <see cref="VertebraMaps"/>.</summary>
    internal static byte[] Vertebrae(SpineHeatmapNet net, WeightStorage storage) => HeatMaps(net, VertebraMaps.Count, "vertebrae", storage);

    private static byte[] HeatMaps(SpineHeatmapNet net, int maps, string part, WeightStorage storage)
    {
        var g = new GraphBuilder($"bilsky-{part}", storage);
        g.Output(net.Assemble(g, g.Input("image", "N", 1, "H", "W")), "heatmap", "N", maps, "h", "w");
        return g.ToBytes(new Dictionary<string, string> { ["part"] = part, ["researchOnly"] = "true" });
    }

    /// <summary>Input <c>region</c> [N,1,80,80] in [0, 1]; output <c>tissues</c> [N,6,80,80], the share of each <see cref="CanalTissue"/>, adding up to 1.</summary>
    internal static byte[] Segmentation(CanalSegmentationNet net, WeightStorage storage)
    {
        var g = new GraphBuilder("bilsky-segmentation", storage);
        var x = g.Input("region", "N", 1, CanalSegmentationNet.Side, CanalSegmentationNet.Side);
        var plane = GraphBuilder.Ints("axes", 2, 3);
        x = g.Node("Sub", [x, g.Node("ReduceMean", [x], plane)]);
        var deviation = g.Node("Sqrt", [g.Node("ReduceMean", [g.Node("Mul", [x, x])], plane)]);
        x = g.Node("Div", [x, g.Add(deviation, g.Constant([(float)CanalSegmentationNet.Epsilon], [1]))]);
        g.Output(g.Node("Softmax", [net.Assemble(g, x)], GraphBuilder.Int("axis", 1)), "tissues", "N", CanalTissues.Count, CanalSegmentationNet.Side, CanalSegmentationNet.Side);
        return g.ToBytes(new Dictionary<string, string> { ["part"] = "segmentation", ["researchOnly"] = "true" });
    }
}
