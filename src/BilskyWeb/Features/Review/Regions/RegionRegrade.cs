using BilskyWeb.Core.Grading;
using BilskyWeb.Features.Intake.Studies;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BilskyWeb.Features.Review.Regions;

public enum RegradeState
{
    Submitted,
    Complete,

    /// <summary>Says why; drawing the box again tries it again.</summary>
    Failed,
}

/// <summary>
/// What the model says of a slice with a box that a person drew. It stands beside the grading's own answer and changes nothing of it, nor
/// of what people said: a box that missed the canal explains a grade, and only a reader gives one.
/// </summary>
public sealed class RegionRegrade
{
    public Guid Id { get; set; }
    public Guid StudyId { get; set; }

    /// <summary>The grading whose slice this is.</summary>
    public Guid RunId { get; set; }
    public int Ordinal { get; set; }

    /// <summary>The box's centre in pixels from the image's top-left corner, and its side in millimetres.</summary>
    public double CentreX { get; set; }
    public double CentreY { get; set; }
    public double SideMm { get; set; }
    public Guid DrawnById { get; set; }
    public required string DrawnByName { get; set; }
    public DateTimeOffset DrawnAt { get; set; }
    public RegradeState State { get; set; }

    /// <summary>Why it failed.</summary>
    public string? Error { get; set; }
    public SliceStatus? Status { get; set; }

    /// <summary>Why the model abstained.</summary>
    public string? Reason { get; set; }
    public BilskyGrade? Grade { get; set; }
    public double[] Probabilities { get; set; } = [];
    public double[] Distances { get; set; } = [];
    public double HighGradeProbability { get; set; }
    public string? PipelineVersion { get; set; }
    public string? GraderModelSha256 { get; set; }
    public DateTimeOffset? FinishedAt { get; set; }
}

internal sealed class RegionRegradeTable : IEntityTypeConfiguration<RegionRegrade>
{
    public void Configure(EntityTypeBuilder<RegionRegrade> builder)
    {
        builder.Property(r => r.Id).ValueGeneratedNever();
        builder.Property(r => r.State).HasConversion<string>().HasMaxLength(20);
        builder.Property(r => r.Status).HasConversion<string>().HasMaxLength(20);
        builder.Property(r => r.Grade).HasConversion<short?>();
        builder.Property(r => r.DrawnByName).HasMaxLength(200);
        builder.Property(r => r.PipelineVersion).HasMaxLength(200);
        builder.Property(r => r.GraderModelSha256).HasMaxLength(64);
        builder.HasOne<Study>().WithMany().HasForeignKey(r => r.StudyId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<Grading.GradingRun>().WithMany().HasForeignKey(r => r.RunId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(r => new { r.RunId, r.Ordinal, r.DrawnAt });

        // Enter pressed twice, or by two people at once, asks once.
        builder.HasIndex(r => new { r.RunId, r.Ordinal }).IsUnique().HasFilter("\"State\" = 'Submitted'").HasDatabaseName(OneAtATime);
    }

    internal const string OneAtATime = "ix_region_regrades_one_unfinished";
}
