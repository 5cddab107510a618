namespace BilskyWeb.Core.Grading;

/// <summary>The versions of everything that decides a grade: ROI detector, preprocessing, grader and study rule.</summary>
public sealed record PipelineVersion(string Roi, string Preprocessing, string Grader, string Rule)
{
    /// <summary>As stored and printed: <c>roi 1.0.0 · prep 1.0.0 · grader 1.0.0 · rule 1.0.0</c>.</summary>
    public override string ToString() => $"roi {Roi} · prep {Preprocessing} · grader {Grader} · rule {Rule}";
}
