namespace BilskyWeb.Core.Grading;

/// <summary>What the grader learnt from that is most like a slice, and how unlike all of it the slice is.</summary>
/// <param name="NearerShare">Share, in [0, 1], of the regions that the grader was checked on which lie nearer to their prototype than this one: the out-of-distribution percentile.</param>
/// <param name="Cases">The nearest cases that it learnt from, nearest first.</param>
public sealed record SliceEvidence(double NearerShare, IReadOnlyList<NearestCase> Cases);

/// <summary>A case that the grader learnt from.</summary>
/// <param name="Number">Its number in the evidence file, from 0.</param>
/// <param name="Grade">Its grade.</param>
/// <param name="Distance">Squared distance of the embeddings.</param>
public sealed record NearestCase(int Number, BilskyGrade Grade, double Distance);
