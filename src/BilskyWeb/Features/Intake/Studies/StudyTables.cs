using BilskyWeb.Core.Cases;
using BilskyWeb.Features.Intake.ChangeFeed;
using BilskyWeb.Features.Intake.Fetch;
using BilskyWeb.Features.Intake.Holds;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BilskyWeb.Features.Intake.Studies;

internal sealed class StudyTable : IEntityTypeConfiguration<Study>
{
    public void Configure(EntityTypeBuilder<Study> builder)
    {
        builder.Property(s => s.StudyInstanceUid).HasMaxLength(64);
        builder.HasIndex(s => s.StudyInstanceUid).IsUnique();
        builder.HasIndex(s => s.PatientId);
        builder.HasIndex(s => s.ArrivedAt);

        // What still has to be passed on to grading, in the very words in which the sweeper's query is written: PostgreSQL does not see that others mean the same.
        builder.HasIndex(s => s.GradingDueAt)
            .HasFilter("\"HoldReason\" IS NULL AND (\"GradingRequestedFor\" <> \"InstanceCount\" OR \"GradingRequestedFor\" IS NULL)").HasDatabaseName("ix_studies_grading_due");

        // A trigger keeps these (migration StudyRank): every writer of runs and reviews is followed, in its own transaction, and none has to remember it.
        builder.Property(s => s.Priority).HasDefaultValue(CasePriority.Ungraded).HasSentinel(CasePriority.Ungraded);
        builder.Property(s => s.Flagged).HasDefaultValue(false);
        foreach (var kept in new[] { nameof(Study.LastRunId), nameof(Study.GradedRunId), nameof(Study.RefusalRunId), nameof(Study.Flagged), nameof(Study.Priority) })
        {
            var property = builder.Property(kept).Metadata;
            property.SetBeforeSaveBehavior(PropertySaveBehavior.Ignore);
            property.SetAfterSaveBehavior(PropertySaveBehavior.Ignore);
        }

        // As the lists are ordered: most urgent first, then whoever has waited longest.
        builder.HasIndex([nameof(Study.Priority), nameof(Study.ArrivedAt), nameof(Study.Id)], "ix_studies_most_urgent").IsDescending(true, false, false);
        builder.HasIndex([nameof(Study.Priority), nameof(Study.ArrivedAt), nameof(Study.Id)], "ix_studies_flagged").IsDescending(true, false, false).HasFilter("\"Flagged\"");
    }
}

internal sealed class ArchiveCursorTable : IEntityTypeConfiguration<ArchiveCursor>
{
    public void Configure(EntityTypeBuilder<ArchiveCursor> builder) => builder.HasKey(c => c.Archive);
}

internal sealed class IdentityHoldTable : IEntityTypeConfiguration<IdentityHold>
{
    public void Configure(EntityTypeBuilder<IdentityHold> builder)
    {
        builder.Property(h => h.Kind).HasConversion<string>().HasMaxLength(40);
        builder.Property(h => h.Decision).HasConversion<string>().HasMaxLength(20);
        builder.Property(h => h.StudyInstanceUid).HasMaxLength(64);
        builder.Property(h => h.NewStudyInstanceUid).HasMaxLength(64);
        builder.Property(h => h.KnownStudyUid).HasMaxLength(64);
        builder.ComplexProperty(h => h.Known);
        builder.ComplexProperty(h => h.Incoming);
        builder.HasIndex(h => h.HeldAt).HasFilter("\"Decision\" IS NULL").HasDatabaseName("ix_identity_holds_open");
        builder.HasIndex(h => h.StudyInstanceUid);
    }
}

internal sealed class StudyFetchTable : IEntityTypeConfiguration<StudyFetch>
{
    public void Configure(EntityTypeBuilder<StudyFetch> builder)
    {
        builder.HasKey(f => new { f.StudyInstanceUid, f.Remote });
        builder.Property(f => f.StudyInstanceUid).HasMaxLength(64);
        builder.Property(f => f.Remote).HasMaxLength(64);
        builder.Property(f => f.JobId).HasMaxLength(100);
        builder.Property(f => f.Told).HasColumnType("jsonb");
    }
}

internal sealed class StudyAdditionTable : IEntityTypeConfiguration<StudyAddition>
{
    public void Configure(EntityTypeBuilder<StudyAddition> builder)
    {
        builder.HasOne<Study>().WithMany().HasForeignKey(a => a.StudyId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(a => new { a.StudyId, a.At });
    }
}
