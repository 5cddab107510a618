using System.Globalization;
using BilskyWeb.Core.Grading;
using BilskyWeb.Inference.Models;

namespace BilskyWeb.Inference.Grading;

/// <summary>From a grader's numbers to its answer: a grade decided as its card says, or an abstention that says why.</summary>
/// <param name="card">The grader's card.</param>
public sealed class SliceJudge(ModelCard card)
{
    private readonly AbstentionLimits _limits = card.Abstain;
    private readonly GradeDecision? _decision = card.Decision;

    /// <summary>Judges one slice.</summary>
    /// <param name="roi">The region.</param>
    /// <param name="pixelMm">The larger of the image's distances between rows and between columns, in millimetres.</param>
    /// <param name="distances">Six squared distances to the prototypes, by grade.</param>
    /// <param name="probabilities">Six probabilities, by grade.</param>
    public GradedSlice Judge(RegionOfInterest roi, double pixelMm, double[] distances, double[] probabilities)
    {
        ArgumentNullException.ThrowIfNull(distances);
        ArgumentNullException.ThrowIfNull(probabilities);
        if (!distances.All(double.IsFinite) || !probabilities.All(double.IsFinite))
        {
            return new GradedSlice(SliceStatus.Abstained, "The model gave no numbers for this image; a reader must grade it.", roi, null, [], []);
        }

        // The network's softmax is in single precision; the study rule adds up masses and should meet exactly 1.
        var sum = probabilities.Sum();
        probabilities = Array.ConvertAll(probabilities, p => p / sum);
        var nearest = Array.IndexOf(distances, distances.Min());
        var grade = _decision?.Of(probabilities) ?? (BilskyGrade)nearest;
        var high = BilskyGrades.HighGradeProbability(probabilities);
        var unlike = WhyUnlike(pixelMm, distances[nearest]);
        var reason = unlike ?? WhyOnTheLine(high);
        return new GradedSlice(reason is null ? SliceStatus.Graded : SliceStatus.Abstained, reason, roi, grade, probabilities, distances) { IsOnTheLine = unlike is null && reason is not null };
    }

    private string? WhyUnlike(double pixelMm, double distance)
    {
        if (pixelMm > _limits.MaxPixelMm)
        {
            return string.Create(
                CultureInfo.InvariantCulture,
                $"Too coarse to show the CSF around the cord (pixels of {pixelMm:0.0#} mm, limit {_limits.MaxPixelMm:0.0#} mm); a reader must grade it.");
        }

        return distance > _limits.MaxDistance
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"Unlike the images that the model learnt from (distance {distance:0.##}, limit {_limits.MaxDistance:0.##}); a reader must grade it.")
            : null;
    }

    private string? WhyOnTheLine(double high)
    {
        // Where a card names no decision the nearest prototype decides, and the line between low and high lies where both are equally probable.
        var decision = _decision ?? GradeDecision.EvenOdds;
        return decision.Margin(high) < _limits.MinMargin
            ? string.Create(CultureInfo.InvariantCulture, $"On the line between low and high grade (probability of high {high:0.00}, line at {decision.HighGradeFrom:0.00}); a reader must grade it.")
            : null;
    }
}
