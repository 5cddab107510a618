using BilskyWeb.Features.Accounts;
using BilskyWeb.Features.Intake.Studies;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BilskyWeb.Features.Research.Labelling;

internal sealed class LabelSetTable : IEntityTypeConfiguration<LabelSet>
{
    public void Configure(EntityTypeBuilder<LabelSet> builder)
    {
        builder.Property(s => s.Name).HasMaxLength(100);
        builder.HasOne<BilskyUser>().WithMany().HasForeignKey(s => s.MadeById).OnDelete(DeleteBehavior.Restrict);
        builder.HasMany(s => s.Slices).WithOne().HasForeignKey(s => s.LabelSetId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class LabelSliceTable : IEntityTypeConfiguration<LabelSlice>
{
    public void Configure(EntityTypeBuilder<LabelSlice> builder)
    {
        builder.Property(s => s.ModelStatus).HasConversion<string>().HasMaxLength(20);
        builder.Property(s => s.ModelGrade).HasConversion<short?>();
        builder.HasIndex(s => new { s.LabelSetId, s.Number }).IsUnique();
        builder.HasIndex(s => new { s.LabelSetId, s.SopInstanceUid, s.Frame }).IsUnique();
        builder.HasMany(s => s.Labels).WithOne().HasForeignKey(l => l.SliceId).OnDelete(DeleteBehavior.Cascade);

        // People's labels must not go with a study that somebody deletes.
        builder.HasOne<Study>().WithMany().HasForeignKey(s => s.StudyId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class SliceLabelTable : IEntityTypeConfiguration<SliceLabel>
{
    public void Configure(EntityTypeBuilder<SliceLabel> builder)
    {
        builder.Property(l => l.Grade).HasConversion<short?>();
        builder.Property(l => l.Exclusion).HasConversion<string>().HasMaxLength(20);
        builder.Property(l => l.LabelledByName).HasMaxLength(200);
        builder.HasOne<BilskyUser>().WithMany().HasForeignKey(l => l.LabelledById).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(l => l.SaveId).IsUnique();
        builder.HasIndex(l => new { l.SliceId, l.Revision }).IsUnique();
        builder.HasIndex(l => l.SliceId).IsUnique().HasFilter("\"IsCurrent\"").HasDatabaseName("IX_SliceLabels_Current");
    }
}
