using System.Text.Json;
using BilskyWeb.Core.Grading;
using BilskyWeb.Features.Grading;
using BilskyWeb.Features.Intake.Studies;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BilskyWeb.Features.Oversight.Replays;

public enum ReplayState
{
    Submitted,
    InProgress,
    Complete,
    Failed,
    Cancelled,
}

public enum ReplayOutcome
{
    /// <summary>Every slice, and what was said of the study, come out as they were recorded.</summary>
    Match,

    Mismatch,

    /// <summary>It cannot be told: a model's file or the images are gone.</summary>
    Impossible,
}

/// <summary>
/// A grading that was run again for an auditor, with the models and pixels of then, to be compared with what is recorded. Never a run itself, so that nothing that counts can come of it.
/// At most one of a run is unfinished (partial unique index).
/// </summary>
public sealed class Replay
{
    public Guid Id { get; set; }
    public Guid RunId { get; set; }
    public Guid StudyId { get; set; }
    public ReplayState State { get; set; }
    public ReplayOutcome? Outcome { get; set; }

    /// <summary>What came out, in a sentence or two; while it waits, for what.</summary>
    public string? Words { get; set; }
    public DateTimeOffset SubmittedAt { get; set; }
    public DateTimeOffset? FinishedAt { get; set; }
    public Guid? RequestedById { get; set; }

    /// <summary>As they were called then.</summary>
    public required string RequestedBy { get; set; }
    public int SlicesDone { get; set; }
    public int SlicesTotal { get; set; }
    public bool CancelRequested { get; set; }

    /// <summary>Starts that did not end in order.</summary>
    public int Attempts { get; set; }

    /// <summary>Not to be started before; null when at once.</summary>
    public DateTimeOffset? NextAttemptAt { get; set; }

    /// <summary>The job server's id of the job that is to do it.</summary>
    public string? JobId { get; set; }

    /// <summary>Where it was run, <c>cpu</c> or <c>cuda</c>.</summary>
    public string? Provider { get; set; }

    /// <summary>Versions it was run with.</summary>
    public string? PipelineVersion { get; set; }

    /// <summary>Largest difference of probability that counted as the same.</summary>
    public double? ProbabilityTolerance { get; set; }

    /// <summary>Largest shift of a region that counted as the same, in pixels of the original image.</summary>
    public double? RoiTolerancePixels { get; set; }

    /// <summary>Largest difference of any probability of any slice.</summary>
    public double? LargestDifference { get; set; }

    /// <summary>Each slice beside its replay.</summary>
    public IReadOnlyList<SliceReplay> Slices { get; set; } = [];
}

internal sealed class ReplayTable : IEntityTypeConfiguration<Replay>
{
    public void Configure(EntityTypeBuilder<Replay> builder)
    {
        builder.Property(r => r.State).HasConversion<string>().HasMaxLength(20);
        builder.Property(r => r.Outcome).HasConversion<string>().HasMaxLength(20);
        builder.Property(r => r.Words).HasMaxLength(1000);
        builder.Property(r => r.RequestedBy).HasMaxLength(200);
        builder.Property(r => r.Provider).HasMaxLength(20);
        builder.Property(r => r.PipelineVersion).HasMaxLength(200);
        builder.Property(r => r.Slices).HasColumnType("jsonb").HasConversion(
            slices => JsonSerializer.Serialize(slices, JsonSerializerOptions.Web), stored => JsonSerializer.Deserialize<SliceReplay[]>(stored, JsonSerializerOptions.Web)!,
            new ValueComparer<IReadOnlyList<SliceReplay>>((a, b) => ReferenceEquals(a, b), slices => slices.GetHashCode(), slices => slices));
        builder.HasOne<GradingRun>().WithMany().HasForeignKey(r => r.RunId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<Study>().WithMany().HasForeignKey(r => r.StudyId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(r => new { r.RunId, r.SubmittedAt });
        builder.HasIndex(r => r.StudyId);
        builder.HasIndex(r => r.RunId).IsUnique().HasFilter("\"State\" IN ('Submitted', 'InProgress')").HasDatabaseName("ix_replays_one_unfinished");
        builder.HasIndex(r => r.SubmittedAt).HasFilter("\"State\" IN ('Submitted', 'InProgress')").HasDatabaseName("ix_replays_unfinished");
    }
}
