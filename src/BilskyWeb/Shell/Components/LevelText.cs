using System.Globalization;

namespace BilskyWeb.Shell.Components;

/// <summary>A level as a person reads it: its name, or where it is until a reader has named it.</summary>
public static class LevelText
{
    /// <summary>A name that is less sure than this is shown with how sure it is.</summary>
    private const double Sure = 0.95;

    /// <summary>"T7", "T7 (82% sure)", or "at −12 mm" (one slice), or "−14 to −8 mm".</summary>
    public static string Of(string? name, double? confidence, double fromMm, double toMm)
    {
        if (!string.IsNullOrWhiteSpace(name))
        {
            return Named(name, confidence);
        }

        var (from, to) = (Whole(fromMm), Whole(toMm));
        return from == to ? $"at {from} mm" : $"{from} to {to} mm";
    }

    /// <summary>"T7", or "T7 (82% sure)".</summary>
    public static string Named(string name, double? confidence) =>
        confidence < Sure ? string.Create(CultureInfo.InvariantCulture, $"{name} ({Math.Floor(confidence.Value * 100):0}% sure)") : name;

    // A true minus sign: a hyphen before a number is read as a dash.
    // Adding zero turns a negative zero, which would print its sign, into a plain one.
    private static string Whole(double mm) => (Math.Round(mm, MidpointRounding.AwayFromZero) + 0.0) switch
    {
        < 0 and var value => "−" + (-value).ToString("0", CultureInfo.InvariantCulture),
        var value => value.ToString("0", CultureInfo.InvariantCulture),
    };
}
