using System.Globalization;
using BilskyWeb.Core.Grading;

namespace BilskyWeb.Clinical;

/// <summary>A level as a person reads it: its name, or where it is until a reader has named it.</summary>
public static class LevelText
{
    /// <summary>A name that is less sure than this is shown with how sure it is.</summary>
    private const double Sure = 0.95;

    /// <summary>"T7", "T7 (82% sure)", or "at −12 mm" (one slice), or "−8 to −14 mm", or "part 2, −8 to −14 mm". A name says by itself where it is.</summary>
    /// <param name="name">Its name; null until a reader has pinned one.</param>
    /// <param name="confidence">Probability that the name is not a level off.</param>
    /// <param name="oneEndMm">One end.</param>
    /// <param name="otherEndMm">The other.</param>
    /// <param name="axis">Number of its axis where the study has several; else null.</param>
    public static string Of(string? name, double? confidence, double oneEndMm, double otherEndMm, int? axis = null) =>
        string.IsNullOrWhiteSpace(name) ? SpinePosition.Of(axis, oneEndMm, otherEndMm) : Named(name, confidence);

    /// <summary>"T7", or "T7 (82% sure)".</summary>
    public static string Named(string name, double? confidence) =>
        confidence < Sure ? string.Create(CultureInfo.InvariantCulture, $"{name} ({Math.Floor(confidence.Value * 100):0}% sure)") : name;
}
