using BilskyWeb.Features.Review;
using BilskyWeb.Features.Review.Regions;
using BilskyWeb.Shell.Components;

namespace BilskyWeb.Features.Cases.Viewer;

/// <summary>What stands on the study page beside the images, in this order.</summary>
internal static class StudyPageParts
{
    internal static IReadOnlyList<StudyPagePart> All { get; } =
    [
        new(StudyPagePlace.Head, typeof(GradingControl), ForReviewers: true),
        new(StudyPagePlace.Head, typeof(SeriesCautions), ForReviewers: false),
        new(StudyPagePlace.Head, typeof(AdditionLines), ForReviewers: false),
        new(StudyPagePlace.Head, typeof(ReviewVerdictLine), ForReviewers: false),
        new(StudyPagePlace.Beside, typeof(ClinicalPanel), ForReviewers: false),
        new(StudyPagePlace.Beside, typeof(ReviewPanel), ForReviewers: true) { Keys = Keymap.Rows("grading", "reviewing") },
        new(StudyPagePlace.Beside, typeof(RegionPanel), ForReviewers: true) { Keys = Keymap.Rows("regions") },
        new(StudyPagePlace.Below, typeof(ReviewStrip), ForReviewers: true),
    ];

    /// <summary>The keys of some parts, then the viewer's own.</summary>
    internal static IReadOnlyList<KeyRow> KeysOf(IEnumerable<StudyPagePart> parts) => [.. parts.SelectMany(p => p.Keys), .. Keymap.Rows("viewing", "pins")];
}
