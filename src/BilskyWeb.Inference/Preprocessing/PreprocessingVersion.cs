namespace BilskyWeb.Inference.Preprocessing;

/// <summary>The version of everything between a decoded frame and a model's input: intensity scaling, resampling, cropping.</summary>
/// <remarks>A model is trained on one preprocessing. Any change that moves a number here is a new version and asks for newly trained models.</remarks>
public static class PreprocessingVersion
{
    /// <summary>The version in use, part of every stored pipeline version.</summary>
    public const string Current = "1.0.0";
}
