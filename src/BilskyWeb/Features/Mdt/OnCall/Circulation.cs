using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BilskyWeb.Features.Mdt.OnCall;

/// <summary>A case put before whoever is on call, one after the other until somebody answers.</summary>
public sealed class Circulation
{
    /// <summary>Made by the sender: sent twice, circulated once.</summary>
    public Guid Id { get; set; }
    public Guid CaseId { get; set; }
    public Guid AskedById { get; set; }

    /// <summary>As it was then.</summary>
    public required string AskedByName { get; set; }
    public DateTimeOffset AskedAt { get; set; }

    /// <summary>In the asker's words; shown on the case's page and nowhere else.</summary>
    public required string Reason { get; set; }

    /// <summary>When the next one is told, unless somebody has answered.</summary>
    public DateTimeOffset NextStepAt { get; set; }

    /// <summary>When everybody who was on call had been told and the time was up; null again when somebody else came on call.</summary>
    public DateTimeOffset? UnansweredAt { get; set; }

    /// <summary>When the first of those who were told answered.</summary>
    public DateTimeOffset? AnsweredAt { get; set; }

    /// <summary>When somebody ended it without an answer.</summary>
    public DateTimeOffset? EndedAt { get; set; }
    public string? EndedByName { get; set; }
    public List<CirculationStep> Steps { get; } = [];

    /// <summary>True while the next one would be told.</summary>
    public bool IsOpen => AnsweredAt is null && EndedAt is null;
}

/// <summary>Somebody on call was told.</summary>
public sealed class CirculationStep
{
    public long Id { get; set; }
    public Guid CirculationId { get; set; }

    /// <summary>1 for who was told first.</summary>
    public int Place { get; set; }
    public Guid UserId { get; set; }

    /// <summary>As it was then.</summary>
    public required string UserName { get; set; }
    public DateTimeOffset ToldAt { get; set; }
    public DateTimeOffset? AcknowledgedAt { get; set; }
}

internal sealed class CirculationTable : IEntityTypeConfiguration<Circulation>
{
    public const int ReasonLength = CaseEventTable.WordsLength;

    public void Configure(EntityTypeBuilder<Circulation> builder)
    {
        builder.Property(c => c.Id).ValueGeneratedNever();
        builder.Property(c => c.AskedByName).HasMaxLength(200);
        builder.Property(c => c.EndedByName).HasMaxLength(200);
        builder.Property(c => c.Reason).HasMaxLength(ReasonLength);
        builder.HasOne<PatientCase>().WithMany().HasForeignKey(c => c.CaseId).OnDelete(DeleteBehavior.Restrict);
        builder.HasMany(c => c.Steps).WithOne().HasForeignKey(s => s.CirculationId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(c => c.CaseId);

        // A case waits for one answer at a time.
        builder.HasIndex([nameof(Circulation.CaseId)], "ix_circulations_open").IsUnique().HasFilter("\"AnsweredAt\" IS NULL AND \"EndedAt\" IS NULL");
        builder.HasIndex(c => c.NextStepAt).HasFilter("\"AnsweredAt\" IS NULL AND \"EndedAt\" IS NULL").HasDatabaseName("ix_circulations_next");
    }
}

internal sealed class CirculationStepTable : IEntityTypeConfiguration<CirculationStep>
{
    public void Configure(EntityTypeBuilder<CirculationStep> builder)
    {
        builder.Property(s => s.UserName).HasMaxLength(200);
        builder.HasIndex(s => new { s.CirculationId, s.Place }).IsUnique();
        builder.HasIndex(s => new { s.CirculationId, s.UserId }).IsUnique();
    }
}
