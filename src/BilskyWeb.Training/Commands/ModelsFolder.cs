using System.CommandLine;

namespace BilskyWeb.Training.Commands;

/// <summary>Where models are looked for: where the launcher says, or in the folder <c>models</c>.</summary>
internal static class ModelsFolder
{
    internal static Option<DirectoryInfo> Option(string description) => new("--models")
    {
        Description = description,
        DefaultValueFactory = _ => new DirectoryInfo(Environment.GetEnvironmentVariable("BILSKY_MODELS") is { Length: > 0 } set ? set : "models"),
    };
}
