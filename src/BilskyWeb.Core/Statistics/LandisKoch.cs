namespace BilskyWeb.Core.Statistics;

/// <summary>The words that the paper puts to a kappa.</summary>
/// <remarks>Landis and Koch, Biometrics 1977;33:159. The bounds are a convention, not a finding.</remarks>
public static class LandisKoch
{
    /// <summary>The band of a coefficient; null when it is undefined.</summary>
    public static string? Band(double? coefficient) => coefficient switch
    {
        null => null,
        < 0 => "poor",
        <= 0.2 => "slight",
        <= 0.4 => "fair",
        <= 0.6 => "moderate",
        <= 0.8 => "substantial",
        _ => "almost perfect",
    };
}
