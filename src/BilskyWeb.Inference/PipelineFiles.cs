namespace BilskyWeb.Inference;

/// <summary>The models of a past result, as it names them.</summary>
/// <param name="RoiSha256">SHA-256 of the canal detector's file.</param>
/// <param name="GraderSha256">SHA-256 of the grader's file.</param>
/// <param name="SegmentationSha256">SHA-256 of the segmentation's file; null where there was none.</param>
/// <param name="HighGradeFrom">The probability from which a slice was called high grade; null where the nearest prototype decided.</param>
public sealed record PipelineFiles(string RoiSha256, string GraderSha256, string? SegmentationSha256, double? HighGradeFrom);
