using BilskyWeb.Features.Intake.Studies;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BilskyWeb.Features.Mdt;

internal sealed class PatientCaseTable : IEntityTypeConfiguration<PatientCase>
{
    public void Configure(EntityTypeBuilder<PatientCase> builder)
    {
        builder.Property(c => c.Number).UseIdentityAlwaysColumn();
        builder.HasIndex(c => c.Number).IsUnique();
        builder.Property(c => c.Stage).HasConversion<string>().HasMaxLength(20);
        builder.Property(c => c.Opening).HasConversion<string>().HasMaxLength(20);
        builder.Property(c => c.Version).IsConcurrencyToken();
        builder.HasOne<PatientCase>().WithMany().HasForeignKey(c => c.JoinedIntoId).OnDelete(DeleteBehavior.Restrict);

        // A trigger keeps it (migration PatientCases).
        builder.Property(c => c.Priority).HasDefaultValue(0).HasSentinel(0);
        builder.Property(c => c.Priority).Metadata.SetBeforeSaveBehavior(PropertySaveBehavior.Ignore);
        builder.Property(c => c.Priority).Metadata.SetAfterSaveBehavior(PropertySaveBehavior.Ignore);

        // As the board is ordered: a stage after the other, within each the most urgent first and then whoever has waited longest.
        builder.HasIndex([nameof(PatientCase.Stage), nameof(PatientCase.Priority), nameof(PatientCase.OpenedAt), nameof(PatientCase.Id)], "ix_patient_cases_board")
            .IsDescending(false, true, false, false).HasFilter("\"JoinedIntoId\" IS NULL");
    }
}

internal sealed class CaseStudyTable : IEntityTypeConfiguration<CaseStudy>
{
    public void Configure(EntityTypeBuilder<CaseStudy> builder)
    {
        // A study opens a case once, whoever asks and however often.
        builder.HasKey(s => s.StudyId);
        builder.Property(s => s.StudyId).ValueGeneratedNever();
        builder.Property(s => s.GradeThen).HasConversion<short?>();
        builder.HasOne<Study>().WithOne().HasForeignKey<CaseStudy>(s => s.StudyId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<PatientCase>().WithMany().HasForeignKey(s => s.CaseId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(s => s.CaseId);
    }
}

internal sealed class CaseDueTable : IEntityTypeConfiguration<CaseDue>
{
    public void Configure(EntityTypeBuilder<CaseDue> builder)
    {
        builder.HasKey(d => d.StudyId);
        builder.Property(d => d.StudyId).ValueGeneratedNever();
        builder.HasOne<Study>().WithOne().HasForeignKey<CaseDue>(d => d.StudyId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(d => d.Since);
    }
}

internal sealed class CaseEventTable : IEntityTypeConfiguration<CaseEvent>
{
    public const int WordsLength = 500;

    public void Configure(EntityTypeBuilder<CaseEvent> builder)
    {
        builder.Property(e => e.ActorName).HasMaxLength(200);
        builder.Property(e => e.Kind).HasConversion<string>().HasMaxLength(20);
        builder.Property(e => e.From).HasConversion<string>().HasMaxLength(20);
        builder.Property(e => e.To).HasConversion<string>().HasMaxLength(20);
        builder.Property(e => e.Words).HasMaxLength(WordsLength);
        builder.HasOne<PatientCase>().WithMany().HasForeignKey(e => e.CaseId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(e => new { e.CaseId, e.At });
    }
}
