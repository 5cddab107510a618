namespace BilskyWeb.Core.Statistics;

/// <summary>How much two readings of an item agree: 1 for the same class, less for classes further apart.</summary>
/// <remarks>Definitions of Gwet, Handbook of Inter-Rater Reliability, 4th edition, 2014, chapter 3.</remarks>
public sealed class AgreementWeights
{
    private readonly double[,] _weights;

    private AgreementWeights(int classes, Func<int, double> ofDistance)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 2);
        Classes = classes;
        _weights = new double[classes, classes];
        for (var a = 0; a < classes; a++)
        {
            for (var b = 0; b < classes; b++)
            {
                _weights[a, b] = ofDistance(Math.Abs(a - b));
                Sum += _weights[a, b];
            }
        }
    }

    /// <summary>Number of classes.</summary>
    public int Classes { get; }

    /// <summary>Sum of all weights.</summary>
    public double Sum { get; }

    /// <summary>Agreement of class <paramref name="a"/> with class <paramref name="b"/>.</summary>
    public double this[int a, int b] => _weights[a, b];

    /// <summary>Only the same class agrees: AC1 and the plain kappas.</summary>
    public static AgreementWeights Identity(int classes) => new(classes, d => d == 0 ? 1 : 0);

    /// <summary>Falls with the distance.</summary>
    public static AgreementWeights Linear(int classes) => new(classes, d => 1 - ((double)d / (classes - 1)));

    /// <summary>Falls with the square of the distance.</summary>
    public static AgreementWeights Quadratic(int classes) => new(classes, d => 1 - Math.Pow((double)d / (classes - 1), 2));

    /// <summary>Falls with the number of pairs of classes that lie between the two, both included.</summary>
    public static AgreementWeights Ordinal(int classes) => new(classes, d => 1 - ((d + 1.0) * d / (classes * (classes - 1.0))));
}
