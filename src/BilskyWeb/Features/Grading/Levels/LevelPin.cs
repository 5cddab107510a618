using BilskyWeb.Core.Geometry;
using BilskyWeb.Core.Levels;
using BilskyWeb.Features.Intake.Studies;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BilskyWeb.Features.Grading.Levels;

public enum LevelPinKind
{
    Placed,
    Moved,
    Removed,
}

/// <summary>One step in the history of a study's pinned levels: who fixed which vertebra where. Rows are added and never changed.</summary>
public sealed class LevelPin
{
    public Guid Id { get; set; }
    public Guid StudyId { get; set; }

    /// <summary>From 1 within the study. Unique, so that of two changes at one moment the second is told of the first.</summary>
    public int Number { get; set; }
    public DateTimeOffset At { get; set; }
    public Guid ById { get; set; }

    /// <summary>As it was then: people leave and names change.</summary>
    public required string ByName { get; set; }
    public LevelPinKind Kind { get; set; }
    public Vertebra Level { get; set; }
    public required string FrameOfReferenceUid { get; set; }

    /// <summary>Place in the patient's frame, in millimetres.</summary>
    public double X { get; set; }
    public double Y { get; set; }
    public double Z { get; set; }

    /// <summary>Pinned at the middle of a body that was seen, not only on a slice through it.</summary>
    public bool OnSagittal { get; set; }

    /// <summary>The image it was placed on.</summary>
    public required string SopInstanceUid { get; set; }
    public int Frame { get; set; } = 1;

    /// <summary>What it changed, in words: no name changes without a record.</summary>
    public required string Effect { get; set; }

    public PatientVector Place => new(X, Y, Z);

    /// <summary>The pins in force, head first by name: of each level the last step, unless that removed it.</summary>
    public static IReadOnlyList<LevelPin> InForce(IEnumerable<LevelPin> history) =>
        [.. history.GroupBy(p => p.Level).Select(steps => steps.MaxBy(p => p.Number)!).Where(p => p.Kind != LevelPinKind.Removed).OrderBy(p => p.Level)];
}

internal sealed class LevelPinTable : IEntityTypeConfiguration<LevelPin>
{
    public void Configure(EntityTypeBuilder<LevelPin> builder)
    {
        builder.Property(p => p.Kind).HasConversion<string>().HasMaxLength(20);
        builder.Property(p => p.Level).HasConversion<string>().HasMaxLength(8);
        builder.Property(p => p.ByName).HasMaxLength(200);
        builder.Property(p => p.FrameOfReferenceUid).HasMaxLength(64);
        builder.Property(p => p.SopInstanceUid).HasMaxLength(64);
        builder.Property(p => p.Effect).HasMaxLength(1000);
        builder.Ignore(p => p.Place);
        builder.HasOne<Study>().WithMany().HasForeignKey(p => p.StudyId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(p => new { p.StudyId, p.Number }).IsUnique();
    }
}
