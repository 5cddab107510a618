using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BilskyWeb.Features.Mdt.Notes;

/// <summary>What a member of the team said of a case. Comments are added and never changed.</summary>
public sealed class CaseComment
{
    /// <summary>Made by the author's page: sent twice, kept once.</summary>
    public Guid Id { get; set; }
    public Guid CaseId { get; set; }
    public Guid AuthorId { get; set; }

    /// <summary>As it was then.</summary>
    public required string AuthorName { get; set; }
    public DateTimeOffset At { get; set; }
    public required string Text { get; set; }
    public List<CaseMention> Mentions { get; } = [];
}

/// <summary>Whether a mention reaches anybody.</summary>
public enum MentionReach
{
    /// <summary>Somebody of the team, who sees it on the board and in the case.</summary>
    Told,

    /// <summary>Their account is closed.</summary>
    Left,

    /// <summary>They have an account and see no cases.</summary>
    NotOnTeam,

    /// <summary>Nobody here is called so.</summary>
    Nobody,
}

/// <summary>A name after an @ in a comment, and what became of it.</summary>
public sealed class CaseMention
{
    public long Id { get; set; }
    public Guid CommentId { get; set; }

    /// <summary>As it was written.</summary>
    public required string Name { get; set; }

    /// <summary>Whose name it is; null where nobody's.</summary>
    public Guid? UserId { get; set; }

    /// <summary>As it was when it was written: who leaves later was told before.</summary>
    public MentionReach Reach { get; set; }

    /// <summary>When they opened the case; null while they have not.</summary>
    public DateTimeOffset? SeenAt { get; set; }
}

/// <summary>Something that a member of the team is to do for a case.</summary>
public sealed class CaseTask
{
    /// <summary>Made by the giver's page: sent twice, given once.</summary>
    public Guid Id { get; set; }
    public Guid CaseId { get; set; }
    public required string Text { get; set; }
    public Guid OwnerId { get; set; }

    /// <summary>As it was then.</summary>
    public required string OwnerName { get; set; }
    public DateTimeOffset DueAt { get; set; }
    public required string GivenByName { get; set; }
    public DateTimeOffset GivenAt { get; set; }
    public DateTimeOffset? DoneAt { get; set; }
    public string? DoneByName { get; set; }
}

internal sealed class CaseCommentTable : IEntityTypeConfiguration<CaseComment>
{
    public const int TextLength = 4000;

    public void Configure(EntityTypeBuilder<CaseComment> builder)
    {
        builder.Property(c => c.Id).ValueGeneratedNever();
        builder.Property(c => c.AuthorName).HasMaxLength(200);
        builder.Property(c => c.Text).HasMaxLength(TextLength);
        builder.HasOne<PatientCase>().WithMany().HasForeignKey(c => c.CaseId).OnDelete(DeleteBehavior.Restrict);
        builder.HasMany(c => c.Mentions).WithOne().HasForeignKey(m => m.CommentId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(c => new { c.CaseId, c.At });
    }
}

internal sealed class CaseMentionTable : IEntityTypeConfiguration<CaseMention>
{
    public void Configure(EntityTypeBuilder<CaseMention> builder)
    {
        builder.Property(m => m.Name).HasMaxLength(200);
        builder.Property(m => m.Reach).HasConversion<string>().HasMaxLength(20);
        builder.HasIndex(m => m.CommentId);
        builder.HasIndex(m => m.UserId).HasFilter("\"SeenAt\" IS NULL AND \"UserId\" IS NOT NULL").HasDatabaseName("ix_case_mentions_unseen");
    }
}

internal sealed class CaseTaskTable : IEntityTypeConfiguration<CaseTask>
{
    public const int TextLength = 500;

    public void Configure(EntityTypeBuilder<CaseTask> builder)
    {
        builder.Property(t => t.Id).ValueGeneratedNever();
        builder.Property(t => t.Text).HasMaxLength(TextLength);
        builder.Property(t => t.OwnerName).HasMaxLength(200);
        builder.Property(t => t.GivenByName).HasMaxLength(200);
        builder.Property(t => t.DoneByName).HasMaxLength(200);
        builder.HasOne<PatientCase>().WithMany().HasForeignKey(t => t.CaseId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(t => t.CaseId);
        builder.HasIndex(t => new { t.OwnerId, t.DueAt }).HasFilter("\"DoneAt\" IS NULL").HasDatabaseName("ix_case_tasks_open");
    }
}
