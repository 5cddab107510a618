namespace BilskyWeb.Benchmarks;

/// <summary>The launcher names the models' folder.</summary>
internal static class ShippedModels
{
    public static string Folder { get; } = Environment.GetEnvironmentVariable("BILSKY_MODELS") ?? "models";
}
