using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BilskyWeb.Features.Accounts.People;

/// <summary>A link by which a person sets their password, once. Only its SHA-256 is kept.</summary>
public sealed class Invitation
{
    public Guid Id { get; set; }
    public Guid UserId { get; set; }
    public required byte[] TokenSha256 { get; set; }
    public Guid MadeById { get; set; }
    public DateTimeOffset MadeAt { get; set; }
    public DateTimeOffset EndsAt { get; set; }
    public DateTimeOffset? UsedAt { get; set; }
}

internal sealed class InvitationTable : IEntityTypeConfiguration<Invitation>
{
    public void Configure(EntityTypeBuilder<Invitation> builder)
    {
        builder.Property(i => i.Id).ValueGeneratedNever();
        builder.HasOne<BilskyUser>().WithMany().HasForeignKey(i => i.UserId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(i => i.TokenSha256).IsUnique();
        builder.HasIndex(i => new { i.UserId, i.MadeAt });
    }
}
