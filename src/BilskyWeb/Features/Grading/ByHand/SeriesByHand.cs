using BilskyWeb.Features.Intake.Studies;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BilskyWeb.Features.Grading.ByHand;

/// <summary>A series that the rules left and that a reviewer has graded all the same, in every grading of its study from then on, until a reviewer takes that back. Rows are never removed.</summary>
public sealed class SeriesByHand
{
    public Guid Id { get; set; }
    public Guid StudyId { get; set; }
    public required string SeriesInstanceUid { get; set; }
    public DateTimeOffset At { get; set; }
    public Guid ById { get; set; }

    /// <summary>As it was then: people leave and names change.</summary>
    public required string ByName { get; set; }

    /// <summary>What the rules had against it then.</summary>
    public required string Against { get; set; }

    /// <summary>When a reviewer left it to the rules again; null while it is taken.</summary>
    public DateTimeOffset? TakenBackAt { get; set; }
    public Guid? TakenBackById { get; set; }

    /// <summary>As it was then.</summary>
    public string? TakenBackByName { get; set; }
}

internal sealed class SeriesByHandTable : IEntityTypeConfiguration<SeriesByHand>
{
    public void Configure(EntityTypeBuilder<SeriesByHand> builder)
    {
        builder.Property(s => s.SeriesInstanceUid).HasMaxLength(64);
        builder.Property(s => s.ByName).HasMaxLength(200);
        builder.Property(s => s.TakenBackByName).HasMaxLength(200);
        builder.Property(s => s.Against).HasMaxLength(1000);
        builder.HasOne<Study>().WithMany().HasForeignKey(s => s.StudyId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(s => new { s.StudyId, s.SeriesInstanceUid }).IsUnique().HasFilter("\"TakenBackAt\" IS NULL");
    }
}
