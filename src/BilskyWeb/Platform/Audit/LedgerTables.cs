using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BilskyWeb.Platform.Audit;

/// <summary>Where a record stands in the chain. The hash holds the record, its place and the hash before it, so nothing can be altered, taken out or moved unseen.</summary>
public sealed class LedgerSeal
{
    /// <summary>1, 2, 3 and so on, with no gap.</summary>
    public long Position { get; set; }
    public long RecordId { get; set; }

    /// <summary>By the database's clock, and never before the seal before it.</summary>
    public DateTimeOffset SealedAt { get; set; }

    /// <summary>SHA-256; see <see cref="LedgerHash"/>.</summary>
    public required byte[] Hash { get; set; }
}

/// <summary>A record that is not sealed yet. Written with the record by a trigger, taken away by sealing: a record that commits late is still here.</summary>
public sealed class UnsealedRecord
{
    public long RecordId { get; set; }
}

/// <summary>The chain's end on a day (UTC): the anchor that is kept elsewhere.</summary>
public sealed class LedgerRoot
{
    public DateOnly Day { get; set; }
    public long Position { get; set; }
    public required byte[] Hash { get; set; }
    public DateTimeOffset MadeAt { get; set; }
}

/// <summary>One walk along the chain, and what it found.</summary>
public sealed class LedgerCheck
{
    public long Id { get; set; }
    public DateTimeOffset At { get; set; }

    /// <summary>Last position seen; 0 for an empty ledger.</summary>
    public long Position { get; set; }

    /// <summary>The chain's end as it was then. Later walks must find it again.</summary>
    public required byte[] Hash { get; set; }

    /// <summary>The first thing that is wrong, in words; null when nothing is.</summary>
    public string? Trouble { get; set; }
    public long? TroubleRecordId { get; set; }
}

internal sealed class LedgerSealTable : IEntityTypeConfiguration<LedgerSeal>
{
    public void Configure(EntityTypeBuilder<LedgerSeal> builder)
    {
        builder.HasKey(s => s.Position);
        builder.Property(s => s.Position).ValueGeneratedNever();
        builder.HasIndex(s => s.RecordId).IsUnique();
    }
}

internal sealed class UnsealedRecordTable : IEntityTypeConfiguration<UnsealedRecord>
{
    public void Configure(EntityTypeBuilder<UnsealedRecord> builder)
    {
        builder.ToTable("LedgerQueue");
        builder.HasKey(q => q.RecordId);
        builder.Property(q => q.RecordId).ValueGeneratedNever();
    }
}

internal sealed class LedgerRootTable : IEntityTypeConfiguration<LedgerRoot>
{
    public void Configure(EntityTypeBuilder<LedgerRoot> builder) => builder.HasKey(r => r.Day);
}

internal sealed class LedgerCheckTable : IEntityTypeConfiguration<LedgerCheck>
{
    public void Configure(EntityTypeBuilder<LedgerCheck> builder)
    {
        builder.Property(c => c.Trouble).HasMaxLength(1000);
        builder.HasIndex(c => c.At);
    }
}
