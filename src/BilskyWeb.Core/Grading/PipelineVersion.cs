namespace BilskyWeb.Core.Grading;

/// <summary>The versions of everything that decides a grade: ROI detector, preprocessing, grader, study rule and, where there is one, the segmentation with what is made of it.</summary>
public sealed record PipelineVersion(string Roi, string Preprocessing, string Grader, string Rule)
{
    /// <summary>Version of the segmentation, and what follows where the two opinions differ: <c>1.0.0+withhold</c>. Null without one.</summary>
    public string? Segmentation { get; init; }

    /// <summary>As stored and printed: <c>roi 1.0.0 · prep 1.0.0 · grader 1.0.0 · rule 1.0.0</c>, and <c> · seg 1.0.0+report</c> at its end where there is a segmentation.</summary>
    public override string ToString() => $"roi {Roi} · prep {Preprocessing} · grader {Grader} · rule {Rule}{(Segmentation is null ? "" : $" · seg {Segmentation}")}";
}
