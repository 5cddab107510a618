using BilskyWeb.Core.Cases;
using BilskyWeb.Core.Grading;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BilskyWeb.Features.Mdt.Decisions;

/// <summary>A signed decision of the team. A changed decision is a new version; both stay, and the database refuses to change either.</summary>
public sealed class CaseDecision
{
    /// <summary>Made by the signer's page: sent twice, signed once.</summary>
    public Guid Id { get; set; }
    public Guid CaseId { get; set; }

    /// <summary>1 for the first. Unique in the case: of two who sign at once one is refused.</summary>
    public int Version { get; set; }
    public CaseChoice Choice { get; set; }

    /// <summary>Why, for the team.</summary>
    public required string Rationale { get; set; }

    /// <summary>What the referrer is told to do; null when nothing.</summary>
    public string? Advice { get; set; }

    /// <summary>Who agreed, as they are called.</summary>
    public string[] AgreedBy { get; set; } = [];

    /// <summary>Why an earlier version no longer holds; null for the first.</summary>
    public string? WhyChanged { get; set; }
    public Guid SignedById { get; set; }

    /// <summary>As it was then.</summary>
    public required string SignedByName { get; set; }
    public DateTimeOffset SignedAt { get; set; }

    /// <summary>The worst grade among the case's studies, as it counted then; null when there was none.</summary>
    public BilskyGrade? Grade { get; set; }

    /// <summary>The studies that the case had: what came later was not decided about.</summary>
    public Guid[] StudyIds { get; set; } = [];
}

internal sealed class CaseDecisionTable : IEntityTypeConfiguration<CaseDecision>
{
    public const int TextLength = 4000;
    public const int MostNames = 40;
    public const int NameLength = 200;

    public void Configure(EntityTypeBuilder<CaseDecision> builder)
    {
        builder.Property(d => d.Id).ValueGeneratedNever();
        builder.Property(d => d.Choice).HasConversion<string>().HasMaxLength(30);
        builder.Property(d => d.Rationale).HasMaxLength(TextLength);
        builder.Property(d => d.Advice).HasMaxLength(TextLength);
        builder.Property(d => d.WhyChanged).HasMaxLength(CaseEventTable.WordsLength);
        builder.Property(d => d.SignedByName).HasMaxLength(NameLength);
        builder.Property(d => d.Grade).HasConversion<short?>();
        builder.HasOne<PatientCase>().WithMany().HasForeignKey(d => d.CaseId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(d => new { d.CaseId, d.Version }).IsUnique();
    }
}
