using BilskyWeb.Core.Grading;
using CsCheck;

namespace BilskyWeb.Core.Tests.Grading;

/// <summary>Slices for tests of the study rule, levels and key images.</summary>
internal static class Slices
{
    /// <summary>Any series: graded, abstained and canal-less slices, irregular steps.</summary>
    public static readonly Gen<PlacedSlice[]> AnySeries =
        Gen.Select(Gen.Double[0.001, 1].Array[6], Gen.Int[0, 9], Gen.Double[0.5, 14], Gen.Int[1, 6]).Array[0, 40].Select(parts =>
        {
            var position = -80.0;
            return parts.Select(part =>
            {
                var (weights, kind, step, sharpness) = part;
                position += step;
                var powered = weights.Select(w => Math.Pow(w, sharpness)).ToArray();
                var probabilities = powered.Select(w => w / powered.Sum()).ToArray();
                return new PlacedSlice(position, Slice(probabilities, kind switch { 0 => SliceStatus.Abstained, 1 => SliceStatus.NoCanal, _ => SliceStatus.Graded }));
            }).ToArray();
        });

    public static GradedSlice Slice(double[] probabilities, SliceStatus status = SliceStatus.Graded) => status == SliceStatus.NoCanal
        ? new GradedSlice(status, "No canal.", null, null, [], [])
        : new GradedSlice(
            status,
            status == SliceStatus.Graded ? null : "Weak.",
            new RegionOfInterest(0, 0, 10, 10, 1),
            (BilskyGrade)Array.IndexOf(probabilities, probabilities.Max()),
            probabilities,
            new double[6]);

    /// <summary>A slice that gives one grade a probability and shares the rest out evenly.</summary>
    public static GradedSlice Sure(BilskyGrade grade, double probability = 0.9)
    {
        var probabilities = Enumerable.Repeat((1 - probability) / 5, 6).ToArray();
        probabilities[(int)grade] = probability;
        return Slice(probabilities);
    }

    public static PlacedSlice[] Series(double stepMm, params GradedSlice[] slices) => [.. slices.Select((s, i) => new PlacedSlice(i * stepMm, s))];
}
