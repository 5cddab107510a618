using System.Globalization;

namespace BilskyWeb.Shell.Components;

/// <summary>A level as a person reads it: its name, or where it is until a reader has named it.</summary>
public static class LevelText
{
    /// <summary>"T7", or "at −12 mm" (one slice), or "−14 to −8 mm".</summary>
    public static string Of(string? name, double fromMm, double toMm)
    {
        if (!string.IsNullOrWhiteSpace(name))
        {
            return name;
        }

        var (from, to) = (Whole(fromMm), Whole(toMm));
        return from == to ? $"at {from} mm" : $"{from} to {to} mm";
    }

    // A true minus sign: a hyphen before a number is read as a dash.
    // Adding zero turns a negative zero, which would print its sign, into a plain one.
    private static string Whole(double mm) => (Math.Round(mm, MidpointRounding.AwayFromZero) + 0.0) switch
    {
        < 0 and var value => "−" + (-value).ToString("0", CultureInfo.InvariantCulture),
        var value => value.ToString("0", CultureInfo.InvariantCulture),
    };
}
