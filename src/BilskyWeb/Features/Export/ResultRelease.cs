using BilskyWeb.Features.Intake.Studies;
using BilskyWeb.Features.Review;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BilskyWeb.Features.Export;

public enum ReleaseState
{
    /// <summary>Documents are still to be written and stored; says what it waits for when a try failed.</summary>
    Waiting,

    /// <summary>All documents are in the archive: it was asked and named each.</summary>
    Stored,

    /// <summary>Given up after many tries; says why. A person can have it tried again.</summary>
    Failed,
}

/// <summary>What a signature becomes: the outbox row of its documents, written in the signature's own transaction.</summary>
public sealed class ResultRelease
{
    public Guid Id { get; set; }
    public Guid StudyId { get; set; }
    public Guid SignatureId { get; set; }

    /// <summary>0 for the signature itself; more where the patient was put right afterwards, which the pages of a report would else not know.</summary>
    public int Revision { get; set; }

    /// <summary>From 1 within the study; a later one replaces all earlier.</summary>
    public int Version { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
    public ReleaseState State { get; set; }
    public int Attempts { get; set; }

    /// <summary>Not to be tried before; while a try is under way, when it counts as lost.</summary>
    public DateTimeOffset NextAttemptAt { get; set; }

    /// <summary>What kept the last try from its end.</summary>
    public string? Error { get; set; }

    /// <summary>When the patient's identity was first read for it: later tries do not change what the archive has of the first.</summary>
    public DateTimeOffset? MadeAt { get; set; }
    public DateTimeOffset? StoredAt { get; set; }
    public List<ResultObject> Objects { get; } = [];
    public List<ResultDelivery> Deliveries { get; } = [];
}

public enum ResultKind
{
    KeyObjects,
    Report,
    KeyImage,
    Pdf,
}

/// <summary>A document of a release. The archive holds the bytes.</summary>
public sealed class ResultObject
{
    public Guid Id { get; set; }
    public Guid ReleaseId { get; set; }
    public ResultKind Kind { get; set; }

    /// <summary>From 1 among those of its kind.</summary>
    public int Number { get; set; }
    public required string SopClassUid { get; set; }
    public required string SeriesInstanceUid { get; set; }
    public required string SopInstanceUid { get; set; }
}

public enum DeliveryState
{
    Waiting,

    /// <summary>The destination was asked and has every document.</summary>
    Sent,

    /// <summary>The destination took them and answers no questions: nobody here knows whether it has them.</summary>
    Unconfirmed,

    /// <summary>Given up after many tries; says why. A person can have it tried again.</summary>
    Failed,

    /// <summary>A newer version goes there instead.</summary>
    Superseded,
}

/// <summary>A release on its way to one destination.</summary>
public sealed class ResultDelivery
{
    public Guid Id { get; set; }
    public Guid ReleaseId { get; set; }

    /// <summary>Its name in the archive's list of other archives.</summary>
    public required string Destination { get; set; }
    public DeliveryState State { get; set; }
    public int Attempts { get; set; }
    public DateTimeOffset NextAttemptAt { get; set; }
    public string? Error { get; set; }
    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>When it ended well.</summary>
    public DateTimeOffset? SentAt { get; set; }

    /// <summary>Who asked; null when it goes there by itself.</summary>
    public string? AskedByName { get; set; }
}

internal sealed class ResultReleaseTable : IEntityTypeConfiguration<ResultRelease>
{
    public const int ErrorLength = 500;

    public void Configure(EntityTypeBuilder<ResultRelease> builder)
    {
        builder.Property(r => r.Id).ValueGeneratedNever();
        builder.Property(r => r.State).HasConversion<string>().HasMaxLength(20);
        builder.Property(r => r.Error).HasMaxLength(ErrorLength);
        builder.HasOne<Study>().WithMany().HasForeignKey(r => r.StudyId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<ReviewSignature>().WithMany().HasForeignKey(r => r.SignatureId).OnDelete(DeleteBehavior.Cascade);
        builder.HasMany(r => r.Objects).WithOne().HasForeignKey(o => o.ReleaseId).OnDelete(DeleteBehavior.Cascade);
        builder.HasMany(r => r.Deliveries).WithOne().HasForeignKey(d => d.ReleaseId).OnDelete(DeleteBehavior.Cascade);

        // A signature is released once, whoever signs twice or sweeps twice.
        builder.HasIndex(r => new { r.SignatureId, r.Revision }).IsUnique();
        builder.HasIndex(r => new { r.StudyId, r.Version }).IsUnique();
        builder.HasIndex(r => r.NextAttemptAt).HasFilter("\"State\" = 'Waiting'").HasDatabaseName("ix_result_releases_due");
    }
}

internal sealed class ResultObjectTable : IEntityTypeConfiguration<ResultObject>
{
    public void Configure(EntityTypeBuilder<ResultObject> builder)
    {
        builder.Property(o => o.Id).ValueGeneratedNever();
        builder.Property(o => o.Kind).HasConversion<string>().HasMaxLength(20);
        builder.Property(o => o.SopClassUid).HasMaxLength(64);
        builder.Property(o => o.SeriesInstanceUid).HasMaxLength(64);
        builder.Property(o => o.SopInstanceUid).HasMaxLength(64);
        builder.HasIndex(o => new { o.ReleaseId, o.Kind, o.Number }).IsUnique();
        builder.HasIndex(o => o.SopInstanceUid).IsUnique();
    }
}

internal sealed class ResultDeliveryTable : IEntityTypeConfiguration<ResultDelivery>
{
    public void Configure(EntityTypeBuilder<ResultDelivery> builder)
    {
        builder.Property(d => d.Id).ValueGeneratedNever();
        builder.Property(d => d.State).HasConversion<string>().HasMaxLength(20);
        builder.Property(d => d.Destination).HasMaxLength(64);
        builder.Property(d => d.Error).HasMaxLength(ResultReleaseTable.ErrorLength);
        builder.Property(d => d.AskedByName).HasMaxLength(200);

        // To one place once, whoever asks twice.
        builder.HasIndex(d => new { d.ReleaseId, d.Destination }).IsUnique();
        builder.HasIndex(d => d.NextAttemptAt).HasFilter("\"State\" = 'Waiting'").HasDatabaseName("ix_result_deliveries_due");
    }
}
