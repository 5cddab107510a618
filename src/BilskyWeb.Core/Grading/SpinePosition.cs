using System.Globalization;

namespace BilskyWeb.Core.Grading;

/// <summary>Places along the spine in words: whole millimetres, the end nearer the head first, a true minus sign; docs/levels.md says what they count from.</summary>
public static class SpinePosition
{
    /// <summary>"−12 mm".</summary>
    public static string Of(double mm) => $"{Whole(mm)} mm";

    /// <summary>"at −12 mm" or "−93 to −116 mm", whichever end comes first.</summary>
    public static string Of(double oneEndMm, double otherEndMm)
    {
        var (head, feet) = (Whole(Math.Max(oneEndMm, otherEndMm)), Whole(Math.Min(oneEndMm, otherEndMm)));
        return head == feet ? $"at {head} mm" : $"{head} to {feet} mm";
    }

    /// <summary>The same with the part of the spine before it, where a study has parts whose positions cannot be compared: "part 2, −97 to −116 mm".</summary>
    /// <param name="axis">Number of the axis, from 0; null where the study has one only.</param>
    /// <param name="oneEndMm">One end.</param>
    /// <param name="otherEndMm">The other.</param>
    public static string Of(int? axis, double oneEndMm, double otherEndMm) => Part(axis) is { } part ? $"{part}, {Of(oneEndMm, otherEndMm)}" : Of(oneEndMm, otherEndMm);

    /// <summary>"part 2" of the axis with number 1; null of none.</summary>
    public static string? Part(int? axis) => axis is { } number ? string.Create(CultureInfo.InvariantCulture, $"part {number + 1}") : null;

    /// <summary>A whole number with a true minus sign: a hyphen before a number is read as a dash.</summary>
    internal static string Whole(double mm) => Math.Round(mm, MidpointRounding.AwayFromZero).ToString("0;−0;0", CultureInfo.InvariantCulture);
}
