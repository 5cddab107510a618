using BilskyWeb.Core.Grading;
using BilskyWeb.Core.Statistics;

namespace BilskyWeb.Features.Research.ReaderStudies;

/// <summary>A blinded reader study: several readers grade the same regions, one of them as the reference.</summary>
public sealed class ReaderStudy
{
    public Guid Id { get; set; }
    public required string Name { get; set; }

    /// <summary>What the readers are asked: one of six grades, or low against high.</summary>
    public ReadScale Question { get; set; }
    public Guid MadeById { get; set; }
    public DateTimeOffset MadeAt { get; set; }

    /// <summary>The reader whom the others and the model are held against.</summary>
    public Guid ReferenceReaderId { get; set; }

    /// <summary>Since then no read is taken; only then are disagreements settled. Null while it is read.</summary>
    public DateTimeOffset? ClosedAt { get; set; }
    public Guid? ClosedById { get; set; }

    /// <summary>Since then only admins see it, and nobody reads in it. Null while it is in use.</summary>
    public DateTimeOffset? ArchivedAt { get; set; }

    public List<ReaderStudyReader> Readers { get; } = [];
    public List<ReaderStudyCase> Cases { get; } = [];
}

/// <summary>Somebody who reads in a study. Being here is what lets them see its cases.</summary>
public sealed class ReaderStudyReader
{
    public Guid ReaderStudyId { get; set; }
    public Guid UserId { get; set; }

    /// <summary>When the last case was read; null before.</summary>
    public DateTimeOffset? FinishedAt { get; set; }
}

/// <summary>One region to grade. What the model said of it is kept as it was when the study was made, so that a later grading changes no result.</summary>
public sealed class ReaderStudyCase
{
    public Guid Id { get; set; }
    public Guid ReaderStudyId { get; set; }

    /// <summary>1-based number in results and exports. Readers see the cases in an order of their own.</summary>
    public int Number { get; set; }
    public Guid StudyId { get; set; }
    public required string SeriesInstanceUid { get; set; }
    public required string SopInstanceUid { get; set; }

    /// <summary>1-based, as DICOMweb counts frames.</summary>
    public int Frame { get; set; } = 1;
    public double RoiX { get; set; }
    public double RoiY { get; set; }
    public double RoiWidth { get; set; }
    public double RoiHeight { get; set; }

    /// <summary>The model's grade; null when it abstained.</summary>
    public BilskyGrade? ModelGrade { get; set; }
    public double ModelHighGradeProbability { get; set; }
    public string? PipelineVersion { get; set; }

    public RegionOfInterest Roi => new(RoiX, RoiY, RoiWidth, RoiHeight, 1);
}

/// <summary>What one reader made of one case. A reader who goes back reads again; the last read counts, and how often it was changed is kept.</summary>
public sealed class ReaderStudyRead
{
    public long Id { get; set; }
    public Guid CaseId { get; set; }
    public Guid ReaderId { get; set; }

    /// <summary>Index in the question's classes.</summary>
    public short Answer { get; set; }

    /// <summary>Time that the case was on show, pauses left out.</summary>
    public double Seconds { get; set; }
    public DateTimeOffset ReadAt { get; set; }
    public int Changes { get; set; }
}

/// <summary>What a case on which the readers differ was settled as, after the reading was closed. The reads themselves stay as they are.</summary>
public sealed class ReaderStudyConsensus
{
    public Guid CaseId { get; set; }

    /// <summary>Index in the question's classes.</summary>
    public short Answer { get; set; }
    public Guid SettledById { get; set; }
    public DateTimeOffset SettledAt { get; set; }
    public int Changes { get; set; }
}
