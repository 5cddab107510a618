using System.Globalization;

namespace BilskyWeb.Training.Datasets;

/// <summary>One part of the patients, kept for validation; over all folds every patient is kept exactly once.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Count">How many folds there are, at least 2.</param>
internal sealed record Fold(int Number, int Count)
{
    /// <summary>The first of five: a fifth of the patients.</summary>
    internal static Fold First { get; } = new(1, 5);

    /// <summary>What is wrong with it, or null when nothing is.</summary>
    internal string? Problem =>
        Count < 2 ? $"--folds must be at least 2, is {Count}."
        : Number < 1 || Number > Count ? $"--fold must be 1 to {Count}, is {Number}."
        : null;

    /// <summary>Names it in keys of data.</summary>
    internal string Key => string.Create(CultureInfo.InvariantCulture, $"f{Number}of{Count}");

    /// <summary>Whether the patient of that place, from 0, is kept for validation.</summary>
    internal bool Holds(int place) => place % Count == Number - 1;
}
