using System.Buffers.Binary;
using System.Security.Cryptography;
using BilskyWeb.Data;

namespace BilskyWeb.Features.Research.ReaderStudies;

/// <summary>The one rule of who reads where, and each reader's own order of the cases.</summary>
internal static class ReaderStudyAccess
{
    /// <summary>The studies in which somebody reads, whatever their role: an admin put them there, and has not archived them.</summary>
    public static IQueryable<ReaderStudy> ReaderStudiesReadBy(this BilskyDbContext database, Guid userId) =>
        database.ReaderStudies.Where(s => s.ArchivedAt == null && s.Readers.Any(r => r.UserId == userId));

    /// <summary>Where a case stands in a reader's order: always the same for that reader, another for each.</summary>
    public static ulong OrderOf(Guid caseId, Guid readerId)
    {
        Span<byte> both = stackalloc byte[32];
        caseId.TryWriteBytes(both);
        readerId.TryWriteBytes(both[16..]);
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(both, digest);
        return BinaryPrimitives.ReadUInt64LittleEndian(digest);
    }
}
