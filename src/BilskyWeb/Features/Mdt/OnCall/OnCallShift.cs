using BilskyWeb.Features.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BilskyWeb.Features.Mdt.OnCall;

/// <summary>A member of the team is on call, from one moment to another. Typed on the hospital's clocks, kept as instants: a change of the clock in between makes it an hour longer or shorter.</summary>
public sealed class OnCallShift
{
    public Guid Id { get; set; }
    public Guid UserId { get; set; }

    /// <summary>Who is told first (1), who next.</summary>
    public int Place { get; set; }
    public DateTimeOffset From { get; set; }
    public DateTimeOffset Until { get; set; }
}

internal sealed class OnCallShiftTable : IEntityTypeConfiguration<OnCallShift>
{
    public void Configure(EntityTypeBuilder<OnCallShift> builder)
    {
        builder.Property(s => s.Id).ValueGeneratedNever();
        builder.HasOne<BilskyUser>().WithMany().HasForeignKey(s => s.UserId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(s => s.Until);
    }
}
