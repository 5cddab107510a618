namespace BilskyWeb.Features.Review;

/// <summary>Where a review's pictures are: the pattern of the route, and the address that pages of any feature put into their HTML.</summary>
internal static class ReviewRoutes
{
    public const string Group = "/api/reviews/{study:guid}";

    public const string Slice = "key-images/{slice:int}.png";

    /// <param name="studyId">The study.</param>
    /// <param name="runId">The grading run under review.</param>
    /// <param name="slice">Of the run, from 0.</param>
    /// <param name="change">The review's last change. It and the level are in the address so that another picture has another one.</param>
    /// <param name="level">The level in words, as drawn on the picture.</param>
    public static string SliceOf(Guid studyId, Guid runId, int slice, long change, string level) =>
        $"api/reviews/{studyId}/key-images/{slice}.png?run={runId}&change={change}&level={Uri.EscapeDataString(level)}";
}
