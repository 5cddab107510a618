using BilskyWeb.Features.Accounts;
using BilskyWeb.Features.Mdt;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BilskyWeb.Features.Notifications;

/// <summary>What somebody is told of.</summary>
public enum NoticeKind
{
    /// <summary>A case was opened, or got another study.</summary>
    CaseOpened,

    /// <summary>Something in a case turned out worse than the team knew.</summary>
    CaseWorse,

    /// <summary>Somebody was mentioned in a comment.</summary>
    Mentioned,

    /// <summary>A task was given, or is overdue.</summary>
    Task,

    /// <summary>The team has decided.</summary>
    Decided,

    /// <summary>A clock is due soon, or overdue.</summary>
    Clock,

    /// <summary>A case is put before whoever is on call, and waits for their answer.</summary>
    OnCall,

    /// <summary>Whoever was on call has answered, or nobody has.</summary>
    Answer,

    /// <summary>A machine that grades failed its check.</summary>
    Worker,
}

/// <summary>
/// Something that one person is told: written in the transaction of what it tells of, and from then on seen in the program. What leaves the program are its
/// <see cref="NoticeDelivery"/>s. It names a case by its number and holds nothing of the patient, nor what anybody wrote.
/// </summary>
public sealed class Notice
{
    public Guid Id { get; set; }

    /// <summary>What it tells of: of one thing a person is told once.</summary>
    public required string Key { get; set; }
    public NoticeKind Kind { get; set; }
    public Guid RecipientId { get; set; }

    /// <summary>One sentence, in words of ours.</summary>
    public required string Words { get; set; }

    /// <summary>Path of the page that shows it to whoever may see it.</summary>
    public required string Link { get; set; }

    /// <summary>Of which case; null where it is of none.</summary>
    public Guid? CaseId { get; set; }

    /// <summary>The circulation that waits for an answer.</summary>
    public Guid? SourceId { get; set; }

    /// <summary>Goes out by every channel at any hour.</summary>
    public bool IsUrgent { get; set; }
    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>When the recipient opened it, or what it tells of.</summary>
    public DateTimeOffset? SeenAt { get; set; }

    /// <summary>When the recipient answered.</summary>
    public DateTimeOffset? AcknowledgedAt { get; set; }
    public List<NoticeDelivery> Deliveries { get; } = [];
}

/// <summary>A way out of the program.</summary>
public enum NoticeChannel
{
    Email,
    Webhook,
}

/// <summary>How far a delivery is.</summary>
public enum NoticeDeliveryState
{
    Waiting,

    /// <summary>The other side took it.</summary>
    Delivered,

    /// <summary>Given up, with the reason; an admin can have it tried again.</summary>
    Failed,

    /// <summary>The recipient's account was closed before it went out.</summary>
    Withdrawn,
}

/// <summary>A notice on its way by one channel. Its id goes with it, so that a receiver who gets it twice knows.</summary>
public sealed class NoticeDelivery
{
    public Guid Id { get; set; }
    public Guid NoticeId { get; set; }
    public NoticeChannel Channel { get; set; }
    public NoticeDeliveryState State { get; set; }
    public int Attempts { get; set; }

    /// <summary>Not before: later when it failed, at the end of quiet hours, or while a job is at it.</summary>
    public DateTimeOffset NextAttemptAt { get; set; }
    public DateTimeOffset? DeliveredAt { get; set; }

    /// <summary>Why the last attempt failed.</summary>
    public string? Error { get; set; }
}

/// <summary>What a person wants to be told by, beside the program itself. Urgent ones go by every channel, whatever is chosen here.</summary>
public sealed class NoticeChoice
{
    public Guid UserId { get; set; }
    public bool Email { get; set; } = true;
    public bool Webhook { get; set; } = true;

    /// <summary>On the hospital's clocks; null for no quiet hours.</summary>
    public TimeOnly? QuietFrom { get; set; }
    public TimeOnly? QuietUntil { get; set; }
}

internal sealed class NoticeTable : IEntityTypeConfiguration<Notice>
{
    public const int KeyLength = 120;
    public const int WordsLength = 300;
    public const int LinkLength = 200;

    public void Configure(EntityTypeBuilder<Notice> builder)
    {
        builder.Property(n => n.Id).ValueGeneratedNever();
        builder.Property(n => n.Key).HasMaxLength(KeyLength);
        builder.Property(n => n.Kind).HasConversion<string>().HasMaxLength(20);
        builder.Property(n => n.Words).HasMaxLength(WordsLength);
        builder.Property(n => n.Link).HasMaxLength(LinkLength);
        builder.HasOne<BilskyUser>().WithMany().HasForeignKey(n => n.RecipientId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<PatientCase>().WithMany().HasForeignKey(n => n.CaseId).OnDelete(DeleteBehavior.Restrict);
        builder.HasMany(n => n.Deliveries).WithOne().HasForeignKey(d => d.NoticeId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(n => new { n.Key, n.RecipientId }).IsUnique();
        builder.HasIndex(n => new { n.RecipientId, n.CreatedAt });
        builder.HasIndex(n => n.RecipientId).HasFilter("\"SeenAt\" IS NULL").HasDatabaseName("ix_notices_unseen");
        builder.HasIndex(n => n.SourceId).HasFilter("\"SourceId\" IS NOT NULL");
    }
}

internal sealed class NoticeDeliveryTable : IEntityTypeConfiguration<NoticeDelivery>
{
    public const int ErrorLength = 500;

    public void Configure(EntityTypeBuilder<NoticeDelivery> builder)
    {
        builder.Property(d => d.Id).ValueGeneratedNever();
        builder.Property(d => d.Channel).HasConversion<string>().HasMaxLength(20);
        builder.Property(d => d.State).HasConversion<string>().HasMaxLength(20);
        builder.Property(d => d.Error).HasMaxLength(ErrorLength);

        // By each channel once, whoever writes it and however often.
        builder.HasIndex(d => new { d.NoticeId, d.Channel }).IsUnique();
        builder.HasIndex(d => d.NextAttemptAt).HasFilter("\"State\" = 'Waiting'").HasDatabaseName("ix_notice_deliveries_waiting");
        builder.HasIndex(d => d.State).HasFilter("\"State\" = 'Failed'").HasDatabaseName("ix_notice_deliveries_failed");
    }
}

internal sealed class NoticeChoiceTable : IEntityTypeConfiguration<NoticeChoice>
{
    public void Configure(EntityTypeBuilder<NoticeChoice> builder)
    {
        builder.HasKey(c => c.UserId);
        builder.Property(c => c.UserId).ValueGeneratedNever();
        builder.HasOne<BilskyUser>().WithOne().HasForeignKey<NoticeChoice>(c => c.UserId).OnDelete(DeleteBehavior.Cascade);
    }
}
