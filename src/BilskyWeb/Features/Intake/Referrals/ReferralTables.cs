using BilskyWeb.Features.Intake.Studies;
using BilskyWeb.Features.Intake.Uploads;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BilskyWeb.Features.Intake.Referrals;

internal sealed class UploadTable : IEntityTypeConfiguration<Upload>
{
    public void Configure(EntityTypeBuilder<Upload> builder)
    {
        builder.Property(u => u.State).HasConversion<string>().HasMaxLength(20);
        builder.Property(u => u.Preflight).HasColumnType("jsonb");
        builder.HasMany(u => u.Files).WithOne().HasForeignKey(f => f.UploadId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(u => new { u.OwnerId, u.StartedAt });
        builder.HasIndex(u => u.State);
    }
}

internal sealed class UploadFileTable : IEntityTypeConfiguration<UploadFile>
{
    public void Configure(EntityTypeBuilder<UploadFile> builder)
    {
        builder.Property(f => f.Outcome).HasConversion<string>().HasMaxLength(20);
        builder.Property(f => f.Unread).HasColumnType("jsonb");
        builder.HasIndex(f => new { f.UploadId, f.Id });
        builder.HasIndex(f => f.StudyInstanceUid);
    }
}

internal sealed class ReferralTable : IEntityTypeConfiguration<Referral>
{
    public void Configure(EntityTypeBuilder<Referral> builder)
    {
        builder.HasOne<Study>().WithMany().HasForeignKey(r => r.StudyId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(r => new { r.StudyId, r.ReferrerId }).IsUnique();
        builder.HasIndex(r => new { r.ReferrerId, r.SubmittedAt });
    }
}
