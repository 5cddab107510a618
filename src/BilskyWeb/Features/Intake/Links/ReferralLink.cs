using BilskyWeb.Features.Accounts;
using BilskyWeb.Imaging.Intake;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BilskyWeb.Features.Intake.Links;

/// <summary>
/// Lets somebody without an account send one referral. Whoever has the secret is its guest until the referral is submitted; from then on the secret opens nothing. What they send and write belongs to
/// a <see cref="BilskyUser"/> of the link's own id, so that it goes the way of every other referral.
/// </summary>
public sealed class ReferralLink
{
    /// <summary>Also the guest's, and that of their one clinical form.</summary>
    public Guid Id { get; set; }

    /// <summary>The secret itself is kept nowhere.</summary>
    public required byte[] SecretSha256 { get; set; }

    /// <summary>A name or a hospital, as whoever made it wrote it.</summary>
    public required string ForWhom { get; set; }
    public Guid MadeById { get; set; }
    public DateTimeOffset MadeAt { get; set; }
    public DateTimeOffset EndsAt { get; set; }

    /// <summary>Most bytes of the one upload, unpacked.</summary>
    public long MaxBytes { get; set; }
    public int MaxFiles { get; set; }

    /// <summary>When its referral was submitted.</summary>
    public DateTimeOffset? UsedAt { get; set; }

    /// <summary>What was submitted by it.</summary>
    public Guid? UploadId { get; set; }
    public DateTimeOffset? RevokedAt { get; set; }
    public Guid? RevokedById { get; set; }

    /// <summary>When it was seen to be over: a clock that is put back does not open it again.</summary>
    public DateTimeOffset? EndedAt { get; set; }

    public bool IsOpen(DateTimeOffset now) => UsedAt is null && RevokedAt is null && EndedAt is null && EndsAt > now;

    /// <summary>The house's limits, or the link's own where these are narrower.</summary>
    public IntakeLimits Limit(IntakeLimits house) => house with
    {
        MaxFiles = Math.Min(house.MaxFiles, MaxFiles),
        MaxFileBytes = Math.Min(house.MaxFileBytes, MaxBytes),
        MaxTotalBytes = Math.Min(house.MaxTotalBytes, MaxBytes),
    };
}

internal sealed class ReferralLinkTable : IEntityTypeConfiguration<ReferralLink>
{
    public void Configure(EntityTypeBuilder<ReferralLink> builder)
    {
        builder.Property(l => l.Id).ValueGeneratedNever();
        builder.Property(l => l.ForWhom).HasMaxLength(MakeLink.LongestName);
        builder.HasOne<BilskyUser>().WithOne().HasForeignKey<ReferralLink>(l => l.Id).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(l => l.SecretSha256).IsUnique();
        builder.HasIndex(l => l.MadeAt);
    }
}
