using BilskyWeb.Core.Clinical.Facts;
using BilskyWeb.Features.Intake.Studies;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BilskyWeb.Features.Intake.Referrals;

/// <summary>
/// What one person says of one patient's clinical picture. Until it is submitted it is a draft and its owner's alone; from then on it belongs to the studies of its upload, and every
/// further answer is a visible change.
/// </summary>
public sealed class ClinicalForm
{
    public Guid Id { get; set; }
    public Guid OwnerId { get; set; }
    public DateTimeOffset StartedAt { get; set; }
    public DateTimeOffset ChangedAt { get; set; }

    /// <summary>The upload that it goes with; while it is a draft, the one under way on the same page.</summary>
    public Guid? UploadId { get; set; }

    /// <summary>Null while it is a draft.</summary>
    public DateTimeOffset? SubmittedAt { get; set; }
}

/// <summary>One answer. Answers are added: the newest of a field counts, those before it stay. In a draft, one tab of a browser goes on writing the answer that it began.</summary>
public sealed class ClinicalAnswer
{
    public long Id { get; set; }
    public Guid FormId { get; set; }
    public ClinicalField Field { get; set; }

    /// <summary>As <see cref="FieldValue"/> stores it; null takes the field back.</summary>
    public string? Value { get; set; }
    public DateTimeOffset At { get; set; }
    public Guid ById { get; set; }

    /// <summary>As it was then.</summary>
    public required string ByName { get; set; }

    /// <summary>The tab that wrote it: what another one writes in the same field is kept beside it.</summary>
    public Guid TabId { get; set; }
}

/// <summary>A form says something of this study.</summary>
public sealed class StudyForm
{
    public Guid StudyId { get; set; }
    public Guid FormId { get; set; }
}

internal sealed class ClinicalFormTable : IEntityTypeConfiguration<ClinicalForm>
{
    public void Configure(EntityTypeBuilder<ClinicalForm> builder)
    {
        builder.Property(f => f.Id).ValueGeneratedNever();
        builder.HasIndex(f => new { f.OwnerId, f.ChangedAt });
        builder.HasIndex(f => f.UploadId);
    }
}

internal sealed class ClinicalAnswerTable : IEntityTypeConfiguration<ClinicalAnswer>
{
    public void Configure(EntityTypeBuilder<ClinicalAnswer> builder)
    {
        builder.Property(a => a.Field).HasConversion<string>().HasMaxLength(40);
        builder.Property(a => a.ByName).HasMaxLength(200);
        builder.HasOne<ClinicalForm>().WithMany().HasForeignKey(a => a.FormId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(a => new { a.FormId, a.Id });
    }
}

internal sealed class StudyFormTable : IEntityTypeConfiguration<StudyForm>
{
    public void Configure(EntityTypeBuilder<StudyForm> builder)
    {
        builder.HasKey(f => new { f.StudyId, f.FormId });
        builder.HasOne<Study>().WithMany().HasForeignKey(f => f.StudyId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<ClinicalForm>().WithMany().HasForeignKey(f => f.FormId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(f => f.FormId);
    }
}
