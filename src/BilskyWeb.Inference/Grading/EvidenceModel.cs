using BilskyWeb.Core.Geometry;
using BilskyWeb.Core.Grading;
using BilskyWeb.Inference.Sessions;

namespace BilskyWeb.Inference.Grading;

/// <summary>Finds, for an embedding, the nearest of the cases that the grader learnt from, and holds their pictures.</summary>
internal sealed class EvidenceModel : IDisposable
{
    internal const string Input = "embedding", Distances = "distances", Cases = "cases", Grades = "grades", Pictures = "pictures";

    private const int EmbeddingSize = 2048;

    private static readonly string[] Nearest = [Distances, Cases, Grades];

    private readonly OnnxModel _model;
    private readonly double[] _nearestDistances;
    private readonly float[] _pictures;
    private readonly int _side;

    public EvidenceModel(OnnxModel model)
    {
        _model = model;
        _nearestDistances = model.Card.NearestDistances!;
        using var outputs = model.RunFor([Pictures], new float[EmbeddingSize], 1, EmbeddingSize);
        _side = (int)outputs[0].GetTensorTypeAndShape().Shape[^1];
        _pictures = outputs[0].GetTensorDataAsSpan<float>().ToArray();
    }

    /// <summary>SHA-256 of the file: numbers of cases mean something together with it alone.</summary>
    public string Sha256 => _model.Card.Sha256;

    /// <summary>Evidence of one batch.</summary>
    /// <param name="embeddings">Row-major, [N, 2048].</param>
    /// <param name="nearest">Squared distance of each region to its nearest prototype.</param>
    public SliceEvidence[] Of(ReadOnlySpan<float> embeddings, ReadOnlySpan<double> nearest)
    {
        using var outputs = _model.RunFor(Nearest, embeddings.ToArray(), nearest.Length, embeddings.Length / nearest.Length);
        var distances = outputs[0].GetTensorDataAsSpan<float>();
        var cases = outputs[1].GetTensorDataAsSpan<float>();
        var grades = outputs[2].GetTensorDataAsSpan<float>();
        var each = distances.Length / nearest.Length;
        var evidence = new SliceEvidence[nearest.Length];
        for (var n = 0; n < evidence.Length; n++)
        {
            var found = new NearestCase[each];
            for (var k = 0; k < each; k++)
            {
                var at = (n * each) + k;
                found[k] = new NearestCase((int)cases[at], (BilskyGrade)(int)grades[at], distances[at]);
            }

            evidence[n] = new SliceEvidence(ShareNearer(_nearestDistances, nearest[n]), found);
        }

        return evidence;
    }

    /// <summary>The picture of a case, about as the grader sees it; null when there is no such case.</summary>
    public GreyImage? Picture(int number)
    {
        var size = _side * _side;
        return number >= 0 && number < _pictures.Length / size ? new GreyImage(_side, _side, _pictures.AsSpan(number * size, size).ToArray(), 1, 1) : null;
    }

    public void Dispose() => _model.Dispose();

    /// <summary>Where a distance lies among evenly spaced quantiles, in [0, 1].</summary>
    internal static double ShareNearer(double[] quantiles, double distance)
    {
        var at = Array.BinarySearch(quantiles, distance);
        if (at >= 0)
        {
            return at / (double)(quantiles.Length - 1);
        }

        var above = ~at;
        return above == 0 ? 0
            : above == quantiles.Length ? 1
            : (above - 1 + ((distance - quantiles[above - 1]) / (quantiles[above] - quantiles[above - 1]))) / (quantiles.Length - 1);
    }
}
