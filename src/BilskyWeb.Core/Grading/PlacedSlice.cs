namespace BilskyWeb.Core.Grading;

/// <summary>A graded slice with its place along the spine.</summary>
/// <param name="PositionMm">Place along the canal in millimetres, larger towards the head; slices are kept head first, those of one block together.</param>
/// <param name="Slice">The model's answer.</param>
public sealed record PlacedSlice(double PositionMm, GradedSlice Slice)
{
    /// <summary>Positions are comparable within one axis only; slices of different axes are never neighbours.</summary>
    public int Axis { get; init; }

    /// <summary>Ends of the spine that the slice's stack is said to reach.</summary>
    public SpineEnds MayEnd { get; init; }

    /// <summary>Probability that the grade is <paramref name="grade"/> or worse, in [0, 1]; 0 when the slice has no grade.</summary>
    public double ProbabilityAtLeast(BilskyGrade grade)
    {
        if (Slice.Probabilities.Length != BilskyGrades.Count)
        {
            return 0;
        }

        // Summed from the milder side: the six add up to 1, and grade 0 or worse must be exactly certain.
        var milder = 0.0;
        for (var g = 0; g < (int)grade; g++)
        {
            milder += Slice.Probabilities[g];
        }

        return Math.Max(0, 1 - milder);
    }

    /// <summary>Mean grade under the six probabilities, 0 to 5; 0 when the slice has no grade.</summary>
    public double ExpectedGrade
    {
        get
        {
            var sum = 0.0;
            for (var g = 1; g < Slice.Probabilities.Length; g++)
            {
                sum += g * Slice.Probabilities[g];
            }

            return sum;
        }
    }
}
