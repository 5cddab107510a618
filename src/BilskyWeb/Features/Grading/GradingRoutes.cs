namespace BilskyWeb.Features.Grading;

/// <summary>Where gradings' pictures are: the patterns of the routes, and the addresses that pages of any feature put into their HTML.</summary>
internal static class GradingRoutes
{
    public const string KeyImage = "/api/gradings/{run:guid}/key-images/{number:int}.png";

    public const string TrainingCase = "/api/evidence/{sha256}/{number:int}.png";

    /// <param name="run">The grading run.</param>
    /// <param name="ordinal">Of the level, from 0: the route counts from 1.</param>
    /// <param name="level">The level in words. It is drawn on the picture, so that another name is another address.</param>
    public static string KeyImageOf(Guid run, int ordinal, string level) => $"api/gradings/{run:N}/key-images/{ordinal + 1}.png?level={Uri.EscapeDataString(level)}";

    /// <param name="evidenceSha256">The file in which the cases are numbered.</param>
    /// <param name="number">Of the case, from 0.</param>
    public static string TrainingCaseOf(string evidenceSha256, int number) => $"api/evidence/{evidenceSha256}/{number}.png";
}
