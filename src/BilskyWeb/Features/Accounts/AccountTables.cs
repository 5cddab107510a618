using BilskyWeb.Features.Accounts.Sessions;
using BilskyWeb.Platform.Auth;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BilskyWeb.Features.Accounts;

internal sealed class ApiKeyTable : IEntityTypeConfiguration<ApiKey>
{
    public void Configure(EntityTypeBuilder<ApiKey> builder)
    {
        builder.HasIndex(k => k.KeySha256).IsUnique();
        builder.HasIndex(k => k.UserId);

        // Keys from before there were scopes go on as they were.
        builder.Property(k => k.Scope).HasConversion<string>().HasMaxLength(20).HasDefaultValue(KeyScope.Full);
    }
}

internal sealed class SessionTable : IEntityTypeConfiguration<Session>
{
    public void Configure(EntityTypeBuilder<Session> builder)
    {
        builder.Property(s => s.Id).ValueGeneratedNever();
        builder.HasOne<BilskyUser>().WithMany().HasForeignKey(s => s.UserId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(s => s.EndsAt);
    }
}

internal sealed class RoleTable : IEntityTypeConfiguration<IdentityRole<Guid>>
{
    public void Configure(EntityTypeBuilder<IdentityRole<Guid>> builder) => builder.HasData(
        Row("019ab000-0000-7000-8000-000000000001", Role.Referrer),
        Row("019ab000-0000-7000-8000-000000000002", Role.Reviewer),
        Row("019ab000-0000-7000-8000-000000000003", Role.Admin),
        Row("019ab000-0000-7000-8000-000000000004", Role.Auditor));

    private static IdentityRole<Guid> Row(string id, string name) =>
        new() { Id = Guid.Parse(id), Name = name, NormalizedName = name.ToUpperInvariant(), ConcurrencyStamp = id };
}
