using System.Globalization;
using BilskyWeb.Features.Grading;

namespace BilskyWeb.Features.Oversight.Audit;

/// <summary>Gradings in an auditor's words.</summary>
internal static class GradingWords
{
    public static string Of(GradingState state) => state == GradingState.InProgress ? "In progress" : state.ToString();

    /// <summary>"8.3 s", "2 min 5 s".</summary>
    public static string Of(TimeSpan? duration) => duration switch
    {
        null => "–",
        { TotalSeconds: < 60 } d => d.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture) + " s",
        { } d => $"{(int)d.TotalMinutes} min {d.Seconds} s",
    };

    /// <summary>Enough of a hash to tell two models apart at a glance; the whole is in the details.</summary>
    public static string Short(string? sha256) => sha256 is { Length: > 12 } ? sha256[..12] : sha256 ?? "–";

    public static string Number(double? value, string format) => value?.ToString(format, CultureInfo.InvariantCulture) ?? "–";
}
