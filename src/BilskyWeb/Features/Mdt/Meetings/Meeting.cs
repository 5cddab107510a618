using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BilskyWeb.Features.Mdt.Meetings;

/// <summary>A meeting of the team.</summary>
public sealed class Meeting
{
    public Guid Id { get; set; }
    public DateTimeOffset StartsAt { get; set; }

    /// <summary>A room or a way to call in; null when not said.</summary>
    public string? Place { get; set; }
    public required string MadeByName { get; set; }
    public List<MeetingCase> Agenda { get; } = [];
    public List<MeetingPerson> People { get; } = [];
}

/// <summary>A case on a meeting's agenda.</summary>
public sealed class MeetingCase
{
    public Guid MeetingId { get; set; }
    public Guid CaseId { get; set; }

    /// <summary>Its place, smaller first; not without gaps.</summary>
    public int Position { get; set; }

    /// <summary>When minutes were first written; null while it was not discussed.</summary>
    public DateTimeOffset? DiscussedAt { get; set; }
    public string? Minutes { get; set; }

    /// <summary>Who wrote the minutes last.</summary>
    public string? MinutesByName { get; set; }

    /// <summary>Counts the writings of the minutes: of two who write at once the second is told.</summary>
    public int MinutesVersion { get; set; }
}

/// <summary>Somebody who was there, or said that they would not be.</summary>
public sealed class MeetingPerson
{
    public Guid MeetingId { get; set; }
    public required string Name { get; set; }
    public bool IsPresent { get; set; }
}

internal sealed class MeetingTable : IEntityTypeConfiguration<Meeting>
{
    public const int PlaceLength = 200;

    public void Configure(EntityTypeBuilder<Meeting> builder)
    {
        builder.Property(m => m.Place).HasMaxLength(PlaceLength);
        builder.Property(m => m.MadeByName).HasMaxLength(200);
        builder.HasMany(m => m.Agenda).WithOne().HasForeignKey(c => c.MeetingId).OnDelete(DeleteBehavior.Restrict);
        builder.HasMany(m => m.People).WithOne().HasForeignKey(p => p.MeetingId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(m => m.StartsAt);
    }
}

internal sealed class MeetingCaseTable : IEntityTypeConfiguration<MeetingCase>
{
    public const int MinutesLength = 4000;

    public void Configure(EntityTypeBuilder<MeetingCase> builder)
    {
        builder.HasKey(c => new { c.MeetingId, c.CaseId });
        builder.Property(c => c.Minutes).HasMaxLength(MinutesLength);
        builder.Property(c => c.MinutesByName).HasMaxLength(200);
        builder.HasOne<PatientCase>().WithMany().HasForeignKey(c => c.CaseId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(c => c.CaseId);
    }
}

internal sealed class MeetingPersonTable : IEntityTypeConfiguration<MeetingPerson>
{
    public const int NameLength = 200;

    public void Configure(EntityTypeBuilder<MeetingPerson> builder)
    {
        builder.HasKey(p => new { p.MeetingId, p.Name });
        builder.Property(p => p.Name).HasMaxLength(NameLength);
    }
}
