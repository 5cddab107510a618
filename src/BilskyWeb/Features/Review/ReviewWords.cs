using BilskyWeb.Core.Grading;
using BilskyWeb.Shell.Components;

namespace BilskyWeb.Features.Review;

/// <summary>Codes in the reader's words.</summary>
internal static class ReviewWords
{
    /// <summary>The code by which a value is sent.</summary>
    public static string CodeOf<T>(T value)
        where T : struct, Enum => ReviewJson.Code<T>(value)!;

    /// <summary>From the table by which the browser words it too.</summary>
    public static string Of(ExclusionReason exclusion) => Keymap.WordsOf("exclusions", exclusion.ToText());

    public static string Of(OverrideReason reason) => reason switch
    {
        OverrideReason.Lesion => "The model misjudged the tumour",
        OverrideReason.Box => "The box is not on the canal",
        OverrideReason.Artefact => "Artefact",
        OverrideReason.PartialVolume => "Partial volume with the next slice",
        OverrideReason.Borderline => "Borderline between two grades",
        OverrideReason.Other => "Other, see the note",
    };
}
