using BilskyWeb.Core.Grading;
using BilskyWeb.Features.Intake.Studies;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BilskyWeb.Features.Review;

/// <summary>What of a slice a change is about. Each aspect of each slice has a history of its own.</summary>
public enum ReviewAspect
{
    /// <summary>Its grade or exclusion.</summary>
    Reading,

    /// <summary>Whether it is a key image.</summary>
    KeyImage,
}

/// <summary>Why a reviewer's grade differs from the model's.</summary>
public enum OverrideReason
{
    /// <summary>The model took something else for epidural tumour, or the other way round.</summary>
    Lesion,

    /// <summary>The box does not show the canal.</summary>
    Box,

    /// <summary>Artefact.</summary>
    Artefact,

    /// <summary>Partial volume with the neighbouring slice.</summary>
    PartialVolume,

    /// <summary>Borderline: both grades can be defended.</summary>
    Borderline,

    /// <summary>Another reason, said in the note.</summary>
    Other,
}

/// <summary>
/// One thing that one person did to one slice. Rows are added and never changed: the model's answer stays in its run, and the newest
/// row of a slice's aspect says what counts. Undoing adds a row too.
/// </summary>
public sealed class ReviewChange
{
    /// <summary>Made by the reviewer's browser, so that a change sent twice is saved once.</summary>
    public Guid Id { get; set; }
    public Guid StudyId { get; set; }

    /// <summary>Order of saving within the study, from 1.</summary>
    public int Sequence { get; set; }
    public ReviewAspect Aspect { get; set; }
    public required string SopInstanceUid { get; set; }
    public int Frame { get; set; } = 1;

    /// <summary>Place in the history of this aspect of this slice, from 1.</summary>
    public int Version { get; set; }

    /// <summary>The newest saved version that the author saw. Another person's version between that and this one was not known to them.</summary>
    public int BasedOn { get; set; }

    /// <summary>The other person's change that the author had not seen and that says something else; null when there is none.</summary>
    public Guid? ConflictsWithId { get; set; }

    /// <summary>The grading that was on the author's screen.</summary>
    public Guid RunId { get; set; }
    public SliceStatus ModelStatus { get; set; }

    /// <summary>What the model said there.</summary>
    public BilskyGrade? ModelGrade { get; set; }

    /// <summary>For a reading; with neither grade nor exclusion the reading is withdrawn.</summary>
    public BilskyGrade? Grade { get; set; }
    public ExclusionReason? Exclusion { get; set; }
    public OverrideReason? Reason { get; set; }
    public string? Note { get; set; }

    /// <summary>For a key image.</summary>
    public bool? Marked { get; set; }

    public Guid AuthorId { get; set; }
    public required string AuthorName { get; set; }

    /// <summary>When the reviewer pressed the key, by the clock of their machine, or <see cref="SavedAt"/> where that clock cannot be right.</summary>
    public DateTimeOffset MadeAt { get; set; }
    public DateTimeOffset SavedAt { get; set; }

    public SliceReading? Reading => Grade is { } grade ? SliceReading.Of(grade) : Exclusion is { } exclusion ? SliceReading.Of(exclusion) : null;

    /// <summary>True when both leave the slice the same.</summary>
    public bool SaysTheSameAs(ReviewChange other) => other.Grade == Grade && other.Exclusion == Exclusion && other.Marked == Marked;
}

/// <summary>A signature under a review: the sign-off (number 0) or an addendum.</summary>
public sealed class ReviewSignature
{
    /// <summary>Made by the reviewer's browser.</summary>
    public Guid Id { get; set; }
    public Guid StudyId { get; set; }
    public int Number { get; set; }

    /// <summary>The last change that the author had seen, and signed.</summary>
    public int Sequence { get; set; }
    public Guid RunId { get; set; }
    public Guid AuthorId { get; set; }
    public required string AuthorName { get; set; }
    public DateTimeOffset SignedAt { get; set; }

    /// <summary>Why an addendum was needed.</summary>
    public string? Reason { get; set; }

    /// <summary>For the overrides that carry no reason of their own.</summary>
    public OverrideReason? OverrideReason { get; set; }

    /// <summary>The highest grade signed, as it was then.</summary>
    public BilskyGrade? Grade { get; set; }
}

internal sealed class ReviewChangeTable : IEntityTypeConfiguration<ReviewChange>
{
    public const int NoteLength = 500;

    public void Configure(EntityTypeBuilder<ReviewChange> builder)
    {
        builder.Property(c => c.Id).ValueGeneratedNever();
        builder.Property(c => c.Aspect).HasConversion<string>().HasMaxLength(20);
        builder.Property(c => c.SopInstanceUid).HasMaxLength(64);
        builder.Property(c => c.ModelStatus).HasConversion<string>().HasMaxLength(20);
        builder.Property(c => c.ModelGrade).HasConversion<short?>();
        builder.Property(c => c.Grade).HasConversion<short?>();
        builder.Property(c => c.Exclusion).HasConversion<string>().HasMaxLength(20);
        builder.Property(c => c.Reason).HasConversion<string>().HasMaxLength(20);
        builder.Property(c => c.Note).HasMaxLength(NoteLength);
        builder.Property(c => c.AuthorName).HasMaxLength(200);
        builder.Ignore(c => c.Reading);
        builder.HasOne<Study>().WithMany().HasForeignKey(c => c.StudyId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<Grading.GradingRun>().WithMany().HasForeignKey(c => c.RunId).OnDelete(DeleteBehavior.Cascade);

        // Whatever the program believes, two people cannot both write the next version of a slice.
        builder.HasIndex(c => new { c.StudyId, c.Aspect, c.SopInstanceUid, c.Frame, c.Version }).IsUnique();
        builder.HasIndex(c => new { c.StudyId, c.Sequence }).IsUnique();
    }
}

internal sealed class ReviewSignatureTable : IEntityTypeConfiguration<ReviewSignature>
{
    public const int ReasonLength = 500;

    public void Configure(EntityTypeBuilder<ReviewSignature> builder)
    {
        builder.Property(s => s.Id).ValueGeneratedNever();
        builder.Property(s => s.AuthorName).HasMaxLength(200);
        builder.Property(s => s.Reason).HasMaxLength(ReasonLength);
        builder.Property(s => s.OverrideReason).HasConversion<string>().HasMaxLength(20);
        builder.Property(s => s.Grade).HasConversion<short?>();
        builder.HasOne<Study>().WithMany().HasForeignKey(s => s.StudyId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<Grading.GradingRun>().WithMany().HasForeignKey(s => s.RunId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(s => new { s.StudyId, s.Number }).IsUnique();
        builder.HasIndex(s => s.SignedAt);
    }
}
