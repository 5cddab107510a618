namespace BilskyWeb.Core.Grading;

/// <summary>The two colours of a grade's chip.</summary>
/// <param name="Fill">Background as <c>#RRGGBB</c>.</param>
/// <param name="Text">Text on it, contrast at least 4.5.</param>
public readonly record struct GradeColour(string Fill, string Text);

/// <summary>
/// The colours of grades on pages, plots and key images. Cool is low, warm is high; any two differ by at least 17 (CIE76) under
/// normal, protan, deutan and tritan vision. Nothing else uses them, and the grade's text always stands on or beside them.
/// </summary>
public static class GradeColours
{
    private const string Dark = "#101418";

    private static readonly GradeColour[] Colours =
    [
        new("#8A94A0", Dark), new("#7CC4F0", Dark), new("#3D8BD4", Dark),
        new("#F5B53D", Dark), new("#E8702A", Dark), new("#C2185B", "#FFFFFF"),
    ];

    /// <summary>The colours of a grade.</summary>
    public static GradeColour Of(BilskyGrade grade) => Colours[(int)grade];
}
