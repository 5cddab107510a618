using TorchSharp;

namespace BilskyWeb.Training.Models;

/// <summary>Small numbers of tensor expressions.</summary>
/// <remarks>
/// A plain number in a tensor's expression becomes an object that the collector may free while native code still reads it (TorchSharp pull request 1434); an
/// export that allocates as much as <see cref="ConvNorm.Fold"/> does met that. So every number of an expression is a <see cref="Scalar"/> that outlives it: held for
/// good, here or where it belongs, or by <c>using</c> to the end of its block. Whole numbers stay whole: the kind of a number decides the kind of the result.
/// </remarks>
internal static class Held
{
    internal static readonly Scalar Zero = 0;

    internal static readonly Scalar One = 1;

    internal static readonly Scalar Two = 2;

    /// <summary>What a stored byte of 1 is.</summary>
    internal static readonly Scalar ByteMax = 255;
}
