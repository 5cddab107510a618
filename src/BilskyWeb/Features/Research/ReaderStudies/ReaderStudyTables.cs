using BilskyWeb.Features.Accounts;
using BilskyWeb.Features.Intake.Studies;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BilskyWeb.Features.Research.ReaderStudies;

internal sealed class ReaderStudyTable : IEntityTypeConfiguration<ReaderStudy>
{
    public void Configure(EntityTypeBuilder<ReaderStudy> builder)
    {
        builder.Property(s => s.Name).HasMaxLength(100);
        builder.Property(s => s.Question).HasConversion<string>().HasMaxLength(20);
        builder.HasOne<BilskyUser>().WithMany().HasForeignKey(s => s.ReferenceReaderId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<BilskyUser>().WithMany().HasForeignKey(s => s.ClosedById).OnDelete(DeleteBehavior.Restrict);
        builder.HasMany(s => s.Readers).WithOne().HasForeignKey(r => r.ReaderStudyId).OnDelete(DeleteBehavior.Cascade);
        builder.HasMany(s => s.Cases).WithOne().HasForeignKey(c => c.ReaderStudyId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class ReaderStudyReaderTable : IEntityTypeConfiguration<ReaderStudyReader>
{
    public void Configure(EntityTypeBuilder<ReaderStudyReader> builder)
    {
        builder.HasKey(r => new { r.ReaderStudyId, r.UserId });
        builder.HasOne<BilskyUser>().WithMany().HasForeignKey(r => r.UserId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class ReaderStudyCaseTable : IEntityTypeConfiguration<ReaderStudyCase>
{
    public void Configure(EntityTypeBuilder<ReaderStudyCase> builder)
    {
        builder.Property(c => c.ModelGrade).HasConversion<short?>();
        builder.HasIndex(c => new { c.ReaderStudyId, c.Number }).IsUnique();

        // A reader study's reads must not go with a study that somebody deletes.
        builder.HasOne<Study>().WithMany().HasForeignKey(c => c.StudyId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class ReaderStudyReadTable : IEntityTypeConfiguration<ReaderStudyRead>
{
    public void Configure(EntityTypeBuilder<ReaderStudyRead> builder)
    {
        builder.HasOne<ReaderStudyCase>().WithMany().HasForeignKey(r => r.CaseId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<BilskyUser>().WithMany().HasForeignKey(r => r.ReaderId).OnDelete(DeleteBehavior.Restrict);

        // Two windows of one reader make one read.
        builder.HasIndex(r => new { r.CaseId, r.ReaderId }).IsUnique();
    }
}

internal sealed class ReaderStudyConsensusTable : IEntityTypeConfiguration<ReaderStudyConsensus>
{
    public void Configure(EntityTypeBuilder<ReaderStudyConsensus> builder)
    {
        builder.HasKey(c => c.CaseId);
        builder.HasOne<ReaderStudyCase>().WithOne().HasForeignKey<ReaderStudyConsensus>(c => c.CaseId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<BilskyUser>().WithMany().HasForeignKey(c => c.SettledById).OnDelete(DeleteBehavior.Restrict);
    }
}
