using BilskyWeb.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BilskyWeb.Features.Intake.Studies;

/// <summary>A document that this program wrote about a study. It lies in the archive among the study's images and is no arrival: noted before it is stored.</summary>
public sealed class OwnInstance
{
    public required string StudyInstanceUid { get; set; }
    public required string SopInstanceUid { get; set; }

    /// <summary>Of one series are our documents alone, or none of them.</summary>
    public required string SeriesInstanceUid { get; set; }
}

internal sealed class OwnInstanceTable : IEntityTypeConfiguration<OwnInstance>
{
    public void Configure(EntityTypeBuilder<OwnInstance> builder)
    {
        builder.HasKey(o => new { o.StudyInstanceUid, o.SopInstanceUid });
        builder.Property(o => o.StudyInstanceUid).HasMaxLength(64);
        builder.Property(o => o.SopInstanceUid).HasMaxLength(64);
        builder.Property(o => o.SeriesInstanceUid).HasMaxLength(64);
    }
}

/// <summary>Tells our own documents from what came.</summary>
internal static class OwnInstances
{
    public static async Task<HashSet<string>> OwnInstancesOfAsync(this BilskyDbContext database, string studyInstanceUid, CancellationToken cancellationToken) =>
        await database.OwnInstances.Where(o => o.StudyInstanceUid == studyInstanceUid).Select(o => o.SopInstanceUid).ToHashSetAsync(StringComparer.Ordinal, cancellationToken);

    /// <summary>Notes a document before it is stored; noted twice, it stands once.</summary>
    public static Task NoteOwnInstanceAsync(this BilskyDbContext database, string studyInstanceUid, string seriesInstanceUid, string sopInstanceUid, CancellationToken cancellationToken) =>
        database.Database.ExecuteSqlAsync(
            $"""
            insert into "OwnInstances" ("StudyInstanceUid", "SeriesInstanceUid", "SopInstanceUid") values ({studyInstanceUid}, {seriesInstanceUid}, {sopInstanceUid}) on conflict do nothing
            """, cancellationToken);
}
