using System.Globalization;

namespace BilskyWeb.Shell.Components;

/// <summary>Shares and probabilities as pages write them.</summary>
internal static class ShareText
{
    /// <summary>"63.2%".</summary>
    public static string Percent(double share) => share.ToString("0.0%", CultureInfo.InvariantCulture);
}
