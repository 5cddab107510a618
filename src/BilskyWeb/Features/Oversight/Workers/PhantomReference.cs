using System.Text.Json;
using System.Text.Json.Serialization;
using BilskyWeb.Core;
using BilskyWeb.Core.Grading;
using BilskyWeb.Inference;
using BilskyWeb.Phantom;

namespace BilskyWeb.Features.Oversight.Workers;

internal sealed record ReferenceUnusable(string Message) : UnavailableError("check.reference_unusable", Message);

/// <summary>What the models said of the phantom when they were accepted. Lies beside them, one file for each grader (<c>phantom-check-2.1.1.json</c>).</summary>
internal sealed record PhantomReference
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true, Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) } };

    /// <summary>Which generator drew the phantom.</summary>
    public required string Phantom { get; init; }
    public required string RoiSha256 { get; init; }
    public required string GraderSha256 { get; init; }
    public string? SegmentationSha256 { get; init; }
    public required string Preprocessing { get; init; }

    /// <summary>Where it was made, <c>cpu</c> or <c>cuda</c>.</summary>
    public required string Provider { get; init; }
    public required IReadOnlyList<SliceAnswer> Slices { get; init; }

    public static string PathFor(string folder, SlicePipeline pipeline) => Path.Combine(folder, $"phantom-check-{pipeline.GraderCard.Version}.json");

    /// <summary>The reference of what a pipeline says now.</summary>
    public static PhantomReference Of(SlicePipeline pipeline, IReadOnlyList<SliceAnswer> slices) => new()
    {
        Phantom = PhantomRevision.Generator,
        RoiSha256 = pipeline.RoiCard.Sha256,
        GraderSha256 = pipeline.GraderCard.Sha256,
        SegmentationSha256 = pipeline.SegmentationSha256,
        Preprocessing = pipeline.Version.Preprocessing,
        Provider = pipeline.Provider,
        Slices = slices,
    };

    /// <returns>The reference of the models in use; null where none lies beside them.</returns>
    public static Result<PhantomReference?> Read(string folder, SlicePipeline pipeline)
    {
        var path = PathFor(folder, pipeline);
        try
        {
            return !File.Exists(path) ? (PhantomReference?)null
                : JsonSerializer.Deserialize<PhantomReference>(File.ReadAllBytes(path), Json) is { } read ? read : new ReferenceUnusable($"The reference {path} is empty.");
        }
        catch (Exception broken) when (broken is JsonException or IOException or UnauthorizedAccessException)
        {
            return new ReferenceUnusable($"The reference {path} cannot be read: {broken.Message}");
        }
    }

    public void Write(string path) => File.WriteAllText(path, JsonSerializer.Serialize(this, Json) + "\n");

    /// <summary>What differs between what it was made with and a pipeline; null when nothing does.</summary>
    public string? Stranger(SlicePipeline pipeline) =>
        !Same(GraderSha256, pipeline.GraderCard.Sha256) ? $"the grader {pipeline.GraderCard.Version} is another file than the reference was made with"
        : !Same(RoiSha256, pipeline.RoiCard.Sha256) ? $"the canal detector {pipeline.RoiCard.Version} is another file than the reference was made with"
        : !Same(SegmentationSha256, pipeline.SegmentationSha256) ? "the segmentation is another file than the reference was made with"
        : Preprocessing != pipeline.Version.Preprocessing ? $"the reference was made with preprocessing {Preprocessing}, this program has {pipeline.Version.Preprocessing}"
        : Phantom != PhantomRevision.Generator ? $"the reference is of {Phantom}, this program draws {PhantomRevision.Generator}"
        : null;

    private static bool Same(string? one, string? other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
