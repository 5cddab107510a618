using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BilskyWeb.Features.Studies;

internal sealed class StudyTable : IEntityTypeConfiguration<Study>
{
    public void Configure(EntityTypeBuilder<Study> builder)
    {
        builder.Property(s => s.StudyInstanceUid).HasMaxLength(64);
        builder.HasIndex(s => s.StudyInstanceUid).IsUnique();
        builder.HasIndex(s => s.PatientId);
        builder.HasIndex(s => s.ArrivedAt);
    }
}

internal sealed class ArchiveCursorTable : IEntityTypeConfiguration<ArchiveCursor>
{
    public void Configure(EntityTypeBuilder<ArchiveCursor> builder) => builder.HasKey(c => c.Archive);
}
