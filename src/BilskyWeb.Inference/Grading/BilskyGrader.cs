using BilskyWeb.Core.Grading;
using BilskyWeb.Inference.Preprocessing;
using BilskyWeb.Inference.Sessions;

namespace BilskyWeb.Inference.Grading;

/// <summary>Runs the grader on regions around the canal.</summary>
/// <param name="model">The grader, with distances, probabilities and, where there is evidence, the embedding as outputs.</param>
/// <param name="evidence">Finds the nearest training cases; null where the folder of models has none for this grader.</param>
internal sealed class BilskyGrader(OnnxModel model, EvidenceModel? evidence = null)
{
    private const int Side = RoiCrop.GraderSide;

    private readonly SliceJudge _judge = new(model.Card);

    /// <param name="regions">The regions of one batch.</param>
    /// <param name="pixelMm">How coarse the image of each is, in millimetres.</param>
    /// <param name="crops">Their samples, [N, 1, 224, 224] in [0, 1].</param>
    public GradedSlice[] Grade(IReadOnlyList<RegionOfInterest> regions, IReadOnlyList<double> pixelMm, float[] crops)
    {
        using var outputs = model.Run(crops, regions.Count, 1, Side, Side);
        var distances = outputs[0].GetTensorDataAsSpan<float>();
        var probabilities = outputs[1].GetTensorDataAsSpan<float>();
        if (distances.Length != regions.Count * BilskyGrades.Count || probabilities.Length != distances.Length)
        {
            throw new InvalidOperationException($"The grader gave {distances.Length} distances and {probabilities.Length} probabilities for {regions.Count} regions.");
        }

        var graded = new GradedSlice[regions.Count];
        for (var n = 0; n < graded.Length; n++)
        {
            graded[n] = _judge.Judge(
                regions[n],
                pixelMm[n],
                Array.ConvertAll(distances.Slice(n * BilskyGrades.Count, BilskyGrades.Count).ToArray(), d => (double)d),
                Array.ConvertAll(probabilities.Slice(n * BilskyGrades.Count, BilskyGrades.Count).ToArray(), p => (double)p));
        }

        if (evidence is not null)
        {
            var found = evidence.Of(outputs[2].GetTensorDataAsSpan<float>(), Array.ConvertAll(graded, g => g.Distances.Length == 0 ? 0 : g.Distances.Min()));
            graded = [.. graded.Zip(found, (slice, one) => slice.Distances.Length == 0 ? slice : slice with { Evidence = one })];
        }

        return graded;
    }
}
