using BilskyWeb.Core.Grading;
using BilskyWeb.Inference.Sessions;

namespace BilskyWeb.Features.Grading;

/// <summary>Settings under <c>Grading</c>.</summary>
internal sealed class GradingOptions
{
    public const string Section = "Grading";

    /// <summary>Environment variable that names the folder of models.</summary>
    public const string ModelsKey = "BILSKY_MODELS";

    /// <summary>Folder of ONNX files and their cards, from the folder of appsettings.json when not absolute.</summary>
    public string Models { get; set; } = "models";

    /// <summary>How the networks run.</summary>
    public InferenceSettings Inference { get; set; } = new();

    /// <summary>When a study is flagged. Other numbers than the defaults become part of the rule's version.</summary>
    public StudyRuleSettings Rule { get; set; } = new();

    /// <summary>Seconds between two looks for gradings that are due or were left behind.</summary>
    public double SweepSeconds { get; set; } = 2;

    /// <summary>Starts of one run before it counts as failed.</summary>
    public int MostAttempts { get; set; } = 5;

    /// <summary>Takes what the environment says and makes the folder absolute.</summary>
    public void Complete(IConfiguration configuration, string contentRoot) =>
        Models = Path.GetFullPath(configuration[ModelsKey] is { Length: > 0 } folder ? folder : Models, contentRoot);

    public string? Problem() =>
        Inference.Problem() is { } inference ? $"{Section}:Inference:{inference}"
        : Rule.Problem() is { } rule ? $"{Section}:Rule:{rule}"
        : SweepSeconds is not (>= 0.1 and <= 600) ? $"{Section}:SweepSeconds must be 0.1 to 600, is {SweepSeconds}."
        : MostAttempts is < 1 or > 100 ? $"{Section}:MostAttempts must be 1 to 100, is {MostAttempts}."
        : null;
}
