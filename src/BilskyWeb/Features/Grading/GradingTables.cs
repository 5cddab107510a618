using System.Text.Json;
using BilskyWeb.Core.Cases;
using BilskyWeb.Core.Grading;
using BilskyWeb.Features.Intake.Studies;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BilskyWeb.Features.Grading;

internal sealed class GradingRunTable : IEntityTypeConfiguration<GradingRun>
{
    public void Configure(EntityTypeBuilder<GradingRun> builder)
    {
        builder.Property(r => r.State).HasConversion<string>().HasMaxLength(20);
        builder.Property(r => r.Role).HasConversion<string>().HasMaxLength(20).HasDefaultValue(RunRole.Clinical);
        builder.Property(r => r.HighestGrade).HasConversion<short?>();
        builder.Property(r => r.HighestSingleGrade).HasConversion<short?>();
        builder.Property(r => r.EarlierGrade).HasConversion<short?>();
        builder.Property(r => r.EvidenceSha256).HasMaxLength(64);
        builder.Property(r => r.SegmentationSha256).HasMaxLength(64);
        builder.Property(r => r.SeriesChoices).HasColumnType("jsonb");
        builder.Property(r => r.Coverage).HasColumnType("jsonb");
        builder.HasOne<Study>().WithMany().HasForeignKey(r => r.StudyId).OnDelete(DeleteBehavior.Cascade);
        builder.HasMany(r => r.Slices).WithOne().HasForeignKey(s => s.RunId).OnDelete(DeleteBehavior.Cascade);
        builder.HasMany(r => r.Levels).WithOne().HasForeignKey(l => l.RunId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(r => new { r.StudyId, r.SubmittedAt });
        builder.HasIndex(r => r.SubmittedAt);

        // Which studies were graded of late: their reviews may have to be laid over the new grading.
        builder.HasIndex(r => r.FinishedAt).HasFilter("\"State\" = 'Complete'").HasDatabaseName("ix_grading_runs_complete");

        // Two requests at the same moment cannot start two gradings of one study.
        builder.HasIndex(r => new { r.StudyId, r.Role }).IsUnique()
            .HasFilter("\"State\" IN ('Submitted', 'InProgress')").HasDatabaseName("ix_grading_runs_one_unfinished");
    }
}

internal sealed class SliceResultTable : IEntityTypeConfiguration<SliceResult>
{
    public void Configure(EntityTypeBuilder<SliceResult> builder)
    {
        builder.Property(s => s.Status).HasConversion<string>().HasMaxLength(20);
        builder.Property(s => s.Grade).HasConversion<short?>();
        builder.Property(s => s.MayEnd).HasConversion<short?>();
        builder.Property(s => s.RoiSource).HasConversion<string>().HasMaxLength(20);
        builder.Property(s => s.LevelName).HasMaxLength(10);
        builder.Property(s => s.Evidence).HasColumnType("jsonb").HasConversion(
            evidence => JsonSerializer.Serialize(evidence, JsonSerializerOptions.Web), stored => JsonSerializer.Deserialize<SliceEvidence>(stored, JsonSerializerOptions.Web)!);
        builder.Property(s => s.Geometry).HasColumnType("jsonb").HasConversion(
            geometry => JsonSerializer.Serialize(geometry, JsonSerializerOptions.Web), stored => JsonSerializer.Deserialize<CompressionGeometry>(stored, JsonSerializerOptions.Web)!);
        builder.Property(s => s.Contours).HasConversion(contours => contours!.ToString(), stored => CanalContours.Parse(stored));
        builder.Property(s => s.Agreement).HasConversion<string>().HasMaxLength(20);
        builder.HasIndex(s => new { s.RunId, s.Ordinal }).IsUnique();
    }
}

internal sealed class LevelResultTable : IEntityTypeConfiguration<LevelResult>
{
    public void Configure(EntityTypeBuilder<LevelResult> builder)
    {
        builder.Property(l => l.Grade).HasConversion<short>();
        builder.Property(l => l.HighestSingleGrade).HasConversion<short?>();
        builder.HasIndex(l => new { l.RunId, l.Ordinal }).IsUnique();
    }
}

internal sealed class ReviewStandingTable : IEntityTypeConfiguration<ReviewStanding>
{
    public void Configure(EntityTypeBuilder<ReviewStanding> builder)
    {
        builder.HasKey(r => r.StudyId);
        builder.Property(r => r.Grade).HasConversion<short?>();
        builder.Property(r => r.HighestSingleGrade).HasConversion<short?>();
        builder.Property(r => r.Levels).HasColumnType("jsonb");
        builder.Property(r => r.KeyImages).HasColumnType("jsonb");
        builder.Property(r => r.SignedOffBy).HasMaxLength(200);
        builder.HasOne<Study>().WithOne().HasForeignKey<ReviewStanding>(r => r.StudyId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<GradingRun>().WithMany().HasForeignKey(r => r.RunId).OnDelete(DeleteBehavior.Cascade);
    }
}
