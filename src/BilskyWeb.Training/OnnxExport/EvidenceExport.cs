using BilskyWeb.Core.Grading;

namespace BilskyWeb.Training.OnnxExport;

/// <summary>A region that the grader learnt from.</summary>
/// <param name="Embedding">What the grader makes of it, [2048].</param>
/// <param name="Grade">Its grade.</param>
/// <param name="Picture">The region for showing, [56 × 56] in [0, 1].</param>
internal sealed record TrainingCase(float[] Embedding, BilskyGrade Grade, float[] Picture);

/// <summary>Training cases as an ONNX file that finds the nearest of them, so that pictures, numbers and search travel as one model file with one hash.</summary>
internal static class EvidenceExport
{
    /// <summary>Cases that are found for a region.</summary>
    internal const int Nearest = 5;

    /// <summary>Side of a case's picture in pixels: every fourth of the grader's input.</summary>
    internal const int PictureSide = ModelExport.RoiPixels / 4;

    /// <summary>Input <c>embedding</c> [N, 2048]; outputs <c>distances</c>, <c>cases</c> and <c>grades</c> [N, 5], nearest first, and <c>pictures</c> [M, 56, 56].</summary>
    /// <param name="cases">At least <see cref="Nearest"/>.</param>
    /// <exception cref="InvalidDataException">There are too few cases.</exception>
    internal static byte[] Write(IReadOnlyList<TrainingCase> cases)
    {
        if (cases.Count < Nearest)
            throw new InvalidDataException($"At least {Nearest} graded regions are needed, there are {cases.Count}; label more studies.");

        var size = cases[0].Embedding.Length;
        var g = new GraphBuilder("bilsky-evidence", WeightStorage.Float16);

        // Around their own mean the numbers are small, so that neither float16 nor the difference of squares loses the digits that order them.
        var mean = new float[size];
        foreach (var one in cases)
        {
            for (var i = 0; i < size; i++)
            {
                mean[i] += one.Embedding[i] / cases.Count;
            }
        }

        var columns = new float[size * cases.Count];
        for (var c = 0; c < cases.Count; c++)
        {
            for (var i = 0; i < size; i++)
            {
                columns[(i * cases.Count) + c] = cases[c].Embedding[i] - mean[i];
            }
        }

        var z = g.Node("Sub", [g.Input("embedding", "N", size), g.Constant(mean, [1, size])]);
        var known = g.Constant(columns, [size, cases.Count], isWeight: true);
        var squares = g.Add(SumOfSquares(z, 1), SumOfSquares(known, 0));
        var distances = g.Relu(g.Node("Sub", [squares, g.Node("Mul", [g.Node("MatMul", [z, known]), g.Constant([2], [1])])]));
        var (nearest, indices) = g.TopK(distances, g.Integers(Nearest));
        g.Output(nearest, "distances", "N", Nearest);
        g.Output(g.Node("Cast", [indices], GraphBuilder.Int("to", GraphBuilder.Float)), "cases", "N", Nearest);
        g.Output(g.Node("Gather", [g.Constant([.. cases.Select(c => (float)c.Grade)], [cases.Count]), indices]), "grades", "N", Nearest);
        g.Output(g.Constant([.. cases.SelectMany(c => c.Picture)], [cases.Count, PictureSide, PictureSide], isWeight: true), "pictures", cases.Count, PictureSide, PictureSide);
        return g.ToBytes(new Dictionary<string, string> { ["part"] = "evidence", ["researchOnly"] = "true" });

        string SumOfSquares(string value, long axis) => g.Node("ReduceSum", [g.Node("Mul", [value, value]), g.Integers(axis)], GraphBuilder.Int("keepdims", 1));
    }
}
