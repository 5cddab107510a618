using BilskyWeb.Core.Cases;
using BilskyWeb.Core.Grading;

namespace BilskyWeb.Features.Grading;

public enum GradingState
{
    Submitted,
    InProgress,
    Complete,

    /// <summary>A fault of ours or of the archive; may be tried again.</summary>
    Failed,

    /// <summary>The study cannot be graded (no axial T2W series, one slice, no canal): says why and what to do.</summary>
    Rejected,
    Cancelled,
}

/// <summary>One grading of one study by one pipeline. At most one run of a study and a role is unfinished (partial unique index).</summary>
public sealed class GradingRun
{
    public Guid Id { get; set; }
    public Guid StudyId { get; set; }

    /// <summary>Only a clinical run can be a study's result.</summary>
    public RunRole Role { get; set; }
    public GradingState State { get; set; }
    public DateTimeOffset SubmittedAt { get; set; }
    public DateTimeOffset? StartedAt { get; set; }
    public DateTimeOffset? FinishedAt { get; set; }
    public int SlicesDone { get; set; }
    public int SlicesTotal { get; set; }

    /// <summary>Number of instances of the study when this run read it; more later means a new run.</summary>
    public int InstanceCount { get; set; }
    public bool CancelRequested { get; set; }

    /// <summary>Why it failed or was rejected; while submitted, what it waits for.</summary>
    public string? Error { get; set; }

    /// <summary>The account that asked; null when the study's arrival did.</summary>
    public Guid? RequestedById { get; set; }

    /// <summary>Starts that did not end in order. A run that kills its process must not do so for ever.</summary>
    public int Attempts { get; set; }

    /// <summary>Not to be started before; null when at once.</summary>
    public DateTimeOffset? NextAttemptAt { get; set; }

    /// <summary>The job server's id of the job that is to do this run.</summary>
    public string? JobId { get; set; }

    public string? PipelineVersion { get; set; }
    public string? RoiModelSha256 { get; set; }
    public string? GraderModelSha256 { get; set; }

    /// <summary>The file in which the slices' nearest training cases are numbered; null where there was none.</summary>
    public string? EvidenceSha256 { get; set; }

    /// <summary>The segmentation that gave the second opinion; null where there was none.</summary>
    public string? SegmentationSha256 { get; set; }

    /// <summary>The probability of high grade from which this run called a slice high grade; null where the nearest prototype decided.</summary>
    public double? HighGradeFrom { get; set; }
    public string? Provider { get; set; }
    public bool ResearchOnly { get; set; } = true;

    public string? SeriesInstanceUid { get; set; }
    public string? SeriesReason { get; set; }

    /// <summary>Every series of the study, taken or left, with its reason (JSON array of {seriesInstanceUid, description, taken, reason}).</summary>
    public string? SeriesChoices { get; set; }

    public BilskyGrade? HighestGrade { get; set; }

    /// <summary>The worst grade of any slice alone; <see cref="HighestGrade"/> is the worst that the study rule supports.</summary>
    public BilskyGrade? HighestSingleGrade { get; set; }

    /// <summary>True for a high grade, and where <see cref="NeedsReader"/>.</summary>
    public bool Flagged { get; set; }

    /// <summary>True where slices within the spine have no answer, so that a person must look at them whatever the grade of the others.</summary>
    public bool NeedsReader { get; set; }
    public string? FlagReason { get; set; }

    /// <summary>Which part of the spine was looked at (JSON of <see cref="StudyCoverage"/>); null in runs from before this was told.</summary>
    public string? Coverage { get; set; }

    /// <summary>The earlier, more severe result that stands beside this one until a reviewer signs; null when this one says it all (<see cref="StandingResult"/>).</summary>
    public BilskyGrade? EarlierGrade { get; set; }

    /// <summary>Whether the earlier result was flagged; null when none stands beside this one.</summary>
    public bool? EarlierFlagged { get; set; }

    /// <summary>Why the earlier result stands.</summary>
    public string? EarlierReason { get; set; }

    /// <summary>The run that the earlier result comes from.</summary>
    public Guid? EarlierRunId { get; set; }

    /// <summary>What this run alone says, where an earlier result stands beside it; else null, and <see cref="Flagged"/> is what it says.</summary>
    public bool? FlaggedAlone { get; set; }

    public List<SliceResult> Slices { get; } = [];
    public List<LevelResult> Levels { get; } = [];
}

/// <summary>One slice of a run. Unique by run and ordinal.</summary>
public sealed class SliceResult
{
    public long Id { get; set; }
    public Guid RunId { get; set; }

    /// <summary>0-based order along the spine, head first.</summary>
    public int Ordinal { get; set; }
    public required string SeriesInstanceUid { get; set; }
    public required string SopInstanceUid { get; set; }

    /// <summary>1-based, as DICOMweb counts frames.</summary>
    public int Frame { get; set; } = 1;

    /// <summary>Place along the canal in millimetres, larger towards the head.</summary>
    public double PositionMm { get; set; }

    /// <summary>Positions are comparable within one axis only: a stack of another frame of reference has one of its own.</summary>
    public int Axis { get; set; }
    public SliceStatus Status { get; set; }

    /// <summary>Ends of the spine that the slice's stack is said to reach; null in runs from before this was told.</summary>
    public SpineEnds? MayEnd { get; set; }
    public string? Reason { get; set; }
    public double? RoiX { get; set; }
    public double? RoiY { get; set; }
    public double? RoiWidth { get; set; }
    public double? RoiHeight { get; set; }
    public double? RoiScore { get; set; }

    /// <summary>Where the region came from; null without one, and in runs from before this was told.</summary>
    public RoiSource? RoiSource { get; set; }

    /// <summary>True for a slice within the spine of which nothing could be said: a person must look at it.</summary>
    public bool NotAssessable { get; set; }
    public BilskyGrade? Grade { get; set; }
    public double[] Probabilities { get; set; } = [];
    public double[] Distances { get; set; } = [];
    public double HighGradeProbability { get; set; }

    /// <summary>What the grader learnt from that is most like the slice; null where that was not at hand.</summary>
    public SliceEvidence? Evidence { get; set; }

    /// <summary>What was measured on the slice; null where nothing could be, and without a segmentation.</summary>
    public CompressionGeometry? Geometry { get; set; }

    /// <summary>The outlines it was measured by, in pixels of the image; null where no sac was seen, and without a segmentation.</summary>
    public CanalContours? Contours { get; set; }

    /// <summary>Whether prototypes and measurements agree on the side of the pathway line; null without a segmentation, or where the prototypes gave no grade.</summary>
    public OpinionAgreement? Agreement { get; set; }

    /// <summary>True where the answer rests on both opinions.</summary>
    public bool RestsOnBoth { get; set; }

    /// <summary>True where the slice has no grade since prototypes and measurements differ.</summary>
    public bool IsWithheldByOpinions => TwoOpinions.Withheld(Status, Agreement, RestsOnBoth);

    /// <summary>T7, or T7-8 at the disc, once a reader has pinned a level.</summary>
    public string? LevelName { get; set; }

    /// <summary>Probability that the name is not a level off.</summary>
    public double? LevelConfidence { get; set; }
}

/// <summary>A level of a run: a run of neighbouring slices until a reader names it. Unique by run and ordinal.</summary>
public sealed class LevelResult
{
    public long Id { get; set; }
    public Guid RunId { get; set; }
    public int Ordinal { get; set; }
    public string? Name { get; set; }

    /// <summary>Probability that the name is not a level off.</summary>
    public double? NameConfidence { get; set; }
    public double FromMm { get; set; }
    public double ToMm { get; set; }
    public BilskyGrade Grade { get; set; }

    /// <summary>The worst grade of any of its slices alone; null in runs from before this was told.</summary>
    public BilskyGrade? HighestSingleGrade { get; set; }

    /// <summary>Ordinal of the slice that is the level's key image.</summary>
    public int KeySliceOrdinal { get; set; }
    public required string KeySopInstanceUid { get; set; }
    public int KeyFrame { get; set; } = 1;
}
