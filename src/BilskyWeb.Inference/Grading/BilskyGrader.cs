using System.Globalization;
using BilskyWeb.Core.Grading;
using BilskyWeb.Inference.Models;
using BilskyWeb.Inference.Preprocessing;
using BilskyWeb.Inference.Sessions;

namespace BilskyWeb.Inference.Grading;

/// <summary>Grades regions around the canal: the nearest of six prototypes, or an abstention that says why.</summary>
internal sealed class BilskyGrader(OnnxModel model)
{
    private const int Side = RoiCrop.GraderSide;

    private readonly AbstentionLimits _limits = model.Card.Abstain;

    /// <param name="regions">The regions of one batch.</param>
    /// <param name="crops">Their samples, [N, 1, 224, 224] in [0, 1].</param>
    public GradedSlice[] Grade(IReadOnlyList<RegionOfInterest> regions, float[] crops)
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
            graded[n] = Judge(
                regions[n],
                Array.ConvertAll(distances.Slice(n * BilskyGrades.Count, BilskyGrades.Count).ToArray(), d => (double)d),
                Array.ConvertAll(probabilities.Slice(n * BilskyGrades.Count, BilskyGrades.Count).ToArray(), p => (double)p));
        }

        return graded;
    }

    private GradedSlice Judge(RegionOfInterest roi, double[] distances, double[] probabilities)
    {
        if (!distances.All(double.IsFinite) || !probabilities.All(double.IsFinite))
        {
            return new GradedSlice(SliceStatus.Abstained, "The model gave no numbers for this image; a reader must grade it.", roi, null, [], []);
        }

        // The network's softmax is in single precision; the study rule adds up masses and should meet exactly 1.
        var sum = probabilities.Sum();
        probabilities = Array.ConvertAll(probabilities, p => p / sum);
        var nearest = Array.IndexOf(distances, distances.Min());
        var reason = WhyAbstain(distances[nearest], probabilities);
        return new GradedSlice(reason is null ? SliceStatus.Graded : SliceStatus.Abstained, reason, roi, (BilskyGrade)nearest, probabilities, distances);
    }

    private string? WhyAbstain(double distance, double[] probabilities)
    {
        if (distance > _limits.MaxDistance)
        {
            return string.Create(
                CultureInfo.InvariantCulture,
                $"Unlike the images that the model learnt from (distance {distance:0.##}, limit {_limits.MaxDistance:0.##}); a reader must grade it.");
        }

        var high = probabilities[3] + probabilities[4] + probabilities[5];
        return Math.Abs((2 * high) - 1) < _limits.MinMargin
            ? string.Create(CultureInfo.InvariantCulture, $"On the line between low and high grade (probability of high {high:0.00}); a reader must grade it.")
            : null;
    }
}
