using BilskyWeb.Core.Grading;

namespace BilskyWeb.Features.Review;

/// <summary>Codes in the reader's words.</summary>
internal static class ReviewWords
{
    /// <summary>The code by which a value is sent.</summary>
    public static string CodeOf<T>(T value)
        where T : struct, Enum => ReviewJson.Code<T>(value)!;

    public static string Of(ExclusionReason exclusion) => exclusion switch
    {
        ExclusionReason.Instrumentation => "Instrumentation",
        ExclusionReason.Quality => "Image quality",
        ExclusionReason.Region => "Outside the region",
        _ => "Degenerative stenosis",
    };

    public static string Of(OverrideReason reason) => reason switch
    {
        OverrideReason.Lesion => "The model misjudged the tumour",
        OverrideReason.Box => "The box is not on the canal",
        OverrideReason.Artefact => "Artefact",
        OverrideReason.PartialVolume => "Partial volume with the next slice",
        OverrideReason.Borderline => "Borderline between two grades",
        _ => "Other, see the note",
    };
}
